//! What templates give, what is wrong with them, and what they need.

use std::cell::{Cell, OnceCell};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Scope, Template};

/// A scope whose context is built when it is first asked for.
struct World {
    input: Value,
    context: OnceCell<Value>,
    contexts_built: Cell<usize>,
    answer: Value,
}

impl World {
    fn new(input: Value) -> Self {
        Self { input, context: OnceCell::new(), contexts_built: Cell::new(0), answer: json!([42, {"x": 1}]) }
    }
}

impl Scope for World {
    fn input(&self) -> &Value {
        &self.input
    }

    fn context(&self) -> &Value {
        self.context.get_or_init(|| {
            self.contexts_built.set(self.contexts_built.get() + 1);
            json!({"Execution": {"Name": "run", "Input": {"a": 1}}})
        })
    }

    fn variable(&self, name: &str) -> Option<&Value> {
        (name == "answer").then_some(&self.answer)
    }
}

fn parse(template: &Value) -> (Template, Vec<String>) {
    let mut complaints = Vec::new();
    let parsed = Template::parse(template, &mut complaints);
    let texts = complaints.iter().map(|complaint| format!("{}: {}", complaint.location, complaint.text));
    (parsed, texts.collect())
}

#[test]
fn members_are_evaluated() {
    let cases = [
        (json!({"a.$": "$.x", "b": "$.x"}), Ok(json!({"a": 7, "b": "$.x"}))),
        (json!({"l": [{"d.$": "$"}, "$.x"]}), Ok(json!({"l": [{"d": {"x": 7, "items": [1, 2]}}, "$.x"]}))),
        (json!({"o": {"p": {"q.$": "$.items[*]"}}}), Ok(json!({"o": {"p": {"q": [1, 2]}}}))),
        (json!({"n.$": "$$.Execution.Name", "z": 1}), Ok(json!({"n": "run", "z": 1}))),
        (json!({"v.$": "$answer", "w.$": "$answer[1].x"}), Ok(json!({"v": [42, {"x": 1}], "w": 1}))),
        (json!({"none.$": "$.gone[1:].x"}), Ok(json!({"none": []}))),
        (json!({".$": "$.x"}), Ok(json!({"": 7}))),
        (
            json!({"o": {"b.$": "$.gone"}}),
            Err(
                "The JSONPath '$.gone' specified for the field 'b.$' could not be found in the input '{\"x\":7,\"items\":[1,2]}'",
            ),
        ),
        (
            json!({"b.$": "$$.Execution.Input.gone"}),
            Err(
                "The JSONPath '$$.Execution.Input.gone' specified for the field 'b.$' could not be found in the input '{\"x\":7,\"items\":[1,2]}'",
            ),
        ),
        (
            json!({"b.$": "$unset"}),
            Err(
                "The JSONPath '$unset' specified for the field 'b.$' could not be found in the input '{\"x\":7,\"items\":[1,2]}'",
            ),
        ),
        (
            json!({"b.$": "States.UUID()"}),
            Err("intrinsic function not supported yet: `States.UUID` in the field `b.$`"),
        ),
    ];
    let world = World::new(json!({"x": 7, "items": [1, 2]}));
    for (template, expected) in cases {
        let (parsed, complaints) = parse(&template);
        assert_eq!(complaints, Vec::<String>::new(), "{template}");
        let answer = parsed.evaluate(&world).map_err(|error| error.to_string());
        assert_eq!(answer, expected.map_err(str::to_owned), "{template}");
    }
}

