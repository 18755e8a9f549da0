//! Every scenario is run once with every point going wrong in every way: each call of a port fails before or after, takes
//! long, or ends its process; messages are lost or doubled. The scenario must end right, its history must be whole,
//! nothing may be called more often than its author allows, and the world must come to rest with nothing left over.
//! `STEPWELL_POINTS=full` leaves nothing out; `STEPWELL_SCENARIO` runs those whose name contains it.

use stepwell_protocol_tests::approvals::approvals;
use stepwell_protocol_tests::callbacks::callbacks;
use stepwell_protocol_tests::children::children;
use stepwell_protocol_tests::flow::flow;
use stepwell_protocol_tests::jobs::jobs;
use stepwell_protocol_tests::more::more;
use stepwell_protocol_tests::races::races;
use stepwell_protocol_tests::stops::stops;
use stepwell_protocol_tests::sweep::{Hosts, Tally, conclude, singles};
use stepwell_protocol_tests::times::times;
use stepwell_protocol_tests::{Scenario, core};

fn every_point(scenarios: Vec<Scenario>) {
    let wanted = std::env::var("STEPWELL_SCENARIO").unwrap_or_default();
    let mut tally = Tally::default();
    for scenario in scenarios.into_iter().filter(|scenario| scenario.name.contains(&wanted)) {
        for hosts in [Hosts::One, Hosts::Many] {
            singles(&scenario, hosts, &mut tally);
        }
    }
    conclude(&tally);
}

#[test]
fn of_the_core() {
    every_point(core());
}

#[test]
fn of_more() {
    every_point(more());
}

#[test]
fn of_flow() {
    every_point(flow());
}

#[test]
fn of_jobs() {
    every_point(jobs());
}

#[test]
fn of_times() {
    every_point(times());
}

#[test]
fn of_callbacks() {
    every_point(callbacks());
}

#[test]
fn of_children() {
    every_point(children());
}

#[test]
fn of_stops() {
    every_point(stops());
}

#[test]
fn of_races() {
    every_point(races());
}

#[test]
fn of_approvals() {
    every_point(approvals());
}
