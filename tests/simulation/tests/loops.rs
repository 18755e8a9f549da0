//! Loops of functions through the queue: where they are allowed nothing is stopped, however long they are; where they
//! are not, messages are stopped, and wake items carry every execution to its end all the same.

use stepwell_simulation::profile::Host;
use stepwell_simulation::{Options, Profile, Report, run_scenario, swarm};

/// Seeds that are run.
const SEEDS: u64 = 80;

/// Functions through which a message goes at most where loops are not allowed.
const HOPS_MAX: u32 = 16;

fn reports(loops_allowed: bool) -> Vec<Report> {
    let profile = Profile {
        host: Host::Functions,
        processes: 2,
        batch: 1,
        sweeps: 1,
        loops_allowed,
        ..Profile::calm()
    };
    let of = |seed| {
        let scenario = stepwell_simulation::Scenario { profile: profile.clone(), ..swarm::scenario(seed) };
        let report = run_scenario(&scenario, &Options::default());
        let told: Vec<String> = report.violations.iter().map(ToString::to_string).collect();
        assert!(told.is_empty(), "seed {seed} with loops_allowed {loops_allowed}:\n{}", told.join("\n"));
        report
    };
    (1..=SEEDS).map(of).collect()
}

#[test]
fn nothing_is_stopped_where_loops_are_allowed() {
    let reports = reports(true);
    assert_eq!(reports.iter().map(|report| report.cut).sum::<u64>(), 0);
    let long = reports.iter().filter(|report| report.hops_max > HOPS_MAX).count();
    assert!(long > 0, "loops that would have been stopped");
}

#[test]
fn everything_ends_where_loops_are_stopped() {
    let reports = reports(false);
    assert!(reports.iter().map(|report| report.cut).sum::<u64>() > 0);
    for report in &reports {
        assert!(
            report
                .endings
                .iter()
                .all(|ending| ending.status.as_ref().is_some_and(|status| !status.is_running()))
        );
    }
}
