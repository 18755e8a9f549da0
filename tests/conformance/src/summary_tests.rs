//! The table of areas.

use serde_json::json;

use super::*;
use crate::report::Report;

#[test]
fn areas_are_counted() {
    let case = |area: &str, name: &str| -> Case {
        let case = json!({"name": name, "area": area, "kind": "plain", "recorded": "2024-01-01", "seconds": 1, "steps": []});
        serde_json::from_value(case).unwrap()
    };
    let report = Report { case: String::new(), step: String::new(), text: String::new() };
    let mut summary = Summary::default();
    summary.add(&case("map", "b"), &Verdict::Passed);
    summary.add(&case("map", "a"), &Verdict::Oddity { reason: "quirk", report: report.clone() });
    summary.add(&case("api", "c"), &Verdict::Failed(report));
    summary.add(&case("api", "d"), &Verdict::NotYet("no tags".to_owned()));
    let expected = "\
area                   run passed failed not yet   odd
api                      2      0      1       1     0
map                      2      1      0       0     1
total                    4      1      1       1     1
not yet, 1: no tags
";
    assert_eq!(summary.to_string(), expected);
    assert_eq!(summary.passed().iter().collect::<Vec<_>>(), ["map/b"]);
    assert_eq!(summary.failed(), 1);
}
