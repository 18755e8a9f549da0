//! Two things go wrong in one run: for scenarios of few points every pair of points, or a part of the pairs that is the
//! same each time. `STEPWELL_POINTS=full` runs them all.

use stepwell_protocol_tests::all;
use stepwell_protocol_tests::sweep::{Hosts, Tally, conclude, pairs, prepared};

/// Of so many pairs one is run, unless all are wanted.
const STRIDE: usize = 120;

fn some_pairs(hosts: Hosts) {
    let wanted = std::env::var("STEPWELL_SCENARIO").unwrap_or_default();
    let mut tally = Tally::default();
    for scenario in all().iter().filter(|scenario| scenario.name.contains(&wanted)) {
        pairs(scenario, hosts, STRIDE, &mut tally);
    }
    conclude(&tally);
}

#[test]
fn of_points_of_one_host() {
    some_pairs(Hosts::One);
}

#[test]
fn of_points_of_many_hosts() {
    some_pairs(Hosts::Many);
}

/// Numbers of points mean the same in every run, or a failure could not be run again.
#[test]
fn the_same_plan_passes_the_same_points() {
    for scenario in all().iter().filter(|scenario| scenario.sample == usize::MAX) {
        for hosts in [Hosts::One, Hosts::Many] {
            let names = || {
                let plan = vec![(4, stepwell_world::Fault::CrashAfter)];
                let (status, key, world) =
                    stepwell_protocol_tests::run(scenario, prepared(scenario, hosts, plan));
                (format!("{status:?}"), world.points.names(), world.history(&key))
            };
            assert_eq!(names(), names(), "{} ({hosts:?})", scenario.name);
        }
    }
}
