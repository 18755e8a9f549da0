//! The same seed is the same run: on another thread, a second time, and from the list of what went wrong in it. Without
//! this nothing else here means anything.

use stepwell_simulation::{Options, Report, run, run_scenario, swarm};

/// Seeds that are run twice.
const SEEDS: u64 = 60;

#[track_caller]
fn check(what: &str, first: &Report, second: &Report) {
    let seed = first.seed;
    assert_eq!(first.points, second.points, "{what}: points of seed {seed}");
    assert_eq!(first.steps, second.steps, "{what}: steps of seed {seed}");
    assert_eq!(first.happened, second.happened, "{what}: what went wrong in seed {seed}");
    assert_eq!(first.endings, second.endings, "{what}: endings of seed {seed}");
    assert_eq!(first.trace_hash, second.trace_hash, "{what}: trace of seed {seed}");
}

#[test]
fn the_same_seed_is_the_same_run() {
    let options = Options::default();
    let here: Vec<Report> = (1..=SEEDS).map(|seed| run(seed, &options)).collect();
    let elsewhere = std::thread::spawn(|| {
        let options = Options::default();
        (1..=SEEDS).rev().map(|seed| run(seed, &options)).collect::<Vec<Report>>()
    });
    for (first, second) in here.iter().zip(elsewhere.join().unwrap().iter().rev()) {
        check("on another thread", first, second);
    }
}

#[test]
fn what_went_wrong_goes_wrong_again_from_its_list() {
    for seed in 1..=SEEDS {
        let scenario = swarm::scenario(seed);
        let drawn = run_scenario(&scenario, &Options::default());
        let kept = scenario.with(drawn.happened.clone()).to_json().unwrap();
        let kept = stepwell_simulation::Scenario::from_json(&kept).unwrap();
        check("from its list", &drawn, &run_scenario(&kept, &Options::default()));
    }
}

#[test]
fn watching_changes_nothing() {
    for seed in 1..=SEEDS / 2 {
        let unwatched = Options { unwatched: true, with_lines: true, ..Options::default() };
        check("unwatched", &run(seed, &Options::default()), &run(seed, &unwatched));
    }
}
