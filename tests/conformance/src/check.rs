//! Compares the answer of one call with what the case expects of it. Brings together the rules: whole answer, part,
//! error, histories whose order may vary, old recordings.

use serde_json::{Map, Value};

use crate::case::{Call, Case, ExpectedError};
use crate::compare::{Comparer, Depth, Difference, Place};
use crate::oddity;
use crate::pattern::Bindings;
use crate::placeholder::Scope;
use crate::target::Answer;
use crate::{era, history};

/// HTTP status of an error of the API, unless the case says otherwise.
const ERROR_STATUS: u16 = 400;

/// Differences between an answer and what the case expects; empty if it is as expected. Masks take their texts into
/// `bindings`.
pub fn answer(
    case: &Case,
    call: &Call,
    answer: &Answer,
    scope: &Scope,
    bindings: &mut Bindings,
) -> Vec<Difference> {
    let mut comparer = Comparer::new(scope, std::mem::take(bindings));
    comparer.unordered = call.unordered;
    match &call.expect_error {
        Some(error) => failure(&mut comparer, error, answer),
        None => success(&mut comparer, case, call, answer),
    }
    *bindings = comparer.bindings;
    comparer.differences
}

fn success(comparer: &mut Comparer<'_>, case: &Case, call: &Call, answer: &Answer) {
    let Value::Object(got) = &answer.body else {
        comparer.differ(&Place::Root, "an object", answer.body.to_string());
        return;
    };
    if answer.status != 200 {
        comparer.differ(&Place::Root, "success", format!("status {}: {}", answer.status, answer.body));
        return;
    }
    history::check_clock(comparer, got);
    if let Some(part) = &call.expect_part {
        let counted = got.iter().filter(|(name, _)| part.contains_key(*name));
        let counted = counted.map(|(name, value)| (name.clone(), value.clone())).collect();
        whole(comparer, case, call, part.clone(), counted);
    } else if let Some(wanted) = &call.expect {
        whole(comparer, case, call, wanted.clone(), got.clone());
    }
}

fn whole(
    comparer: &mut Comparer<'_>,
    case: &Case,
    call: &Call,
    mut wanted: Map<String, Value>,
    mut got: Map<String, Value>,
) {
    era::settle(case, &call.action, &wanted, &mut got);
    if oddity::has_old_map_run_exit(case) {
        oddity::settle_map_run_exit(&mut wanted);
        oddity::settle_map_run_exit(&mut got);
    }
    if case.order_may_vary && call.action == "GetExecutionHistory" {
        if let (Some(Value::Array(expected)), Some(Value::Array(actual))) =
            (wanted.shift_remove("events"), got.shift_remove("events"))
        {
            let place = Place::Member(&Place::Root, "events");
            if call.parallel_unordered {
                history::compare_sorted_parallel(comparer, &expected, &actual, &place);
            } else {
                history::compare_chains(comparer, &expected, &actual, &place);
            }
        } else {
            comparer.differ(&Place::Root, "a list of events", "none");
        }
    }
    comparer.value(&Value::Object(wanted), &Value::Object(got), &Place::Root, Depth::Answer);
}

fn failure(comparer: &mut Comparer<'_>, error: &ExpectedError, answer: &Answer) {
    let status = error.status.unwrap_or(ERROR_STATUS);
    if answer.status != status {
        let expected = format!("status {status} with `{}`", error.code);
        comparer.differ(&Place::Root, expected, format!("status {}: {}", answer.status, answer.body));
        return;
    }
    let Value::Object(got) = &answer.body else {
        comparer.differ(&Place::Root, "an object", answer.body.to_string());
        return;
    };
    let code = answer.error_code().unwrap_or("none");
    if code != error.code {
        comparer.differ(&Place::Member(&Place::Root, "__type"), &error.code, code);
    }
    if let Some(message) = &error.message {
        let got = answer.error_message().map_or(Value::Null, Value::from);
        let place = Place::Member(&Place::Root, "message");
        comparer.value(&Value::from(message.as_str()), &got, &place, Depth::Text);
    }
    let others = got.iter().filter(|(name, _)| !matches!(name.as_str(), "__type" | "message" | "Message"));
    let others = others.map(|(name, value)| (name.clone(), value.clone())).collect();
    comparer.value(
        &Value::Object(error.members.clone()),
        &Value::Object(others),
        &Place::Root,
        Depth::Answer,
    );
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
