//! Paths, places to write to, and payload templates over any value.

use serde_json::Value;
use stepwell_query::json::fits_nesting;
use stepwell_query::limits::VALUE_NESTING_MAX;
use stepwell_query::path::Path;
use stepwell_query::reference::ReferencePath;
use stepwell_query::template::{Scope, Template};

use crate::bytes::texts;
use crate::json::value;

struct Data(Value);

impl Scope for Data {
    fn input(&self) -> &Value {
        &self.0
    }
    fn context(&self) -> &Value {
        &self.0
    }
    fn variable(&self, _name: &str) -> Option<&Value> {
        None
    }
}

/// An input is a path, a document and a template.
pub fn run(data: &[u8]) {
    let mut texts = texts(data, 3).into_iter();
    let path = texts.next().unwrap_or_default();
    let document = value(&texts.next().unwrap_or_default());
    let template = value(&texts.next().unwrap_or_default());
    for parsed in [Path::parse(&path), Path::parse_jayway(&path)] {
        match parsed {
            Ok(path) => read(&path, &document),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    match ReferencePath::parse(&path) {
        Ok(place) => insert(&place, &document, &template),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    if fits_nesting(&template, VALUE_NESTING_MAX) {
        evaluate(&template, document);
    }
}

fn read(path: &Path, document: &Value) {
    let found = path.read(document);
    assert_eq!(found.as_deref().ok(), path.read(document).as_deref().ok(), "reading has no memory");
    if !path.is_definite() && found.is_ok() && path.text().trim_end().ends_with(['*', ']']) {
        assert!(
            found.is_ok_and(|found| found.is_array()),
            "an indefinite path gives a list: {}",
            path.text()
        );
    }
    assert!(path.variables().is_sorted());
    let _ = path.read_jayway(document);
    if path.is_reference() {
        assert!(path.is_definite(), "{}", path.text());
    }
}

/// What was put somewhere is found there.
fn insert(place: &ReferencePath, document: &Value, value: &Value) {
    let Ok(into) = place.insert(document.clone(), value.clone()) else { return };
    assert!(fits_nesting(&into, VALUE_NESTING_MAX) || !fits_nesting(document, VALUE_NESTING_MAX));
    assert_eq!(place.path().read(&into).ok().as_deref(), Some(value), "at {}", place.text());
    assert_eq!(place.insert(into.clone(), value.clone()).ok(), Some(into), "twice is once");
}

fn evaluate(value: &Value, document: Value) {
    let mut complaints = Vec::new();
    let template = Template::parse(value, &mut complaints);
    for complaint in &complaints {
        assert!(!complaint.text.is_empty());
        assert!(complaint.location.is_empty() || complaint.location.starts_with('/'), "{complaint:?}");
    }
    let scope = Data(document);
    match template.evaluate(&scope) {
        Ok(made) => {
            assert!(fits_nesting(&made, VALUE_NESTING_MAX));
            if let Some(fixed) = template.static_value() {
                assert_eq!(*fixed, made);
            }
        }
        Err(error) => {
            assert!(!template.dynamics().is_empty(), "nothing dynamic, and yet: {error}");
        }
    }
}
