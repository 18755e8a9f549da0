//! Each rule of the protocol is missed when it is left out, and none while all hold: checks that can fail.

use stepwell_simulation::bias::Bias;
use stepwell_simulation::weakened::{CARRIED, TRIALS, broken};
use stepwell_simulation::{Violation, Weakness};

/// Seeds within which each weakness must be caught, from the first on.
const SEEDS_MAX: u64 = 2_000;

/// Seeds of each bias that the whole protocol must pass.
const WHOLE: u64 = 60;

/// Seeds of each rule that another one carries.
const CARRIED_SEEDS: u64 = 100;

/// Trials that are made side by side.
const PARTS: usize = 4;

fn check(part: usize) {
    let mine = TRIALS.into_iter().enumerate().filter(|(number, _)| number % PARTS == part);
    let missed: Vec<String> = mine
        .map(|(_, trial)| trial)
        .filter(|trial| trial.hunt(1, SEEDS_MAX).is_none())
        .map(|trial| trial.weakness.name())
        .collect();
    assert!(missed.is_empty(), "left out and not missed within {SEEDS_MAX} seeds: {}", missed.join(", "));
}

#[test]
fn rules_of_the_first_part_are_missed() {
    check(0);
}

#[test]
fn rules_of_the_second_part_are_missed() {
    check(1);
}

#[test]
fn rules_of_the_third_part_are_missed() {
    check(2);
}

#[test]
fn rules_of_the_fourth_part_are_missed() {
    check(3);
}

#[test]
fn the_whole_protocol_breaks_nothing_in_the_same_scenarios() {
    for bias in Bias::ALL {
        for seed in 1..=WHOLE {
            let found: Option<Violation> = broken(None, bias, seed);
            assert_eq!(found, None, "seed {seed}, `cargo xtask sim --bias {} --seed {seed}`", bias.name());
        }
    }
}

#[test]
fn what_another_rule_carries_breaks_nothing() {
    for weakness in CARRIED {
        for seed in 1..=CARRIED_SEEDS {
            let found = broken(Some(weakness), Bias::Drawn, seed);
            assert_eq!(found, None, "{} is missed at seed {seed}", weakness.name());
        }
    }
}

#[test]
fn every_weakness_is_tried() {
    for weakness in Weakness::all() {
        let is_tried = TRIALS.iter().any(|trial| trial.weakness == weakness);
        assert!(is_tried || CARRIED.contains(&weakness), "{} is in no trial", weakness.name());
    }
}
