//! A scenario and what happens in it, told so that a person understands it: states, what differs from a calm host, what
//! goes wrong, and in order the points that matter. Deliberately absent: reads and acknowledgements that went well.

use std::fmt::Write as _;

use serde_json::Value;

use crate::disturbance::Site;
use crate::profile::Profile;
use crate::run::Report;
use crate::scenario::Scenario;

/// Letters of a line that are shown.
const LETTERS: usize = 240;

/// Lines of the trace that are shown: the first of them, and as many of the last.
const LINES: usize = 150;

/// Violations that are shown: what follows from the first ones says little.
const VIOLATIONS: usize = 5;

/// Tells a scenario, without what happens in it.
pub fn scenario(scenario: &Scenario) -> String {
    let mut text = String::new();
    for (name, definition) in &scenario.machines {
        line(&mut text, 0, &format!("machine `{name}`"));
        machine(&mut text, 1, definition);
    }
    for start in &scenario.executions {
        line(&mut text, 0, &format!("execution {}/{} with {}", start.machine, start.name, start.input));
    }
    let behaviours = &scenario.behaviours;
    line(
        &mut text,
        0,
        &format!("{} of 100 calls fail, {} are slow", behaviours.failures, behaviours.slowness),
    );
    line(&mut text, 0, &format!("host: {}", host(&scenario.profile)));
    match &scenario.disturbances {
        None => line(&mut text, 0, "what goes wrong is drawn"),
        Some(list) if list.is_empty() => line(&mut text, 0, "nothing goes wrong"),
        Some(list) => {
            for one in list {
                line(&mut text, 0, &format!("{} {}: {:?}", site(one.site), one.number, one.fault));
            }
        }
    }
    text
}

/// Tells what happened, from a report with lines.
pub fn trace(report: &Report) -> String {
    let lines: Vec<&str> = report.lines.lines().filter(|line| matters(line)).collect();
    let left_out = lines.len().saturating_sub(2 * LINES);
    let mut text = String::new();
    for (place, one) in lines.iter().enumerate() {
        if place == LINES && left_out > 0 {
            line(&mut text, 0, &format!("… {left_out} lines left out"));
        }
        if place < LINES || place >= LINES + left_out {
            line(&mut text, 0, one);
        }
    }
    for violation in report.violations.iter().take(VIOLATIONS) {
        line(&mut text, 0, &format!("BROKEN {violation}"));
    }
    text
}

/// Whether a line of the trace is more than looking and tidying up.
fn matters(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().take(8).collect();
    let is_point = words.get(3) == Some(&"point");
    let kind = words.get(5).copied().unwrap_or_default();
    line.contains("  !! ") || !is_point || !matches!(kind, "get" | "query" | "send" | "acknowledge")
}

/// A machine, a state in a line; recursion follows the nesting of the definition.
fn machine(text: &mut String, depth: usize, definition: &Value) {
    if definition["StartAt"].is_string() {
        let within = definition["TimeoutSeconds"].as_u64();
        let within = within.map_or(String::new(), |seconds| format!(" within {seconds} s"));
        line(text, depth, &format!("starts at {}{within}", definition["StartAt"]));
    }
    for (name, state) in definition["States"].as_object().into_iter().flatten() {
        line(text, depth, &format!("{name}: {}", told_state(state)));
        for branch in state["Branches"].as_array().into_iter().flatten() {
            machine(text, depth + 1, branch);
        }
        for field in ["ItemProcessor", "Iterator"] {
            if let Some(inner) = state.get(field) {
                machine(text, depth + 1, inner);
            }
        }
    }
}

/// A state without the states in it.
fn told_state(state: &Value) -> String {
    let mut text = state["Type"].as_str().unwrap_or("?").to_owned();
    let inner = ["Type", "Next", "End", "Branches", "ItemProcessor", "Iterator", "Comment"];
    for (field, value) in state.as_object().into_iter().flatten() {
        if !inner.contains(&field.as_str()) {
            // Writing into a text cannot fail.
            let _ = write!(text, ", {field} {value}");
        }
    }
    if let Some(next) = state["Next"].as_str() {
        let _ = write!(text, ", then {next}");
    }
    text
}

/// What differs from a calm server.
fn host(profile: &Profile) -> String {
    let fields = |profile: &Profile| serde_json::to_value(profile).unwrap_or_default();
    let (mine, calm) = (fields(profile), fields(&Profile::calm()));
    let differs = mine.as_object().into_iter().flatten().filter(|(name, value)| calm[*name] != **value);
    let parts: Vec<String> = differs.map(|(name, value)| format!("{name} {value}")).collect();
    if parts.is_empty() { "one calm server".to_owned() } else { parts.join(", ") }
}

fn site(site: Site) -> &'static str {
    match site {
        Site::Point => "point",
        Site::Message => "message",
        Site::SecondStart => "second start of execution",
        Site::Stop => "stop of execution",
        Site::Person => "person",
        Site::Mail => "mail",
        Site::Delete => "deletion of machine",
    }
}

fn line(text: &mut String, depth: usize, what: &str) {
    let mut shown: String = what.chars().take(LETTERS).collect();
    if shown.len() < what.len() {
        shown.push('…');
    }
    // Writing into a text cannot fail.
    let _ = writeln!(text, "{:indent$}{shown}", "", indent = 2 * depth);
}
