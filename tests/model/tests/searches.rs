//! The table as tests: the whole protocol holds in every order of steps, and every rule that is left out is missed. The
//! counts of worlds stand here so that a change of the model shows.

use stepwell_model::search;
use stepwell_model::table::{Row, weakened, whole};

/// Worlds reached with at most 0, 1, 2 faults.
const WORLDS: &[(&str, bool, &[usize])] = &[
    ("task", false, &[865, 20_247, 149_025]),
    ("task", true, &[865, 78_004]),
    ("branches", false, &[3_353, 99_849]),
    ("branches", true, &[3_353]),
    ("callback", false, &[36_297, 809_183]),
    ("timed callback", false, &[283_055]),
    ("job", false, &[17_561, 444_211]),
    ("nested", false, &[1_377, 33_814]),
];

#[test]
fn the_whole_protocol_holds_in_every_order_of_steps() {
    let rows = whole();
    assert_eq!(rows.len(), WORLDS.len());
    for (Row { config, faults, .. }, (name, retry, worlds)) in rows.into_iter().zip(WORLDS) {
        assert_eq!((config.program.name(), config.retry), (*name, *retry));
        let report = search(&config, faults, None);
        let broken: Vec<String> = report
            .broken
            .iter()
            .map(|(property, found)| {
                format!("{property:?} with {} faults:\n{}", found.faults, found.trace.join("\n"))
            })
            .collect();
        assert!(broken.is_empty(), "{name}: {}", broken.join("\n"));
        assert_eq!(report.states, *worlds, "{name}");
    }
}

#[test]
fn every_rule_that_is_left_out_is_missed() {
    for Row { config, breaks, faults } in weakened() {
        let (property, needed) = breaks.unwrap();
        let report = search(&config, faults, Some(property));
        let found = report.broken.get(&property).map(|found| found.faults);
        assert_eq!(found, Some(needed), "{:?} without {:?}: {property:?}", config.program, config.without);
        let trace = &report.broken[&property].trace;
        assert!(!trace.iter().any(|line| line.contains("the way is lost")), "{trace:#?}");
        assert_eq!(trace.iter().filter(|line| line.starts_with("FAULT")).count(), needed, "{trace:#?}");
    }
}
