//! Generated programs are programs: the parser has nothing against them, and each shape occurs.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

use std::collections::BTreeSet;

use serde_json::Value;
use stepwell_asl::{MachineType, Severity, parse};
use stepwell_programs::census::Census;
use stepwell_programs::{Case, Shape, generate};

/// Programs of each shape that are looked at.
const PROGRAMS: u64 = 10_000;

fn shapes() -> [(&'static str, Shape); 3] {
    [("default", Shape::default()), ("large", Shape::large()), ("small", Shape::small())]
}

#[track_caller]
fn check(case: &Case) {
    for (name, definition) in &case.machines {
        let parsed = parse(&definition.to_string(), MachineType::Standard);
        let errors: Vec<String> = parsed
            .diagnostics
            .iter()
            .filter(|found| found.severity == Severity::Error)
            .map(ToString::to_string)
            .collect();
        assert!(
            errors.is_empty() && parsed.program.is_some(),
            "seed {}, machine {name}: {errors:#?}\n{definition:#}",
            case.seed
        );
    }
}

#[test]
fn the_parser_takes_every_program() {
    for (name, shape) in shapes() {
        let mut census = Census::default();
        let programs = if name == "default" { PROGRAMS } else { PROGRAMS / 10 };
        let mut states = Vec::new();
        for seed in 0..programs {
            let case = generate(seed, &shape);
            check(&case);
            census.add(&case);
            states.push(case.states());
        }
        states.sort_unstable();
        println!(
            "{name}: {programs} programs, states: median {}, most {:?}",
            states[states.len() / 2],
            states.last()
        );
        if name == "default" {
            census.lines().iter().for_each(|line| println!("{line}"));
            every_shape_occurs(&census);
        }
    }
}

/// Features of which each must be in one of two hundred programs at least.
fn every_shape_occurs(census: &Census) {
    let wanted = [
        "Choice Default",
        "Fail ErrorPath",
        "Map Catch",
        "Map ItemsPath",
        "Map Iterator",
        "Map MaxConcurrency",
        "Map Parameters",
        "Map Retry",
        "Parallel Catch",
        "Parallel Retry",
        "Pass InputPath",
        "Pass Parameters",
        "Pass Result",
        "Pass ResultPath null",
        "Retry BackoffRate",
        "Retry JitterStrategy",
        "Retry MaxDelaySeconds",
        "Succeed OutputPath",
        "Task Catch",
        "Task HeartbeatSeconds",
        "Task Retry",
        "Task TimeoutSeconds",
        "Task function ARN",
        "Task glue:startJobRun",
        "Task glue:startJobRun.sync",
        "Task lambda:invoke",
        "Task lambda:invoke.waitForTaskToken",
        "Task states:startExecution",
        "Task states:startExecution.sync",
        "Task states:startExecution.sync:2",
        "Task stepwell:approval.waitForTaskToken",
        "Wait Seconds",
        "Wait SecondsPath",
        "Wait Timestamp",
        "Wait TimestampPath",
        "depth 3",
        "loop",
        "machine with TimeoutSeconds",
        "rule And",
        "rule Not",
        "rule Or",
        "rule StringMatches",
    ];
    let rare: Vec<&str> = wanted
        .into_iter()
        .filter(|feature| census.features.get(*feature).copied().unwrap_or(0) * 200 < census.programs)
        .collect();
    assert!(rare.is_empty(), "too rare: {rare:?}");
}

#[test]
fn the_same_seed_gives_the_same_program() {
    for seed in 0..200 {
        let case = generate(seed, &Shape::default());
        assert_eq!(case, generate(seed, &Shape::default()));
        let kept = serde_json::to_string(&case).unwrap();
        assert_eq!(serde_json::from_str::<Case>(&kept).unwrap(), case);
    }
}

#[test]
fn every_task_says_where_it_stands() {
    for seed in 0..2_000 {
        for (_, definition) in &generate(seed, &Shape::default()).machines {
            let mut names = BTreeSet::new();
            look(definition, &mut names);
        }
    }
}

fn look(machine: &Value, names: &mut BTreeSet<String>) {
    for (name, state) in machine["States"].as_object().unwrap() {
        assert!(names.insert(name.clone()), "{name} occurs twice");
        if state["Type"] == "Task"
            && !state["Parameters"].to_string().contains(r#""state.$":"$$.State.Name""#)
        {
            panic!("{state:#}");
        }
        let branches = state["Branches"].as_array().into_iter().flatten();
        let inner =
            branches.chain(["ItemProcessor", "Iterator"].iter().filter_map(|field| state.get(*field)));
        inner.for_each(|inner| look(inner, names));
    }
}
