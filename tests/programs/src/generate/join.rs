//! Parallel and Map states with the machines in them.

use serde_json::{Value, json};

use super::{Block, Maker, NEXT, STAMP, Spot, members};

impl Maker<'_> {
    /// A Parallel or a Map with its handlers.
    pub(super) fn join(&mut self, spot: &mut Spot) -> Block {
        if self.chance.percent(45) { self.parallel(spot) } else { self.map(spot) }
    }

    fn parallel(&mut self, spot: &mut Spot) -> Block {
        let name = self.name("Parallel");
        let member = format!("r{}", self.number());
        let mut handled = vec![(name, members(json!({ "Type": "Parallel" })))];
        // Handlers first: branches of a state that may be tried again are stamped.
        self.handlers(&mut handled, spot, true, true);
        let has_retry = handled[0].1.contains_key("Retry");
        let inner = Spot { depth: spot.depth + 1, ..spot.clone() };
        let branches: Vec<Value> = (0..self.chance.between(1, 3))
            .map(|_| {
                let mut machine = self.machine(&mut inner.clone(), 3);
                if has_retry {
                    self.stamped(&mut machine);
                }
                machine
            })
            .collect();
        let state = &mut handled[0].1;
        state.insert("Branches".to_owned(), json!(branches));
        self.placed(state, &member);
        spot.results.push(member);
        handled
    }

    /// Puts a state before a machine that notes when it is entered.
    fn stamped(&mut self, machine: &mut Value) {
        let name = self.name("Stamp");
        let place = format!("$.at.p{}", self.number());
        let start = machine["StartAt"].take();
        let state = json!({ "Type": "Pass", "Comment": STAMP, "Parameters": { "entered.$": "$$.State.EnteredTime" },
            "ResultPath": place, "Next": start });
        machine["StartAt"] = json!(name);
        machine["States"][&name] = state;
    }

    fn map(&mut self, spot: &mut Spot) -> Block {
        let name = self.name("Map");
        let member = format!("r{}", self.number());
        let mut handled = vec![(name, members(json!({ "Type": "Map" })))];
        self.handlers(&mut handled, spot, true, false);
        // Bare items are told apart by their value alone, so that two maps must not go through them side by side.
        let is_bare = !spot.in_map && self.chance.percent(12);
        let mut inner = Spot { depth: spot.depth + 1, in_map: true, is_bare, results: spot.results.clone() };
        if is_bare {
            inner.results.clear();
        }
        let processor = self.machine(&mut inner, 3);
        let field = if self.chance.percent(80) { "ItemProcessor" } else { "Iterator" };
        let state = &mut handled[0].1;
        state.insert(field.to_owned(), processor);
        if is_bare {
            state.insert("InputPath".to_owned(), json!("$.list"));
        } else {
            let selector = if self.chance.percent(80) { "ItemSelector" } else { "Parameters" };
            let items = if self.chance.percent(75) { "$.list" } else { "$$.Execution.Input.list" };
            state.insert("ItemsPath".to_owned(), json!(items));
            state.insert(selector.to_owned(), item());
        }
        match self.chance.weighted(&[4, 4, 1]) {
            0 => {}
            1 => {
                state.insert("MaxConcurrency".to_owned(), json!(self.chance.below(4)));
            }
            _ => {
                state.insert("MaxConcurrencyPath".to_owned(), json!("$$.Execution.Input.width"));
            }
        }
        self.placed(state, &member);
        spot.results.push(member);
        handled
    }

    /// Where the results go.
    fn placed(&mut self, state: &mut serde_json::Map<String, Value>, member: &str) {
        if self.chance.percent(20) {
            state.insert("ResultSelector".to_owned(), json!({ "first.$": "$[0:1]", "all.$": "$" }));
        }
        let place = if self.chance.percent(75) { json!(format!("$.{member}")) } else { json!(null) };
        state.insert("ResultPath".to_owned(), place);
        state.insert("Next".to_owned(), json!(NEXT));
    }
}

/// What an iteration gets: its item's data, what it needs of the rest, and where it stands.
fn item() -> Value {
    json!({
        "at": { "of.$": "$.at", "index.$": "$$.Map.Item.Index", "tries.$": "$$.State.RetryCount" },
        "n.$": "$$.Map.Item.Value.n", "s.$": "$$.Map.Item.Value.s", "b.$": "$.b", "when.$": "$.when",
        "sec.$": "$.sec", "width.$": "$.width", "list.$": "$.list", "deep.$": "$.deep"
    })
}
