//! Every core scenario is run once with every point failed in every way. It must end right, its history must be whole,
//! and nothing may be called twice that its author did not allow.

use stepwell_engine::limits::Limits;
use stepwell_engine::{HistoryEvent, Status};
use stepwell_protocol_tests::{Scenario, core, run};
use stepwell_world::points::{Fault, Points};
use stepwell_world::world::World;

/// Points of one scenario that are failed, counted from its start.
const POINTS_MAX: u64 = 120;

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
        Status::Failed { error, .. } if scenario.may_lose => {
            assert_eq!(error.as_deref(), Some("Lambda.SdkClientException"), "{what}");
        }
        other => panic!("{what}: ended {other:?} at {names:?}"),
    }
    for (name, most) in scenario.at_most {
        assert!(
            world.script.count(name) <= *most,
            "{what}: {name} was called {} times",
            world.script.count(name)
        );
    }
}

#[test]
fn every_point_may_fail() {
    let mut runs = 0;
    for scenario in core() {
        let (status, _, quiet) = run(&scenario, prepared(&scenario, Vec::new()));
        let points = quiet.points.passed();
        assert!(matches!(status, Status::Succeeded { .. }), "{}: {status:?}", scenario.name);
        assert!(points > 0, "{}: no point was passed", scenario.name);
        // Sweeps that find nothing pass hundreds of points in a long wait: those that matter are the first ones, in
        // which everything is committed.
        let points = points.min(POINTS_MAX);
        for point in 1..=points {
            for fault in Fault::ALL {
                check(&scenario, vec![(point, fault)]);
                runs += 1;
            }
        }
        println!("{}: {points} points", scenario.name);
    }
    println!("{runs} runs with one fault");
}
