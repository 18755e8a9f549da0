//! Machines: required fields, names, transitions, ends, nesting.

use serde_json::json;

use super::check;

#[test]
fn top_level_fields() {
    let end = json!({"A": {"Type": "Succeed"}});
    check(&json!({}), &["SVF: These fields are required: [States, StartAt] at /"]);
    check(&json!({"States": end}), &["SVF: These fields are required: [StartAt] at /"]);
    check(&json!({"StartAt": "A"}), &["SVF: These fields are required: [States] at /"]);
    check(&json!({"StartAt": "A", "States": {}}), &["SVF: Value cannot be empty at /States"]);
    check(&json!({"StartAt": "A", "States": []}), &["SVF: Expected value of type Object at /States"]);
    check(
        &json!({"StartAt": 1, "States": end, "Comment": 1, "Version": "2.0", "TimeoutSeconds": 0, "Retry": []}),
        &[
            "SVF: Field 'Retry' is not supported at /",
            "SVF: Value should be one of the following: [1.0] at /Version",
            "SVF: Expected value of type String at /Comment",
            "SVF: Minimum value is 1 at /TimeoutSeconds",
            "SVF: Expected value of type String at /StartAt",
        ],
    );
    check(
        &json!({"StartAt": "A", "States": end, "TimeoutSeconds": 100_000_000, "QueryLanguage": "XPath"}),
        &[
            "SVF: Maximum value is 99999999 at /TimeoutSeconds",
            "SVF: Value should be one of the following: [JSONPath, JSONata] at /QueryLanguage",
        ],
    );
}

#[test]
fn transitions_lead_somewhere() {
    check(
        &json!({"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "N"}}}),
        &[
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: N at /States/A/Next",
            "MISSING_END_STATE: Workflow has no terminal state at null",
        ],
    );
    check(
        &json!({"StartAt": "N", "States": {"A": {"Type": "Succeed"}}}),
        &[
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: N at /StartAt",
            "MISSING_TRANSITION_TARGET: State \"A\" is not reachable. at /States/A",
        ],
    );
    check(
        &json!({"StartAt": "C", "States": {
            "C": {"Type": "Choice", "Default": "M", "Choices": [
                {"Variable": "$.a", "IsNull": true, "Next": "T"}, {"Variable": "$.a", "IsNull": true, "Next": "N"}]},
            "T": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "End": true,
                "Catch": [{"ErrorEquals": ["A"], "Next": "O"}]}}}),
        &[
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: N at /States/C/Choices[1]/Next",
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: M at /States/C/Default",
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: O at /States/T/Catch[0]/Next",
        ],
    );
}

#[test]
fn every_state_is_reached_and_one_ends() {
    let (a, b) = (json!({"Type": "Pass", "Next": "B"}), json!({"Type": "Pass", "Next": "A"}));
    check(
        &json!({"StartAt": "A", "States": {"A": a, "B": b}}),
        &["MISSING_END_STATE: Workflow has no terminal state at null"],
    );
    check(
        &json!({"StartAt": "A", "States": {"A": a, "B": b, "C": {"Type": "Pass", "End": true}}}),
        &["MISSING_TRANSITION_TARGET: State \"C\" is not reachable. at /States/C"],
    );
    check(
        &json!({"StartAt": "C", "States": {"A": a, "B": b, "C": {"Type": "Pass", "End": true}}}),
        &[
            "MISSING_TRANSITION_TARGET: State \"A\" is not reachable. at /States/A",
            "MISSING_TRANSITION_TARGET: State \"B\" is not reachable. at /States/B",
        ],
    );
}

#[test]
fn names_are_short_and_unique_in_the_whole_definition() {
    let long = "é".repeat(81);
    check(
        &json!({"StartAt": long, "States": {&long: {"Type": "Succeed"}}}),
        &[&format!(
            "INVALID_STATE_NAME: The state name '{long}' exceeds the 80-character limit allowed by the service at /States/{long}"
        )],
    );
    let longest = "é".repeat(80);
    check(&json!({"StartAt": longest, "States": {&longest: {"Type": "Succeed"}}}), &[]);
    check(
        &json!({"StartAt": "", "States": {"": {"Type": "Succeed"}}}),
        &["INVALID_STATE_NAME: a state name is empty at /States/ (ours)"],
    );
    let inner = json!({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}});
    check(
        &json!({"StartAt": "A", "States": {"A": {"Type": "Parallel", "Branches": [inner], "End": true}}}),
        &["DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A/Branches[0]/States/A"],
    );
}

#[test]
fn transitions_stay_in_their_machine() {
    check(
        &json!({"StartAt": "P", "States": {"Z": {"Type": "Succeed"}, "P": {"Type": "Parallel", "Next": "Z", "Branches": [
            {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "Z"}, "B": {"Type": "Succeed"}}},
            {"States": {}, "TimeoutSeconds": 1}, 7, {"StartAt": "D", "States": {"D": {"Type": "Pass", "Next": "D"}}}]}}}),
        &[
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: Z at /States/P/Branches[0]/States/A/Next",
            "MISSING_TRANSITION_TARGET: State \"B\" is not reachable. at /States/P/Branches[0]/States/B",
            "SVF: Field 'TimeoutSeconds' is not supported at /States/P/Branches[1]",
            "SVF: These fields are required: [StartAt] at /States/P/Branches[1]",
            "SVF: Value cannot be empty at /States/P/Branches[1]/States",
            "SVF: Expected value of type Object at /States/P/Branches[2]",
            "MISSING_END_STATE: Workflow has no terminal state at null",
        ],
    );
}
