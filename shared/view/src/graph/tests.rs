//! Small drawings and their properties.

use super::{Options, svg};
use crate::limits::{DRAWN_STATES_MAX, LAYERED_STATES_MAX};
use crate::model::Workflow;
use crate::status::{Mark, Status, Statuses};
use serde_json::{Map, Value, json};

/// Every element that opens closes, in order, and nothing a browser would act on is in there.
fn check(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    for part in svg.split('<').skip(1) {
        let (tag, _) = part.split_once('>').expect("a tag ends");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closes what is open");
        } else if !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().unwrap());
        }
    }
    assert_eq!(open, Vec::<&str>::new());
    for forbidden in ["<script", "<foreignObject", " style=", " onload", "href=", "NaN"] {
        assert!(!svg.contains(forbidden), "{forbidden}");
    }
}

fn chain(count: usize) -> Workflow {
    let mut states = Map::new();
    for n in 0..count {
        let mut body = json!({"Type": "Choice", "Default": format!("s{}", n + 1),
            "Choices": [{"Variable": "$.x", "NumericEquals": n, "Next": format!("s{}", n * 7 % count)}]});
        if n + 1 == count {
            body = json!({"Type": "Succeed"});
        }
        states.insert(format!("s{n}"), body);
    }
    Workflow::from_definition(&json!({"StartAt": "s0", "States": states}))
}

#[test]
fn draws_one_state_to_the_letter() {
    let flow =
        Workflow::from_definition(&json!({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}));
    let statuses =
        Statuses::from([("A".to_owned(), Mark { status: Status::Succeeded, note: String::new() })]);
    let picture = svg(&flow, &statuses, &Options::default());
    check(&picture);
    let expected = "<g class=\"sw-state sw-ok\" transform=\"translate(12.0 102.0)\"><title>A: Pass state, succeeded</title>\
        <rect class=\"sw-box\" width=\"206.0\" height=\"52.0\" rx=\"8\"/><g class=\"sw-symbol\" transform=\"translate(18 20)\">\
        <circle r=\"8\"/><path d=\"M-4 0L-1 3L4 -3\"/></g><text class=\"sw-kind\" x=\"34\" y=\"19\">Pass</text>\
        <text class=\"sw-name\" x=\"34\" y=\"37\">A</text></g>";
    assert!(picture.contains(expected), "{picture}");
    assert!(picture.contains("<desc id=\"sw-desc\">1 states, 1 succeeded</desc>"));
}

#[test]
fn escapes_names_labels_and_notes() {
    let name = "<script>alert(1)</script>";
    let flow =
        Workflow::from_definition(&json!({"StartAt": name, "States": {name: {"Type": "<b>", "Next": name,
        "Catch": [{"ErrorEquals": ["<i>"], "Next": name}], "Resource": "\" onload=\"x"}}}));
    let statuses =
        Statuses::from([(name.to_owned(), Mark { status: Status::Failed, note: "</svg>".to_owned() })]);
    let options = Options { title: "</title>".to_owned(), nonce: Some("a\"b".to_owned()) };
    let picture = svg(&flow, &statuses, &options);
    check(&picture);
    assert!(picture.contains("&lt;script&gt;") && picture.contains("catch &lt;i&gt;"));
    assert!(picture.contains("nonce=\"a&quot;b\""));
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    // Small enough for the layered layout, whose library keeps hash maps.
    let flow = chain(24);
    let first = svg(&flow, &Statuses::new(), &Options::default());
    for _ in 0..5 {
        assert_eq!(first, svg(&flow, &Statuses::new(), &Options::default()));
    }
}

#[test]
fn large_definitions_are_drawn_and_too_large_ones_are_named() {
    for count in [LAYERED_STATES_MAX, 1_000] {
        let picture = svg(&chain(count), &Statuses::new(), &Options::default());
        check(&picture);
        assert_eq!(picture.matches("class=\"sw-box\"").count(), count);
    }
    let picture = svg(&chain(DRAWN_STATES_MAX + 1), &Statuses::new(), &Options::default());
    check(&picture);
    assert!(picture.contains("2001 states are too many to draw: at most 2000 are drawn"));
    check(&svg(&Workflow::default(), &Statuses::new(), &Options::default()));
}

/// Random graphs with loops, self loops, doubled edges, unreachable states and nesting, from a fixed sequence.
#[test]
fn odd_shapes_are_drawn() {
    let mut seed = 7_u64;
    let mut next = move |bound: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % bound
    };
    let mut inner: Vec<Value> = Vec::new();
    for _ in 0..80 {
        let count = 1 + next(9);
        let mut states = Map::new();
        for n in 0..count {
            let mut body = json!({"Type": "Choice", "Default": format!("s{}", next(count)), "Choices": []});
            for _ in 0..next(4) {
                let rule =
                    json!({"Variable": "$.a", "NumericEquals": 1, "Next": format!("s{}", next(count + 1))});
                body["Choices"].as_array_mut().unwrap().push(rule);
            }
            if next(3) == 0 {
                body = json!({"Type": "Parallel", "Branches": inner.iter().take(3).collect::<Vec<_>>(), "End": true});
            }
            states.insert(format!("s{n}"), body);
        }
        let definition = json!({"StartAt": "s0", "States": states});
        check(&svg(&Workflow::from_definition(&definition), &Statuses::new(), &Options::default()));
        let size = definition.to_string().len();
        inner.insert(0, if size < 1_200 { definition } else { json!({}) });
        inner.truncate(3);
    }
}
