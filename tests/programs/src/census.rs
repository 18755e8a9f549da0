//! Which shapes programs have: names of features with how many programs have them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::case::Case;

/// Programs by feature.
#[derive(Clone, Debug, Default)]
pub struct Census {
    /// How many programs were looked at.
    pub programs: u64,
    /// How many of them have each feature.
    pub features: BTreeMap<String, u64>,
}

impl Census {
    /// Counts a program.
    pub fn add(&mut self, case: &Case) {
        self.programs += 1;
        for feature in features(case) {
            *self.features.entry(feature).or_default() += 1;
        }
    }

    /// One line for each feature, in the order of the alphabet.
    pub fn lines(&self) -> Vec<String> {
        let share = |count: u64| count as f64 * 100.0 / self.programs.max(1) as f64;
        self.features.iter().map(|(name, count)| format!("{:6.2} %  {name}", share(*count))).collect()
    }
}

/// States of machines by type, tasks by what they call.
pub fn kinds(machines: &[(String, Value)]) -> BTreeMap<String, u64> {
    let mut kinds = BTreeMap::new();
    machines.iter().for_each(|(_, definition)| count_kinds(definition, &mut kinds));
    kinds
}

fn count_kinds(machine: &Value, kinds: &mut BTreeMap<String, u64>) {
    for (_, state) in machine["States"].as_object().into_iter().flatten() {
        let kind = match state["Resource"].as_str() {
            Some(resource) => resource.strip_prefix("arn:aws:states:::").unwrap_or("function ARN"),
            None => state["Type"].as_str().unwrap_or_default(),
        };
        *kinds.entry(kind.to_owned()).or_default() += 1;
        let branches = state["Branches"].as_array().into_iter().flatten();
        let inner =
            branches.chain(["ItemProcessor", "Iterator"].iter().filter_map(|field| state.get(*field)));
        inner.for_each(|inner| count_kinds(inner, kinds));
    }
}

/// Features of a program.
pub fn features(case: &Case) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, definition) in &case.machines {
        if definition.get("TimeoutSeconds").is_some() {
            found.insert("machine with TimeoutSeconds".to_owned());
        }
        machine(definition, 0, &mut found);
    }
    found
}

fn machine(machine_: &Value, depth: usize, found: &mut BTreeSet<String>) {
    found.insert(format!("depth {depth}"));
    for (_, state) in machine_["States"].as_object().into_iter().flatten() {
        let kind = state["Type"].as_str().unwrap_or_default();
        for (field, value) in state.as_object().into_iter().flatten() {
            match field.as_str() {
                "Type" | "Next" | "Comment" | "ErrorEquals" => {}
                "Resource" => {
                    let resource = value.as_str().unwrap_or_default();
                    let shown = resource.strip_prefix("arn:aws:states:::").unwrap_or("function ARN");
                    found.insert(format!("Task {shown}"));
                }
                "ResultPath" if value.is_null() => {
                    found.insert(format!("{kind} ResultPath null"));
                }
                _ => {
                    found.insert(format!("{kind} {field}"));
                }
            }
        }
        if state["Comment"] == crate::generate::LOOP {
            found.insert("loop".to_owned());
        }
        for retrier in state["Retry"].as_array().into_iter().flatten() {
            found.extend(names(retrier).map(|field| format!("Retry {field}")));
            found.extend(texts(&retrier["ErrorEquals"]).map(|name| format!("Retry on {name}")));
        }
        for catcher in state["Catch"].as_array().into_iter().flatten() {
            found.extend(texts(&catcher["ErrorEquals"]).map(|name| format!("Catch of {name}")));
        }
        for rule in state["Choices"].as_array().into_iter().flatten() {
            operators(rule, found);
        }
        let branches = state["Branches"].as_array().into_iter().flatten();
        let inner =
            branches.chain(["ItemProcessor", "Iterator"].iter().filter_map(|field| state.get(*field)));
        inner.for_each(|inner| machine(inner, depth + 1, found));
    }
}

fn names(object: &Value) -> impl Iterator<Item = &String> {
    object.as_object().into_iter().flat_map(|members| members.keys())
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// Operators of a rule. Recursion follows the nesting that the generator bounds.
fn operators(rule: &Value, found: &mut BTreeSet<String>) {
    for name in names(rule).filter(|name| !matches!(name.as_str(), "Next" | "Variable")) {
        found.insert(format!("rule {name}"));
    }
    for several in ["And", "Or"] {
        rule[several].as_array().into_iter().flatten().for_each(|inner| operators(inner, found));
    }
    if let Some(inner) = rule.get("Not") {
        operators(inner, found);
    }
}
