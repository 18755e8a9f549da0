//! A definition as something to draw: scopes of states, and edges between states of one scope.
//!
//! Reading is tolerant: what is not understood is left out, so that a definition which would be refused can
//! still be shown. Deliberately absent: validation and anything needed to run a workflow.

mod rules;

use crate::limits::{EDGE_LABEL_CHARS_MAX, SCOPE_DEPTH_MAX};
use crate::text::shorten;
use serde_json::{Map, Value};

/// A whole workflow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Workflow {
    /// `Comment` of the definition, or empty.
    pub comment: String,
    /// The outermost states.
    pub scope: Scope,
}

/// States that can reach each other: the top level, one branch of a Parallel state, or the processor of a Map.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Name of the first state, or empty.
    pub start_at: String,
    /// States in the author's order.
    pub states: Vec<State>,
}

/// One state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Name, unique in a valid workflow.
    pub name: String,
    /// `Type`, as written.
    pub kind: String,
    /// What it does in a few words: a service action, a waiting time, an error name; or empty.
    pub detail: String,
    /// `Error` and `Cause` of a Fail state where they are literal texts.
    pub error: Option<(String, Option<String>)>,
    /// Ways out, in the order in which they are tried.
    pub edges: Vec<Edge>,
    /// Does the scope end here?
    pub end: bool,
    /// Branches of a Parallel state, the one processor of a Map state.
    pub inner: Vec<Scope>,
}

/// A way from one state to another of the same scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Name of the target.
    pub to: String,
    /// Why it is taken.
    pub kind: EdgeKind,
    /// Condition or error names, shortened; empty for an ordinary `Next`.
    pub label: String,
}

/// Why an edge is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EdgeKind {
    /// `Next` of a state.
    Next,
    /// A rule of a Choice state.
    Choice,
    /// `Default` of a Choice state.
    Default,
    /// A catcher.
    Catch,
}

impl Workflow {
    /// Reads a definition in the Amazon States Language. Never fails; a value that is no object gives an empty workflow.
    pub fn from_definition(definition: &Value) -> Workflow {
        Workflow { comment: string(definition.get("Comment")), scope: scope(definition, 0) }
    }

    /// Reads the text of a definition; a text that is no JSON gives an empty workflow.
    pub fn from_text(definition: &str) -> Workflow {
        serde_json::from_str(definition).map(|value| Workflow::from_definition(&value)).unwrap_or_default()
    }

    /// All states of all scopes, outer before inner, with the number of states around each.
    pub fn states(&self) -> Vec<(&State, usize)> {
        let mut found = Vec::new();
        let mut open = vec![(&self.scope, 0)];
        while let Some((scope, depth)) = open.pop() {
            for state in &scope.states {
                found.push((state, depth));
                open.extend(state.inner.iter().rev().map(|inner| (inner, depth + 1)));
            }
        }
        found
    }
}

fn string(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn scope(value: &Value, depth: usize) -> Scope {
    let states = value.get("States").and_then(Value::as_object);
    let states =
        states.into_iter().flatten().filter_map(|(name, body)| Some(state(name, body.as_object()?, depth)));
    Scope { start_at: string(value.get("StartAt")), states: states.collect() }
}

fn state(name: &str, body: &Map<String, Value>, depth: usize) -> State {
    let kind = string(body.get("Type"));
    let error = (kind == "Fail").then(|| body.get("Error").and_then(Value::as_str)).flatten();
    let cause = body.get("Cause").and_then(Value::as_str).filter(|text| !text.starts_with("{%"));
    let edges = edges(body);
    State {
        name: name.to_owned(),
        end: body.get("End") == Some(&Value::Bool(true)) || kind == "Succeed" || kind == "Fail",
        inner: if depth < SCOPE_DEPTH_MAX { inner(body, depth) } else { Vec::new() },
        detail: detail(&kind, body),
        error: error
            .filter(|text| !text.starts_with("{%"))
            .map(|text| (text.to_owned(), cause.map(str::to_owned))),
        kind,
        edges,
    }
}

fn inner(body: &Map<String, Value>, depth: usize) -> Vec<Scope> {
    let branches = body.get("Branches").and_then(Value::as_array).into_iter().flatten();
    let processor = body.get("ItemProcessor").or_else(|| body.get("Iterator"));
    branches.chain(processor).filter(|value| value.is_object()).map(|value| scope(value, depth + 1)).collect()
}

fn edges(body: &Map<String, Value>) -> Vec<Edge> {
    let mut edges = Vec::new();
    let mut add = |to: Option<&Value>, kind, label: String| {
        if let Some(to) = to.and_then(Value::as_str) {
            edges.push(Edge { to: to.to_owned(), kind, label: shorten(&label, EDGE_LABEL_CHARS_MAX) });
        }
    };
    for rule in body.get("Choices").and_then(Value::as_array).into_iter().flatten() {
        add(rule.get("Next"), EdgeKind::Choice, rules::label(rule));
    }
    add(body.get("Default"), EdgeKind::Default, "default".to_owned());
    add(body.get("Next"), EdgeKind::Next, String::new());
    for catcher in body.get("Catch").and_then(Value::as_array).into_iter().flatten() {
        let names = catcher.get("ErrorEquals").and_then(Value::as_array).into_iter().flatten();
        let names: Vec<&str> = names.filter_map(Value::as_str).take(8).collect();
        add(catcher.get("Next"), EdgeKind::Catch, format!("catch {}", names.join(", ")));
    }
    edges
}

fn detail(kind: &str, body: &Map<String, Value>) -> String {
    let text = match kind {
        "Task" => resource(&string(body.get("Resource"))),
        "Wait" => ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]
            .iter()
            .find_map(|field| Some((*field, body.get(*field)?)))
            .map(|(field, value)| match value {
                Value::String(text) => rules::bare(text),
                other if field == "Seconds" => format!("{other} s"),
                other => other.to_string(),
            })
            .unwrap_or_default(),
        "Fail" => rules::bare(&string(body.get("Error").or_else(|| body.get("ErrorPath")))),
        "Map" => {
            let config = body.get("ItemProcessor").and_then(|p| p.get("ProcessorConfig"));
            let mode = config.and_then(|config| config.get("Mode")).and_then(Value::as_str);
            if mode == Some("DISTRIBUTED") { "distributed".to_owned() } else { String::new() }
        }
        _ => String::new(),
    };
    shorten(&text, EDGE_LABEL_CHARS_MAX)
}

/// `arn:aws:states:::lambda:invoke` → `lambda:invoke`; the ARN of a function or activity → its name.
pub fn resource(arn: &str) -> String {
    let parts: Vec<&str> = arn.splitn(7, ':').collect();
    match parts.as_slice() {
        ["arn", _, "states", "", "", service, action] => format!("{service}:{action}"),
        ["arn", _, "states", _, _, service, action] if *service != "activity" => {
            format!("{service}:{action}")
        }
        ["arn", _, _, _, _, kind, name] => format!("{kind} {}", name.split(':').next().unwrap_or(name)),
        _ => rules::bare(arn),
    }
}

#[cfg(test)]
mod tests;
