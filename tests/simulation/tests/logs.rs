//! The production code logs something when things go wrong, and no secret is in it; that logs are listened to changes
//! nothing else.

use stepwell_simulation::{Options, Profile, Scenario, run_scenario, swarm};

/// Seeds that are run.
const SEEDS: u64 = 60;

#[test]
fn logs_are_listened_to_and_show_no_secret() {
    let options = Options { with_logs: true, ..Options::default() };
    let mut lines = 0;
    for seed in 1..=SEEDS {
        let scenario = Scenario { profile: Profile::rough(), ..swarm::scenario(seed) };
        let report = run_scenario(&scenario, &options);
        lines += report.logged;
        let told: Vec<_> = report.violations.iter().filter(|violation| violation.rule == "I15").collect();
        assert!(told.is_empty(), "seed {seed}: {told:?}");
        let quiet = run_scenario(&scenario, &Options { unwatched: true, ..Options::default() });
        assert_eq!(report.trace_hash, quiet.trace_hash, "seed {seed}");
    }
    assert!(lines > 0, "nothing was logged in {SEEDS} runs");
}
