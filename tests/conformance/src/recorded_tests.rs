//! The runner against a target that answers what the cases expect: every case must pass. Against answers with one thing
//! changed it must fail: a comparison that cannot fail proves nothing.

mod fake;
mod mutation;

use serde_json::Value;

use crate::case::{Call, Case, Step};
use crate::pattern::Bindings;
use crate::placeholder::Scope;
use crate::run::{Verdict, run};
use crate::summary::Summary;
use crate::{check, features, suite};

use fake::{ACCOUNT, Fake, REGION};

/// Changed answers tried of one call at most; the calls of all cases are thousands.
const MUTANTS_OF_A_CALL: usize = 24;

fn cases() -> Vec<Case> {
    match suite::conformance_dir().unwrap() {
        Some(folder) => suite::load(&folder).unwrap(),
        None => {
            suite::announce_skipped(1, "recorded cases");
            Vec::new()
        }
    }
}

fn calls(case: &Case) -> impl Iterator<Item = &Call> {
    case.steps.iter().filter_map(|step| match step {
        Step::Call(call) => Some(call.as_ref()),
        Step::Wait(_) => None,
    })
}

#[tokio::test]
async fn every_case_passes_on_its_own_answers() {
    let cases = cases();
    let mut summary = Summary::default();
    for case in &cases {
        let mut target = Fake::new(case.clone());
        let verdict = run(case, &mut target).await;
        assert_eq!(verdict, Verdict::Passed, "{}", case.id());
        assert!(target.is_done(), "{} left steps out", case.id());
        summary.add(case, &verdict);
    }
    assert_eq!(summary.passed().len(), cases.len(), "{summary}");
}

#[test]
fn every_changed_answer_fails() {
    let scope = Scope::new(REGION, ACCOUNT, 0);
    let mut unnoticed = Vec::new();
    for case in &cases() {
        let mut source = fake::Source::default();
        for call in calls(case).filter(|call| call.expect.is_some() || call.expect_part.is_some()) {
            let shape = source.shape(call);
            let places = mutation::places(case, call, &scope);
            let stride = places.len().div_ceil(MUTANTS_OF_A_CALL).max(1);
            for place in places.iter().step_by(stride) {
                let answer = source.answer(call, place.apply(&shape));
                if check::answer(case, call, &answer, &scope, &mut Bindings::default()).is_empty() {
                    unnoticed.push(format!("{} {}: {place:?}", case.id(), call.action));
                }
            }
        }
    }
    assert!(unnoticed.is_empty(), "{}:\n{}", unnoticed.len(), unnoticed.join("\n"));
}

#[test]
fn every_expected_error_is_told_from_others() {
    let scope = Scope::new(REGION, ACCOUNT, 0);
    for case in &cases() {
        let mut source = fake::Source::default();
        for call in calls(case).filter(|call| call.expect_error.is_some()) {
            let right = source.failure(call);
            let fails = |answer| {
                let found = check::answer(case, call, &answer, &scope, &mut Bindings::default());
                !found.is_empty()
            };
            assert!(!fails(right.clone()), "{}", case.id());
            for change in ["__type", "message"] {
                let mut wrong = right.clone();
                wrong.body[change] = Value::from("other");
                assert!(fails(wrong), "{} {change}", case.id());
            }
            let mut wrong = right.clone();
            wrong.body["more"] = Value::from(1);
            assert!(fails(wrong), "{} more", case.id());
            assert!(fails(crate::Answer { status: 500, ..right.clone() }), "{} status", case.id());
            assert!(fails(crate::Answer::ok(right.body)), "{} success", case.id());
        }
    }
}

#[test]
fn the_features_of_all_cases_are_found() {
    let cases = cases();
    if cases.is_empty() {
        return;
    }
    let all: std::collections::BTreeSet<String> =
        cases.iter().flat_map(features::used).map(|feature| feature.to_string()).collect();
    let some = [
        "JSONata",
        "variables",
        "distributed Map",
        "ItemReader",
        "ResultWriter",
        "activities",
        "Lambda function as resource",
        "Credentials",
        "type EXPRESS",
        "versions",
        "aliases",
        "tags",
        "scripted functions",
        "action TestState",
        "request member TestState.mock",
        "state type Parallel",
        "resource states:startExecution.sync:2",
        "resource aws-sdk:s3:getObject",
        "intrinsic function States.Format",
        "intrinsic function States.MathRandom",
    ];
    for feature in some {
        assert!(all.contains(feature), "{feature} not in {all:#?}");
    }
}
