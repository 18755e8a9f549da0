//! Which workflow variables the fields of each state read, as `DescribeStateMachine` shows them. Reads in paths,
//! intrinsic functions and JSONata expressions count; names that a JSONata expression binds itself do not.
//! Deliberately absent: whether the variables exist; the parser of definitions has seen to that.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// Fields of a state that hold machines of their own, whose states stand in the same flat list.
const INNER: [&str; 3] = ["Branches", "ItemProcessor", "Iterator"];

/// Names in JSONata that are no variables of the workflow.
const RESERVED: [&str; 1] = ["states"];

/// State name to the variables it reads, in alphabetical order and without `$`; states that read none are absent.
pub fn of(definition: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    machine(definition, &mut found);
    found
}

fn machine(definition: &Value, found: &mut BTreeMap<String, BTreeSet<String>>) {
    let Some(states) = definition.get("States").and_then(Value::as_object) else { return };
    for (name, state) in states {
        let Some(fields) = state.as_object() else { continue };
        let mut variables = BTreeSet::new();
        fields_of(fields, true, &mut variables);
        if !variables.is_empty() {
            found.insert(name.clone(), variables);
        }
        for inner in INNER.iter().filter_map(|field| fields.get(*field)) {
            match inner {
                Value::Array(branches) => branches.iter().for_each(|branch| machine(branch, found)),
                one => machine(one, found),
            }
        }
    }
}

fn fields_of(fields: &Map<String, Value>, top: bool, variables: &mut BTreeSet<String>) {
    for (name, value) in fields.iter().filter(|(name, _)| !top || !INNER.contains(&name.as_str())) {
        match value {
            Value::String(text) => text_of(name, text, variables),
            Value::Object(fields) => fields_of(fields, false, variables),
            Value::Array(entries) => entries.iter().for_each(|entry| entry_of(entry, variables)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

fn entry_of(entry: &Value, variables: &mut BTreeSet<String>) {
    match entry {
        Value::Object(fields) => fields_of(fields, false, variables),
        Value::Array(entries) => entries.iter().for_each(|entry| entry_of(entry, variables)),
        // A list under a name that ends in `.$` is no path; an expression may stand in any list.
        Value::String(text) => text_of("", text, variables),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn text_of(name: &str, text: &str, variables: &mut BTreeSet<String>) {
    if let Some(expression) = stepwell_query::jsonata::source(text) {
        jsonata(expression, variables);
    } else if name.ends_with(".$") || name.ends_with("Path") || name == "Variable" {
        let read = words(text).into_iter().map(|word| word.name.to_owned());
        variables.extend(read);
    }
}

fn jsonata(expression: &str, variables: &mut BTreeSet<String>) {
    let words = words(expression);
    let bound: BTreeSet<&str> = words.iter().filter(|word| word.binds).map(|word| word.name).collect();
    let read = words.iter().filter(|word| !word.calls && !bound.contains(word.name));
    variables.extend(read.map(|word| word.name).filter(|name| !RESERVED.contains(name)).map(str::to_owned));
}

/// A name behind a single `$`, outside quotes.
struct Word<'t> {
    name: &'t str,
    /// `(` follows: a function, unless somebody calls a variable.
    calls: bool,
    /// `:=` follows, or it is a parameter of a function.
    binds: bool,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut quote = None;
    let mut parameters = false;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match (quote, c) {
            (Some(_), '\\') => drop(chars.next()),
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, '{') => parameters = false,
            (None, '$') => {
                if chars.next_if(|(_, next)| *next == '$').is_some() {
                    while chars.next_if(|(_, next)| is_word(*next)).is_some() {}
                    continue;
                }
                while chars.next_if(|(_, next)| is_word(*next)).is_some() {}
                let end = chars.peek().map_or(text.len(), |(end, _)| *end);
                let rest = text[end..].trim_start();
                let name = &text[at + 1..end];
                if !name.is_empty() {
                    words.push(Word {
                        name,
                        calls: rest.starts_with('('),
                        binds: parameters || rest.starts_with(":="),
                    });
                }
            }
            (None, _) => parameters |= opens_parameters(text, at),
        }
    }
    words
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether the word `function` or its sign stands here; what follows up to `{` are its parameters.
fn opens_parameters(text: &str, at: usize) -> bool {
    let rest = &text[at..];
    let starts = text[..at].chars().next_back().is_none_or(|before| !is_word(before));
    let behind = rest.strip_prefix("function").or_else(|| rest.strip_prefix('λ'));
    starts && behind.is_some_and(|behind| behind.trim_start().starts_with('('))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::of;

    #[test]
    fn variables_are_told_for_the_state_that_reads_them() {
        let cases = [
            (json!({"InputPath": "$theAnswer"}), json!({"S": ["theAnswer"]})),
            (json!({"ErrorPath": "$b", "CausePath": "$a.x[0]"}), json!({"S": ["a", "b"]})),
            (json!({"InputPath": "$.a", "OutputPath": "$$.b", "ResultPath": "$"}), json!({})),
            (json!({"Parameters": {"a": "$x", "b.$": "$y", "c": {"d.$": "$.z"}}}), json!({"S": ["y"]})),
            (
                json!({"ItemSelector": {"a.$": "States.Format($t, $$.Map.Item.Value, '$no')"}}),
                json!({"S": ["t"]}),
            ),
            (
                json!({"Choices": [{"And": [{"Variable": "$g", "StringEqualsPath": "$a"}]}]}),
                json!({"S": ["a", "g"]}),
            ),
            (json!({"Assign": {"guess.$": "$answer", "other": "$x"}}), json!({"S": ["answer"]})),
            (json!({"Output": "{% $a + $states.input.b & '$c' %}"}), json!({"S": ["a"]})),
            (json!({"Arguments": {"l": ["{% $sum($list) %}"]}}), json!({"S": ["list"]})),
            (
                json!({"Output": "{% ($t := $u; $map($l, function($v, $i) { $v * $t })) %}"}),
                json!({"S": ["l", "u"]}),
            ),
            (
                json!({"Branches": [{"States": {"T": {"InputPath": "$p"}}}], "OutputPath": "$o"}),
                json!({"S": ["o"], "T": ["p"]}),
            ),
            (json!({"ItemProcessor": {"States": {"T": {"InputPath": "$p"}}}}), json!({"T": ["p"]})),
        ];
        for (state, expected) in cases {
            let definition = json!({"States": {"S": state}});
            assert_eq!(json!(of(&definition)), expected, "{state}");
        }
    }
}
