//! Definitions that are large or deep on purpose: a clear answer, no overflow, bounded memory.

use super::{parse, told};
use crate::limits::{DEFINITION_BYTES_MAX, DIAGNOSTICS_MAX, NESTING_MAX, STATES_MAX};
use crate::machine::MachineType;

fn told_of(text: &str) -> Vec<String> {
    told(&parse(text, MachineType::Standard))
}

#[test]
fn deep_json() {
    let message = "TOO_DEEPLY_NESTED: Document nesting depth exceeds the maximum allowed (100) at / (ours)";
    let depth = 100_000;
    let lists = format!("{{\"States\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(told_of(&lists), [message]);
    let objects = format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    assert_eq!(told_of(&objects), [message]);
    assert_eq!(told_of(&"[".repeat(depth)).len(), 1);
}

#[test]
fn deep_states() {
    fn nested(levels: usize) -> String {
        let mut text = r#"{"StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#.to_owned();
        for level in 0..levels {
            text = format!(
                r#"{{"StartAt":"P{level}","States":{{"P{level}":{{"Type":"Parallel","End":true,"Branches":[{text}]}}}}}}"#
            );
        }
        text
    }
    assert_eq!(told_of(&nested(NESTING_MAX)), Vec::<String>::new());
    let told = told_of(&nested(NESTING_MAX + 1));
    let [one] = told.as_slice() else { panic!("{told:?}") };
    assert!(
        one.starts_with("TOO_DEEPLY_NESTED: states are nested more than 20 levels deep at /States/P20/"),
        "{one}"
    );
}

#[test]
fn long_text() {
    let text = format!("{{\"Comment\":\"{}\"}}", "a".repeat(DEFINITION_BYTES_MAX));
    assert_eq!(
        told_of(&text),
        ["SVF: Document length exceeds the maximum allowed (1048576 bytes) at / (ours)"]
    );
    let blank = " ".repeat(DEFINITION_BYTES_MAX + 1);
    assert_eq!(told_of(&blank).len(), 1);
}

#[test]
fn many_states() {
    let states = |count: usize| {
        let states: Vec<String> = (0..count).map(|index| format!("\"{index}\":{{}}")).collect();
        format!("{{\"StartAt\":\"0\",\"States\":{{{}}}}}", states.join(","))
    };
    let expected = format!("SVF: the definition has more than {STATES_MAX} states at /States (ours)");
    assert_eq!(told_of(&states(90_000)), [expected]);
    let parsed = parse(&states(STATES_MAX), MachineType::Standard);
    // Each lacks its type, and nothing leads to any but the first.
    assert_eq!(parsed.diagnostics.len(), DIAGNOSTICS_MAX);
    assert_eq!(parsed.omitted, STATES_MAX + STATES_MAX - 1 - DIAGNOSTICS_MAX);
}

#[test]
fn a_long_chain_parses() {
    let last = STATES_MAX - 1;
    let chain: Vec<String> = (0..last)
        .map(|index| format!("\"{index}\":{{\"Type\":\"Pass\",\"Next\":\"{}\"}}", index + 1))
        .collect();
    let chain = chain.join(",");
    let text = format!("{{\"StartAt\":\"0\",\"States\":{{{chain},\"{last}\":{{\"Type\":\"Succeed\"}}}}}}");
    let parsed = parse(&text, MachineType::Standard);
    assert_eq!(parsed.diagnostics, []);
    assert_eq!(parsed.program.map(|program| program.states.len()), Some(STATES_MAX));
}

#[test]
fn many_complaints_in_a_long_place_stay_small() {
    let name = "n".repeat(500_000);
    let unknown: Vec<String> = (0..40_000).map(|index| format!("\"{index}\":1")).collect();
    let unknown = unknown.join(",");
    let text = format!("{{\"StartAt\":\"A\",\"States\":{{\"{name}\":{{\"Type\":\"Succeed\",{unknown}}}}}}}");
    let parsed = parse(&text, MachineType::Standard);
    let bytes: usize = parsed.diagnostics.iter().map(|one| one.to_string().len()).sum();
    assert!(bytes < 8 * 1_048_576, "{bytes}");
    assert!(parsed.omitted > 30_000);
}
