//! The same seed is the same run: on another thread, a second time, and from the list of what went wrong in it. Without
//! this nothing else here means anything.

use stepwell_simulation::{Options, Report, run, run_scenario, swarm};

/// Seeds that are run twice.
const SEEDS: u64 = 100;

#[track_caller]
fn check(what: &str, first: &Report, second: &Report) {
    let seed = first.seed;
    assert_eq!(first.points, second.points, "{what}: points of seed {seed}");
    assert_eq!(first.steps, second.steps, "{what}: steps of seed {seed}");
    assert_eq!(first.happened, second.happened, "{what}: what went wrong in seed {seed}");
    assert_eq!(first.endings, second.endings, "{what}: endings of seed {seed}");
    assert_eq!(first.trace_hash, second.trace_hash, "{what}: trace of seed {seed}");
}

/// Threads that run the same seeds side by side.
const THREADS: u64 = 4;

#[test]
fn the_same_seed_is_the_same_run() {
    let here: Vec<Report> = (1..=SEEDS).map(|seed| run(seed, &Options::default())).collect();
    let others = (0..THREADS).map(|thread| {
        std::thread::spawn(move || {
            // Each in another order, so that nothing of one run is left for the next.
            let seeds = (0..SEEDS).map(|step| (step * 7 + thread * 11) % SEEDS + 1);
            seeds.map(|seed| run(seed, &Options::default())).collect::<Vec<Report>>()
        })
    });
    for other in others.collect::<Vec<_>>() {
        for second in other.join().unwrap() {
            check("on another thread", &here[second.seed as usize - 1], &second);
        }
    }
}

#[test]
fn far_seeds_are_the_same_run_again() {
    for seed in (0..SEEDS).map(|step| u64::MAX / SEEDS * step) {
        check("again", &run(seed, &Options::default()), &run(seed, &Options::default()));
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