#[test]
fn complaints_name_their_place() {
    let bad = "must be a valid JSONPath or a valid intrinsic function call";
    let cases = [
        (json!({"a.$": "hello"}), vec![format!("/a.$: The value for the field 'a.$' {bad}")]),
        (json!({"o": [{"a.$": 1}]}), vec![format!("/o/0/a.$: The value for the field 'a.$' {bad}")]),
        (
            json!({"x.$": "$.a[", "f.$": "States.Format('\\\"', $.a)", "g.$": "States.Nope()", "h.$": "$.a["}),
            vec![
                format!("/f.$: The value for the field 'f.$' {bad}"),
                format!("/g.$: The value for the field 'g.$' {bad}"),
            ],
        ),
        (
            json!({"a": 1, "a.$": "$.b"}),
            vec!["/a.$: field `a` is given twice: with and without `.$`".to_owned()],
        ),
    ];
    for (template, expected) in cases {
        assert_eq!(parse(&template).1, expected, "{template}");
    }
}

#[test]
fn needs_are_known_before_evaluation() {
    let cases = [
        (json!({"a": {"b": [1, null]}}), (false, false, true)),
        (json!({"a.$": "$.x"}), (true, false, false)),
        (json!({"a.$": "$$.Execution.Name"}), (false, true, false)),
        (json!({"a.$": "$answer"}), (false, false, false)),
        (json!({"a.$": "States.UUID()"}), (true, true, false)),
    ];
    for (template, expected) in cases {
        let (parsed, _) = parse(&template);
        let needs = (parsed.needs_input(), parsed.needs_context(), parsed.static_value().is_some());
        assert_eq!(needs, expected, "{template}");
    }
    let (parsed, _) = parse(&json!({"b.$": "$answer", "a": [{"c.$": "$zed[0]", "d.$": "$answer.x"}]}));
    assert_eq!(parsed.variables(), ["answer", "zed"]);
    let places: Vec<&str> = parsed.dynamics().iter().map(|dynamic| dynamic.location).collect();
    assert_eq!(places, ["/b.$", "/a/0/c.$", "/a/0/d.$"]);
}

#[test]
fn the_context_is_built_once_and_only_if_read() {
    let world = World::new(json!({"x": 1}));
    parse(&json!({"a.$": "$.x"})).0.evaluate(&world).unwrap();
    assert_eq!(world.contexts_built.get(), 0);
    parse(&json!({"a.$": "$$", "b.$": "$$.Execution.Name"})).0.evaluate(&world).unwrap();
    assert_eq!(world.contexts_built.get(), 1);
}

#[test]
fn results_are_bounded() {
    let (wrap, _) = parse(&json!({"a.$": "$"}));
    let mut world = World::new(json!(1));
    let error = loop {
        match wrap.evaluate(&world) {
            Ok(wrapped) => world = World::new(wrapped),
            Err(error) => break error,
        }
    };
    assert_eq!(error.to_string(), "field `a.$` makes the result more than 100 levels deep");

    let copies: Vec<Value> = (0..100).map(|_| json!({"a.$": "$"})).collect();
    let (many, _) = parse(&Value::Array(copies));
    let error = many.evaluate(&World::new(json!("x".repeat(256 * 1024)))).unwrap_err();
    assert_eq!(error.to_string(), "field `a.$` makes the result larger than 16777216 bytes");

    let deep = (0..110).fold(json!(1), |inner, _| json!([inner]));
    assert_eq!(parse(&deep).1.len(), 1);
}

fn plain_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z$.{%} ]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z$]{0,4}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_static_template_is_its_own_value(template in plain_json(), input in plain_json()) {
        let (parsed, complaints) = parse(&template);
        prop_assert!(complaints.is_empty());
        prop_assert_eq!(parsed.static_value(), Some(&template));
        prop_assert_eq!(parsed.evaluate(&World::new(input)).unwrap(), template);
    }

    #[test]
    fn the_whole_input_comes_back(input in plain_json()) {
        let (parsed, _) = parse(&json!({"all.$": "$"}));
        prop_assert_eq!(parsed.evaluate(&World::new(input.clone())).unwrap(), json!({"all": input}));
    }

    #[test]
    fn any_text_in_a_dynamic_member_is_survived(text in "\\PC*") {
        parse(&json!({"a.$": text}));
    }
}
