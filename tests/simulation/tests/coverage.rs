//! What a few hundred seeds come across: every disturbance, host, order of versions, actor, state type and integration
//! pattern. A swarm that shrinks unnoticed would go on to find nothing.

use std::collections::BTreeMap;

use serde_json::Value;
use stepwell_simulation::{Options, Versions, run_scenario, swarm};

/// Seeds that are run.
const SEEDS: u64 = 500;

/// What must occur, by kind; each in so many runs at least.
const EXPECTED: &[(&str, &[&str])] = &[
    (
        "point",
        &[
            "busy",
            "lost reply",
            "ghost",
            "delayed",
            "crash before",
            "crash after",
            "stall before",
            "stall after",
        ],
    ),
    ("message", &["dropped", "doubled", "late"]),
    ("secondstart", &["acts"]),
    ("stop", &["acts", "at page", "at call"]),
    ("person", &["late", "twice", "old token"]),
    ("mail", &["twice", "double click", "together"]),
    ("delete", &["acts"]),
    ("host", &["Laptop", "Servers", "Functions"]),
    ("versions", &["New", "FirstStep", "Upgrade", "Rollback", "TakenBack", "Forgotten"]),
    ("expiry", &["Never", "Late", "AtOnce"]),
    ("loops allowed", &["true", "false"]),
    ("sweeps", &["0", "1", "3"]),
    (
        "actor",
        &[
            "starter",
            "describer",
            "operator who stops",
            "operator who deletes",
            "person",
            "person with an old token",
            "approver",
            "mail scanner",
            "reader of a decision",
        ],
    ),
    ("state", &["Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"]),
    (
        "resource",
        &[
            "function ARN",
            "lambda:invoke",
            "lambda:invoke.waitForTaskToken",
            "glue:startJobRun",
            "glue:startJobRun.sync",
            "states:startExecution",
            "states:startExecution.sync",
            "states:startExecution.sync:2",
            "stepwell:approval.waitForTaskToken",
        ],
    ),
    ("ending", &["SUCCEEDED", "FAILED", "ABORTED"]),
];

/// Runs in which each thing occurred.
#[derive(Default)]
struct Seen(BTreeMap<(String, String), u64>);

impl Seen {
    fn see(&mut self, kind: &str, what: impl ToString) {
        *self.0.entry((kind.to_owned(), what.to_string())).or_default() += 1;
    }

    fn definition(&mut self, definition: &Value) {
        match definition {
            Value::Object(members) => {
                if let (Some(Value::String(kind)), false) =
                    (members.get("Type"), members.contains_key("StartAt"))
                {
                    self.see("state", kind);
                }
                if let Some(Value::String(resource)) = members.get("Resource") {
                    self.see(
                        "resource",
                        resource.strip_prefix("arn:aws:states:::").unwrap_or("function ARN"),
                    );
                }
                members.values().for_each(|member| self.definition(member));
            }
            Value::Array(items) => items.iter().for_each(|item| self.definition(item)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

#[test]
fn some_hundred_seeds_come_across_everything() {
    let mut seen = Seen::default();
    for seed in 1..=SEEDS {
        let scenario = swarm::scenario(seed);
        let profile = &scenario.profile;
        seen.see("host", format!("{:?}", profile.host));
        seen.see("versions", format!("{:?}", profile.versions));
        seen.see("expiry", format!("{:?}", profile.expiry));
        seen.see("loops allowed", profile.loops_allowed);
        seen.see("sweeps", profile.sweeps);
        scenario.machines.iter().for_each(|(_, definition)| seen.definition(definition));
        let report = run_scenario(&scenario, &Options { unwatched: true, ..Options::default() });
        for one in &report.happened {
            seen.see(&format!("{:?}", one.site).to_lowercase(), one.fault.name());
        }
        report.actors.keys().for_each(|actor| seen.see("actor", actor));
        for ending in &report.endings {
            seen.see("ending", ending.status.as_ref().map_or("not there", |status| status.name()));
        }
    }
    seen.0.iter().for_each(|((kind, what), runs)| println!("{kind}: {what} {runs}"));
    let expected = EXPECTED.iter().flat_map(|(kind, list)| list.iter().map(move |what| (*kind, *what)));
    let missing: Vec<_> = expected
        .filter(|(kind, what)| !seen.0.contains_key(&((*kind).to_owned(), (*what).to_owned())))
        .collect();
    assert!(missing.is_empty(), "never in {SEEDS} seeds: {missing:?}");
    assert_eq!(Versions::ALL.len(), 6, "each stands in the list above");
}
