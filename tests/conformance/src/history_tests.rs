//! Interleavings that are as right as the recorded one, and histories that are wrong.

use serde_json::json;

use super::*;
use crate::compare::Place;
use crate::pattern::Bindings;
use crate::placeholder::Scope;

/// `id<-previous Type name`, as the outline prints it.
fn events(lines: &str) -> Vec<Value> {
    let event = |line: &str| {
        let (link, rest) = line.trim().split_once(' ').unwrap();
        let (kind, name) = rest.split_once(' ').unwrap_or((rest, ""));
        let mut event = json!({"type": kind, "timestamp": "<<timestamp>>"});
        let (id, previous) = link.split_once("<-").unwrap();
        if id != "·" {
            event["id"] = json!(id.parse::<u64>().unwrap());
            event["previousEventId"] = json!(previous.parse::<u64>().unwrap());
        }
        if !name.is_empty() {
            event["stateEnteredEventDetails"] = json!({"name": name});
        }
        event
    };
    lines.lines().filter(|line| !line.trim().is_empty()).map(event).collect()
}

type Compare = fn(&mut Comparer<'_>, &[Value], &[Value], &Place<'_>);

fn check(compare: Compare, wanted: &str, got: &str, equal: bool) {
    let scope = Scope::new("r", "a", 0);
    let mut comparer = Comparer::new(&scope, Bindings::default());
    compare(&mut comparer, &events(wanted), &events(got), &Place::Root);
    assert_eq!(comparer.differences.is_empty(), equal, "{got}\n{:#?}", comparer.differences);
}

const PARALLEL: &str = "
    1<-0 ExecutionStarted
    2<-0 ParallelStateEntered P
    3<-2 ParallelStateStarted
    4<-3 PassStateEntered A
    5<-3 PassStateEntered B
    6<-4 PassStateExited A
    7<-5 PassStateExited B
    8<-7 ParallelStateSucceeded
    9<-7 ParallelStateExited P
    10<-9 ExecutionSucceeded";

#[test]
fn chains_do_not_mind_the_interleaving() {
    check(compare_chains, PARALLEL, PARALLEL, true);
    check(
        compare_chains,
        PARALLEL,
        "1<-0 ExecutionStarted
        2<-0 ParallelStateEntered P
        3<-2 ParallelStateStarted
        4<-3 PassStateEntered B
        5<-4 PassStateExited B
        6<-3 PassStateEntered A
        7<-6 PassStateExited A
        8<-7 ParallelStateSucceeded
        9<-7 ParallelStateExited P
        10<-9 ExecutionSucceeded",
        true,
    );
}

#[test]
fn chains_mind_the_links() {
    let replaced = [
        ("6<-4 PassStateExited A", "6<-5 PassStateExited A"),
        ("5<-3 PassStateEntered B", "5<-4 PassStateEntered B"),
        ("5<-3 PassStateEntered B", "5<-3 PassStateEntered A"),
        ("9<-7 ParallelStateExited P", "9<-5 ParallelStateExited P"),
        ("8<-7 ParallelStateSucceeded", "8<-4 ParallelStateSucceeded"),
        ("10<-9 ExecutionSucceeded", "10<-8 ExecutionSucceeded"),
        ("10<-9 ExecutionSucceeded", "11<-9 ExecutionSucceeded"),
        ("10<-9 ExecutionSucceeded", "10<-10 ExecutionSucceeded"),
        ("10<-9 ExecutionSucceeded", "10<-99 ExecutionSucceeded"),
        ("10<-9 ExecutionSucceeded", ""),
    ];
    for (right, wrong) in replaced {
        check(compare_chains, PARALLEL, &PARALLEL.replace(right, wrong), false);
    }
}

#[test]
fn nested_states_end_at_their_own_start() {
    let nested = "
        1<-0 MapStateStarted
        2<-1 MapIterationStarted O
        3<-2 MapStateEntered I
        4<-3 MapStateStarted
        5<-4 MapIterationStarted I
        6<-5 MapIterationSucceeded I
        7<-6 MapStateSucceeded
        8<-6 MapStateExited I
        9<-8 MapIterationSucceeded O
        10<-9 MapStateSucceeded
        11<-9 MapStateExited O";
    let free = branch_free_links(&events(nested));
    assert_eq!(free[6..], [Some(3), Some(3), Some(7), Some(0), Some(0)]);
    let run = "
        1<-0 MapStateStarted
        2<-1 MapRunStarted
        3<-2 MapRunSucceeded
        4<-3 MapStateSucceeded
        5<-2 MapStateExited M";
    check(compare_chains, run, run, true);
    check(compare_chains, run, &run.replace("5<-2", "5<-3"), false);
}

#[test]
fn sorted_inner_events() {
    let wanted = "
        1<-0 ExecutionStarted
        2<-0 ParallelStateEntered P
        3<-2 ParallelStateStarted
        ·<-· PassStateEntered A
        ·<-· PassStateEntered B
        ·<-· PassStateExited A
        ·<-· PassStateExited B
        9<-7 ParallelStateExited P
        10<-9 ExecutionSucceeded";
    check(compare_sorted_parallel, wanted, PARALLEL, true);
    check(compare_sorted_parallel, wanted, &PARALLEL.replace("9<-7", "9<-6").replace("8<-7", "8<-6"), true);
    let replaced = [
        ("9<-7 ParallelStateExited", "9<-3 ParallelStateExited"),
        ("9<-7 ParallelStateExited P", "9<-7 ParallelStateExited Q"),
        ("7<-5 PassStateExited B", "7<-5 PassStateExited A"),
        ("10<-9 ExecutionSucceeded", "10<-8 ExecutionSucceeded"),
        ("10<-9 ExecutionSucceeded", ""),
        ("2<-0 ", "2<-1 "),
    ];
    for (right, wrong) in replaced {
        check(compare_sorted_parallel, wanted, &PARALLEL.replace(right, wrong), false);
    }
}

#[test]
fn no_event_is_earlier_than_the_one_before() {
    let scope = Scope::new("r", "a", 0);
    let check = |first: f64, second: f64, paths: &[&str]| {
        let mut history = events(&PARALLEL.lines().take(4).collect::<Vec<_>>().join("\n"));
        history[1]["timestamp"] = json!(first);
        history[2]["timestamp"] = json!(second);
        let mut comparer = Comparer::new(&scope, Bindings::default());
        check_clock(&mut comparer, json!({"events": history}).as_object().unwrap());
        let found: Vec<String> = comparer.differences.into_iter().map(|found| found.path).collect();
        assert_eq!(found, paths);
    };
    check(1.0, 1.0, &[]);
    check(1.0, 1.5, &[]);
    check(1.5, 1.25, &["$.events[2].timestamp"]);
}
