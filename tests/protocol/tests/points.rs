//! Every core scenario is run once with every point failed in every way. It must end right, its history must be whole,
//! and nothing may be called twice that its author did not allow.

use stepwell_engine::limits::Limits;
use stepwell_engine::{HistoryEvent, Status};
use stepwell_protocol_tests::more::more;
use stepwell_protocol_tests::{Scenario, core, run};
use stepwell_world::points::{Fault, Points};
use stepwell_world::world::World;

/// Points of one scenario: more would be a scenario too large for this test, or work without end.
const POINTS_MAX: u64 = 400;

/// Error of a lost attempt.
const LOST: &str = "Lambda.SdkClientException";

/// Tests among which the scenarios are divided, to run side by side.
const PARTS: usize = 2;

/// A scenario's world, its machines made before the points begin to count.
fn prepared(scenario: &Scenario, plan: Vec<(u64, Fault)>) -> World {
    let mut world = World::with(Points::default(), Limits::default());
    (scenario.prepare)(&mut world);
    world.points.begin(plan);
    world
}

fn check_history(history: &[HistoryEvent], what: &str) {
    for (position, event) in history.iter().enumerate() {
        assert_eq!(event.id, position as u64 + 1, "{what}: ids are contiguous");
        assert!(event.previous < event.id, "{what}: events point back");
        assert!(position == 0 || history[position - 1].at_ms <= event.at_ms, "{what}: time does not go back");
    }
}

fn check(scenario: &Scenario, plan: Vec<(u64, Fault)>) {
    let what = format!("{} with {plan:?}", scenario.name);
    let (status, key, world) = run(scenario, prepared(scenario, plan));
    let history = world.history(&key);
    check_history(&history, &what);
    let names = world.points.names();
    match &status {
        Status::Succeeded { output } => {
            assert_eq!(output.value().ok(), Some(&(scenario.output)()), "{what}");
        }
        Status::Failed { .. } | Status::Running | Status::TimedOut | Status::Aborted { .. } => {
            let lost = matches!(&status, Status::Failed { error: Some(error), .. } if error == LOST);
            assert!(scenario.may_lose && lost, "{what}: ended {status:?} at {names:?}");
        }
    }
    for (name, most) in scenario.at_most {
        assert!(
            world.script.count(name) <= *most,
            "{what}: {name} was called {} times",
            world.script.count(name)
        );
    }
}

/// Runs every part'th core scenario with every point failed in every way.
fn every_point_may_fail(part: usize) {
    for scenario in core().into_iter().chain(more()).skip(part).step_by(PARTS) {
        let (status, _, quiet) = run(&scenario, prepared(&scenario, Vec::new()));
        let points = quiet.points.passed();
        assert!(matches!(status, Status::Succeeded { .. }), "{}: {status:?}", scenario.name);
        assert!(points > 0, "{}: no point was passed", scenario.name);
        assert!(points <= POINTS_MAX, "{}: {points} points", scenario.name);
        for point in 1..=points {
            for fault in Fault::ALL {
                check(&scenario, vec![(point, fault)]);
            }
        }
        println!("{}: {points} points", scenario.name);
    }
}

#[test]
fn every_point_may_fail_first_part() {
    every_point_may_fail(0);
}

#[test]
fn every_point_may_fail_second_part() {
    every_point_may_fail(1);
}
