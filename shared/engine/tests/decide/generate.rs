//! Small definitions made up at random: every blocking state type, nested, with retriers and catchers.

use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop, prop_oneof};
use serde_json::{Map, Value, json};

/// A state without its name and its way on.
#[derive(Clone, Debug)]
pub enum Piece {
    Pass,
    Wait(u64),
    Task(Handlers),
    Parallel(Vec<Strand>, Handlers),
    Map { items: usize, at_a_time: u64, inner: Strand, handlers: Handlers },
}

/// How many retries, and whether a catcher leads to the end of the machine.
#[derive(Clone, Copy, Debug)]
pub struct Handlers {
    retries: u64,
    catches: bool,
}

/// A machine: states one after the other, ending well or with an error.
#[derive(Clone, Debug)]
pub struct Strand {
    pieces: Vec<Piece>,
    fails: bool,
}

/// Any small definition, as text.
pub fn definitions() -> impl Strategy<Value = String> {
    strand(2).prop_map(|strand| machine(&strand, &mut 0).to_string())
}

fn strand(depth: u32) -> BoxedStrategy<Strand> {
    let fails = prop::sample::select(vec![false, false, false, false, true]);
    (prop::collection::vec(piece(depth), 1..4), fails)
        .prop_map(|(pieces, fails)| Strand { pieces, fails })
        .boxed()
}

fn piece(depth: u32) -> BoxedStrategy<Piece> {
    let flat = prop_oneof![
        Just(Piece::Pass),
        (0..4_u64).prop_map(Piece::Wait),
        handlers().prop_map(Piece::Task),
        handlers().prop_map(Piece::Task),
    ];
    if depth == 0 {
        return flat.boxed();
    }
    let parallel = (prop::collection::vec(strand(depth - 1), 1..4), handlers())
        .prop_map(|(branches, handlers)| Piece::Parallel(branches, handlers));
    let map = (0..5_usize, 0..3_u64, strand(depth - 1), handlers())
        .prop_map(|(items, at_a_time, inner, handlers)| Piece::Map { items, at_a_time, inner, handlers });
    prop_oneof![3 => flat, 1 => parallel, 1 => map].boxed()
}

fn handlers() -> impl Strategy<Value = Handlers> {
    (0..3_u64, any::<bool>()).prop_map(|(retries, catches)| Handlers { retries, catches })
}

fn machine(strand: &Strand, names: &mut usize) -> Value {
    let mut name = || {
        *names += 1;
        format!("S{names}")
    };
    let own: Vec<String> = strand.pieces.iter().map(|_| name()).collect();
    let end = name();
    let mut states = Map::new();
    for (position, piece) in strand.pieces.iter().enumerate() {
        let mut state = state(piece, &end, names);
        state["Next"] = json!(own.get(position + 1).unwrap_or(&end));
        states.insert(own[position].clone(), state);
    }
    let last =
        if strand.fails { json!({"Type":"Fail","Error":"E","Cause":"c"}) } else { json!({"Type":"Succeed"}) };
    states.insert(end, last);
    json!({ "StartAt": own[0], "States": states })
}

fn state(piece: &Piece, end: &str, names: &mut usize) -> Value {
    match piece {
        Piece::Pass => json!({"Type":"Pass","Parameters":{"p.$":"$","n.$":"$$.State.Name"}}),
        Piece::Wait(seconds) => json!({"Type":"Wait","Seconds":seconds}),
        Piece::Task(handlers) => with(
            json!({"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken","TimeoutSeconds":5,
                "Parameters":{"FunctionName":"f","Payload":{"t.$":"$$.Task.Token","i.$":"$"}}}),
            *handlers,
            end,
        ),
        Piece::Parallel(branches, handlers) => {
            let branches: Vec<Value> = branches.iter().map(|branch| machine(branch, names)).collect();
            with(json!({"Type":"Parallel","Branches":branches}), *handlers, end)
        }
        Piece::Map { items, at_a_time, inner, handlers } => with(
            json!({"Type":"Map","ItemsPath":format!("$$.Execution.Input.items[{items}]"),"MaxConcurrency":at_a_time,
                "ItemSelector":{"v.$":"$$.Map.Item.Value"},"ItemProcessor":machine(inner, names)}),
            *handlers,
            end,
        ),
    }
}

fn with(mut state: Value, handlers: Handlers, end: &str) -> Value {
    if handlers.retries > 0 {
        state["Retry"] =
            json!([{"ErrorEquals":["States.ALL"],"MaxAttempts":handlers.retries,"BackoffRate":1.0}]);
    }
    if handlers.catches {
        state["Catch"] = json!([{"ErrorEquals":["States.ALL"],"Next":end}]);
    }
    state
}

/// The input that the definitions' Map states read: lists of 0 to 4 items.
pub const INPUT: &str = r#"{"items":[[],[1],[1,2],[1,2,3],[1,2,3,4]]}"#;
