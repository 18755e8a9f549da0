//! Every kept input, and mutations of them.

use stepwell_fuzz::{Target, corpus, find, mutation};

/// Runs the corpus of a target and its mutations. A panic prints the input it came from.
#[track_caller]
fn check(name: &str) {
    let Target { run, tries, .. } = find(name).unwrap();
    let inputs = corpus::inputs(name);
    assert!(!inputs.is_empty(), "no corpus of {name}");
    let of = |data: &[u8], what: &str| {
        let ended = std::panic::catch_unwind(|| run(data));
        assert!(ended.is_ok(), "{name}: {what}: {}", data.escape_ascii());
    };
    for (file, data) in &inputs {
        of(data, file);
    }
    for seed in 0..tries {
        of(&mutation::mutated(&inputs, seed), &format!("mutation {seed}"));
    }
}

#[test]
fn answers() {
    check("answers");
}

#[test]
fn definitions() {
    check("definitions");
}

#[test]
fn engine() {
    check("engine");
}

#[test]
fn forms() {
    check("forms");
}

#[test]
fn letters() {
    check("letters");
}

#[test]
fn messages() {
    check("messages");
}

#[test]
fn pages() {
    check("pages");
}

#[test]
fn paths() {
    check("paths");
}

#[test]
fn records() {
    check("records");
}

#[test]
fn requests() {
    check("requests");
}

#[test]
fn routes() {
    check("routes");
}

#[test]
fn settings() {
    check("settings");
}

#[test]
fn texts() {
    check("texts");
}

#[test]
fn tokens() {
    check("tokens");
}
