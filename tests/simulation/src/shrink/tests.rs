//! Scenarios that fail because a rule is left out are made small, and still fail in the same way.

use super::{is_alike, shrink};
use crate::run::{Options, run, run_scenario};
use crate::watch::Violation;
use crate::weakness::Weakness;
use crate::{Scenario, swarm};

/// Seeds among which one is looked for that fails.
const SEEDS: u64 = 600;

/// Runs of one search.
const RUNS: u64 = 1_500;

fn options(weakness: Weakness) -> Options {
    Options { weakness: Some(weakness), ..Options::default() }
}

fn failing(weakness: Weakness) -> Scenario {
    let fails = |seed: &u64| !run(*seed, &options(weakness)).violations.is_empty();
    swarm::scenario((1..=SEEDS).find(fails).unwrap())
}

#[track_caller]
fn check(weakness: Weakness, states: usize, disturbances: usize) {
    let scenario = failing(weakness);
    let shrunk = shrink(&scenario, &options(weakness), &mut |progress| progress.runs < RUNS).unwrap();
    assert!(shrunk.after.states <= states, "{} states at most: {}", states, shrunk.after);
    assert!(
        shrunk.after.disturbances <= disturbances,
        "{disturbances} disturbances at most: {}",
        shrunk.after
    );
    assert_eq!(shrunk.after.executions, 1, "{}", shrunk.after);
    // What is kept fails in the same way.
    let kept = Scenario::from_json(&shrunk.scenario.to_json().unwrap()).unwrap();
    let report = run_scenario(&kept, &options(weakness));
    assert!(
        report.violations.iter().any(|found| is_alike(found, &shrunk.violation)),
        "{:?}",
        report.violations
    );
    assert_eq!(kept.found.unwrap().invariant, shrunk.violation.rule);
}

#[test]
fn messages_acknowledged_early() {
    check(Weakness::AckEarly, 3, 3);
}

#[test]
fn what_is_sent_only_after_the_acknowledgement() {
    check(Weakness::SendAfterAck, 3, 3);
}

#[test]
fn a_scenario_that_holds_is_not_shrunk() {
    let mut asked = 0;
    let scenario = Scenario { profile: crate::Profile::calm(), ..swarm::scenario(1) };
    let none = shrink(&scenario, &Options::default(), &mut |_| {
        asked += 1;
        true
    });
    assert!(none.is_none());
    assert_eq!(asked, 0);
}

#[test]
fn failures_of_one_kind() {
    let alike = |one: (&str, &str), other: (&str, &str)| {
        is_alike(&Violation::new(one.0, one.1), &Violation::new(other.0, other.1))
    };
    let cases = [
        (("I10", "2 executions do not end\n  main/run-1 page 3"), ("I10", "1 executions do not end"), true),
        (("I3", "main/run-0 at 17: two ends"), ("I3", "child/run-9 at 20: two ends"), true),
        (("I3", "main/run-0 at 17: two ends"), ("I3", "main/run-0 at 17: no end"), false),
        (("I3", "main/run-0 at 17: two ends"), ("I4", "main/run-0 at 17: two ends"), false),
    ];
    for (one, other, expected) in cases {
        assert_eq!(alike(one, other), expected, "{one:?} {other:?}");
    }
}
