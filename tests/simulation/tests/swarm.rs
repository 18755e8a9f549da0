//! Seeds, each a random program under random faults: every invariant holds, everything ends, and as it must.

use stepwell_simulation::{Options, run};

/// Seeds in every test run; `cargo xtask sim` runs more.
const SEEDS: u64 = 200;

/// Parts of them, run side by side.
const PARTS: u64 = 4;

fn check(part: u64) {
    for seed in (1..=SEEDS).filter(|seed| seed % PARTS == part) {
        let report = run(seed, &Options::default());
        let told: Vec<String> = report.violations.iter().map(ToString::to_string).collect();
        assert!(
            told.is_empty(),
            "seed {seed}, `cargo xtask sim --seed {seed} --trace`:\n{}",
            told.join("\n")
        );
    }
}

#[test]
fn seeds_of_the_first_part() {
    check(0);
}

#[test]
fn seeds_of_the_second_part() {
    check(1);
}

#[test]
fn seeds_of_the_third_part() {
    check(2);
}

#[test]
fn seeds_of_the_fourth_part() {
    check(3);
}
