//! Retriers and catchers: which answers, how often, after which time, and what the catcher's state gets.

use crate::transcript::{check_outcome, outcome};
use crate::world::Act::{Fails, FailsBare, Gives, Submits};
use crate::world::{Act, Reply, STARTED_MS, World, execution, program};

/// A task `S` with these fields; a catcher leads to `N`, which ends the execution.
fn task(fields: &str) -> String {
    let target = if fields.contains(r#""Next":"N""#) { r#","N":{"Type":"Succeed"}"# } else { "" };
    format!(
        r#"{{"StartAt":"S","States":{{"S":{{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true,{fields}}}{target}}}}}"#
    )
}

fn failing(errors: &[&'static str]) -> World {
    let mut world = World::default();
    for error in errors {
        let reply: Reply = Box::leak(Box::new([(0, Fails(error, "c"))]));
        world.replies.entry("S".to_owned()).or_default().push_back(reply);
    }
    world
}

/// Runs and gives the seconds after the start at which attempts were scheduled, and the end.
fn attempts(definition: &str, mut world: World) -> (Vec<u64>, String) {
    let ended = world.run(&program(definition), execution("{}"));
    let scheduled = world.history.iter().filter(|event| {
        matches!(event.detail, stepwell_engine::history::Detail::LambdaFunctionScheduled { .. })
    });
    (scheduled.map(|event| (event.at_ms - STARTED_MS) / 1000).collect(), outcome(&ended))
}

#[test]
fn counts_and_delays() {
    let two = r#""Retry":[{"ErrorEquals":["A","B"],"IntervalSeconds":1,"BackoffRate":2,"MaxAttempts":2},{"ErrorEquals":["C"],"IntervalSeconds":5}],"Catch":[{"ErrorEquals":["B"],"ResultPath":null,"Next":"N"}]"#;
    let all = |more: &str| format!(r#""Retry":[{{"ErrorEquals":["States.ALL"]{more}}}]"#);
    let failed = "FAILED E: c";
    let cases: [(String, Vec<&'static str>, Vec<u64>, &str); 8] = [
        (two.to_owned(), vec!["A", "B", "C", "B"], vec![0, 1, 3, 8], "SUCCEEDED {}"),
        (two.to_owned(), vec!["X"], vec![0], "FAILED X: c"),
        (all(""), vec!["E"; 9], vec![0, 1, 3, 7], failed),
        (all(r#","MaxAttempts":0"#), vec!["E"; 9], vec![0], failed),
        (all(r#","BackoffRate":1,"IntervalSeconds":4"#), vec!["E"; 9], vec![0, 4, 8, 12], failed),
        (all(r#","BackoffRate":10,"MaxDelaySeconds":20"#), vec!["E"; 9], vec![0, 1, 11, 31], failed),
        (
            all(r#","BackoffRate":1.5,"IntervalSeconds":2,"MaxAttempts":2"#),
            vec!["E"; 9],
            vec![0, 2, 5],
            failed,
        ),
        (all(""), vec!["States.Runtime"], vec![0], "FAILED States.Runtime: c"),
    ];
    for (fields, errors, wanted, end) in cases {
        let (at, ended) = attempts(&task(&fields), failing(&errors));
        assert_eq!((at, ended.as_str()), (wanted, end), "{fields} on {errors:?}");
    }
}

#[test]
fn jitter_depends_on_the_seed_alone() {
    let fields = r#""Retry":[{"ErrorEquals":["E"],"IntervalSeconds":1000,"MaxAttempts":4,"BackoffRate":1,"JitterStrategy":"FULL"}]"#;
    let delays = |seed: u64| {
        let mut world = failing(&["E"; 9]);
        world.seed = seed;
        attempts(&task(fields), world).0
    };
    assert_eq!(delays(1), delays(1));
    assert_ne!(delays(1), delays(2));
    let all = delays(1);
    assert!(all.windows(2).all(|two| two[1] - two[0] <= 1000), "{all:?}");
    assert!(all.windows(3).any(|three| three[2] - three[1] != three[1] - three[0]), "{all:?}");
}

#[test]
fn catchers() {
    let catch = |names: &str, more: &str| {
        format!(
            r#""Catch":[{{"ErrorEquals":[{names}],"Next":"N"{more}}}],"OutputPath":"$.none","TimeoutSeconds":60"#
        )
    };
    let failed: Reply = &[(0, Fails("E", "c"))];
    let silent: Reply = &[];
    let bare: Reply = &[(0, FailsBare)];
    let cases = [
        (catch(r#""E""#, ""), failed, r#"SUCCEEDED {"Error":"E","Cause":"c"}"#),
        (
            catch(r#""States.ALL""#, r#","ResultPath":"$.a.e""#),
            failed,
            r#"SUCCEEDED {"a":{"e":{"Error":"E","Cause":"c"}}}"#,
        ),
        (catch(r#""States.TaskFailed""#, r#","ResultPath":null"#), failed, r#"SUCCEEDED {"a":{}}"#),
        (catch(r#""e","State.ALL""#, ""), failed, "FAILED E: c"),
        (catch(r#""States.Timeout""#, ""), silent, r#"SUCCEEDED {"Error":"States.Timeout","Cause":""}"#),
        (catch(r#""States.TaskFailed""#, ""), silent, "FAILED States.Timeout: -"),
        (catch(r#""States.HeartbeatTimeout""#, ""), silent, "FAILED States.Timeout: -"),
        (catch(r#""States.ALL""#, ""), bare, r#"SUCCEEDED {"Error":null,"Cause":null}"#),
        (catch(r#""States.BranchFailed""#, ""), failed, "FAILED E: c"),
    ];
    for (fields, reply, expected) in cases {
        let world = World::answering(&[("S", reply)]);
        check_outcome(&task(&fields), r#"{"a":{}}"#, world, expected);
    }
}

#[test]
fn missed_heartbeats_have_a_name_of_their_own_for_matchers() {
    let task = |names: &str| {
        format!(
            r#"{{"StartAt":"S","States":{{"S":{{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Parameters":{{"FunctionName":"f","Payload":{{"t.$":"$$.Task.Token"}}}},"HeartbeatSeconds":5,"TimeoutSeconds":60,"End":true,
            "Catch":[{{"ErrorEquals":[{names}],"Next":"N"}}]}},"N":{{"Type":"Succeed"}}}}}}"#
        )
    };
    let caught = r#"SUCCEEDED {"Error":"States.Timeout","Cause":""}"#;
    let reply: &[(u64, Act)] = &[(0, Submits("{}")), (4_000, Act::Beats)];
    for names in [r#""States.HeartbeatTimeout""#, r#""States.Timeout""#, r#""States.ALL""#] {
        let mut world = World::default();
        world
            .replies
            .entry("S".to_owned())
            .or_default()
            .push_back(Box::leak(reply.to_vec().into_boxed_slice()));
        let ended = world.run(&program(&task(names)), execution("{}"));
        assert_eq!(outcome(&ended), caught);
        // The beat after 4 seconds moves what is due to 9.
        assert_eq!(ended.last_ms - STARTED_MS, 9_000);
    }
}

#[test]
fn every_visit_counts_anew() {
    let definition = r#"{"StartAt":"S","States":{
        "S":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","Next":"C","ResultPath":"$.n",
            "Retry":[{"ErrorEquals":["E"],"MaxAttempts":1}]},
        "C":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericLessThan":2,"Next":"S"}],"Default":"D"},
        "D":{"Type":"Succeed"}}}"#;
    let world = World::answering(&[
        ("S", &[(0, Fails("E", "c"))]),
        ("S", &[(0, Gives("1"))]),
        ("S", &[(0, Fails("E", "c"))]),
        ("S", &[(0, Gives("2"))]),
    ]);
    check_outcome(definition, "{}", world, r#"SUCCEEDED {"n":2}"#);
}
