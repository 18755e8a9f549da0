//! Fields of states of all types but Task and Choice.

use serde_json::json;

use super::check_states;

#[test]
fn type_and_common_fields() {
    check_states([
        (json!(1), &["SVF: Expected value of type Object at /States/X"]),
        (json!({"End": true}), &["SVF: These fields are required: [Type] at /States/X"]),
        (json!({"Type": 1}), &["SVF: Expected value of type String at /States/X/Type"]),
        (
            json!({"Type": "TypeThatDoesNotExist", "End": true}),
            &[
                "SVF: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/X/Type",
            ],
        ),
        (
            json!({"Type": "Succeed", "Comment": 1, "End": true, "TimeoutSeconds": 1, "next": "X"}),
            &[
                "SVF: Expected value of type String at /States/X/Comment",
                "SVF: Field 'End' is not supported at /States/X",
                "SVF: Field 'TimeoutSeconds' is not supported at /States/X",
                "SVF: Field 'next' is not supported at /States/X",
            ],
        ),
        (
            json!({"Type": "Pass"}),
            &["SVF: This object should have only one of the following fields: [Next, End] at /States/X"],
        ),
        (
            json!({"Type": "Pass", "Next": "Y", "End": true}),
            &["SVF: There should only be one of the following fields: [Next, End] at /States/X"],
        ),
        (
            json!({"Type": "Pass", "End": false}),
            &["SVF: Value should be one of the following: [true] at /States/X/End (ours)"],
        ),
        (json!({"Type": "Pass", "End": "true"}), &["SVF: Expected value of type Boolean at /States/X/End"]),
        (json!({"Type": "Pass", "Next": 1}), &["SVF: Expected value of type String at /States/X/Next"]),
    ]);
}

#[test]
fn paths() {
    check_states([
        (
            json!({"Type": "Pass", "InputPath": "a", "OutputPath": 1, "ResultPath": "b", "End": true}),
            &[
                "SVF: Value must be a valid JSONPath. at /States/X/ResultPath",
                "SVF: Value must be a valid JSONPath. at /States/X/InputPath",
                "SVF: Expected value of type String at /States/X/OutputPath",
            ],
        ),
        (
            json!({"Type": "Pass", "ResultPath": "$.a[*]", "End": true}),
            &["SVF: Value is not a Reference Path: not a reference path: `$.a[*]` at /States/X/ResultPath"],
        ),
        (
            json!({"Type": "Pass", "ResultPath": "$$.a", "End": true}),
            &[
                "SVF: Value is not a Reference Path: reference path must start at the input: `$$.a` at /States/X/ResultPath",
            ],
        ),
        (
            json!({"Type": "Fail", "InputPath": "$"}),
            &["SVF: Field 'InputPath' is not supported at /States/X"],
        ),
    ]);
}

#[test]
fn pass() {
    check_states([
        (
            json!({"Type": "Pass", "Parameters": {"f.$": "x", "g": {"h.$": 1}, "i.$": "States.Nothing()"}, "End": true}),
            &[
                "SVF: The value for the field 'f.$' must be a valid JSONPath or a valid intrinsic function call at /States/X/Parameters",
                "SVF: The value for the field 'h.$' must be a valid JSONPath or a valid intrinsic function call at /States/X/Parameters",
                "SVF: The value for the field 'i.$' must be a valid JSONPath or a valid intrinsic function call at /States/X/Parameters",
            ],
        ),
        (
            json!({"Type": "Pass", "Parameters": {"f": 1, "f.$": "$"}, "End": true}),
            &["SVF: field `f` is given twice: with and without `.$` at /States/X/Parameters"],
        ),
        (
            json!({"Type": "Pass", "Parameters": {"a": "$.b", "c": [{"d": "States.UUID()"}], "e": "plain"}, "End": true}),
            &[
                "warning NO_DOLLAR: the value of 'a' looks like a path or an intrinsic function, but is taken as it is: the name of a member to be evaluated ends in '.$' at /States/X/Parameters",
                "warning NO_DOLLAR: the value of 'd' looks like a path or an intrinsic function, but is taken as it is: the name of a member to be evaluated ends in '.$' at /States/X/Parameters",
            ],
        ),
        (
            json!({"Type": "Pass", "Result": {"a.$": ["$.b"], "c": "$.d"}, "End": true}),
            &[
                "warning PASS_RESULT_IS_STATIC: the result is static: what looks like a path in it is not evaluated at /States/X/Result",
            ],
        ),
        (
            json!({"Type": "Pass", "ResultSelector": {}, "End": true}),
            &["SVF: Field 'ResultSelector' is not supported at /States/X"],
        ),
    ]);
}

#[test]
fn wait() {
    let one = "[SecondsPath, Seconds, TimestampPath, Timestamp]";
    check_states([
        (
            json!({"Type": "Wait", "End": true}),
            &[&*format!("SVF: This object should have only one of the following fields: {one} at /States/X")],
        ),
        (
            json!({"Type": "Wait", "Seconds": 1, "TimestampPath": "$.a", "End": true}),
            &[&*format!("SVF: There should only be one of the following fields: {one} at /States/X")],
        ),
        (
            json!({"Type": "Wait", "Seconds": -1, "End": true}),
            &["SVF: Minimum value is 0 at /States/X/Seconds"],
        ),
        (
            json!({"Type": "Wait", "Seconds": 1.5, "End": true}),
            &["SVF: Expected value of type Integer at /States/X/Seconds"],
        ),
        (
            json!({"Type": "Wait", "Seconds": "1", "End": true}),
            &["SVF: Expected value of type Integer at /States/X/Seconds"],
        ),
        (
            json!({"Type": "Wait", "Seconds": 100_000_000, "End": true}),
            &["SVF: Maximum value is 99999999 at /States/X/Seconds"],
        ),
        (
            json!({"Type": "Wait", "SecondsPath": "$.a[*]", "End": true}),
            &[
                "SVF: Value is not a Reference Path: it may only have `.name`, `['name']` and `[n]` at /States/X/SecondsPath",
            ],
        ),
        (
            json!({"Type": "Wait", "TimestampPath": "a", "End": true}),
            &[
                "SVF: Value is not a Reference Path: Reference path didn't start with '$' at /States/X/TimestampPath",
            ],
        ),
        (
            json!({"Type": "Wait", "Timestamp": "2016-13-05T21:29:29Z", "End": true}),
            &["SVF: String does not match RFC3339 timestamp at /States/X/Timestamp"],
        ),
        (
            json!({"Type": "Wait", "Timestamp": 1, "End": true}),
            &["SVF: Expected value of type String at /States/X/Timestamp"],
        ),
    ]);
}

#[test]
fn fail() {
    check_states([
        (
            json!({"Type": "Fail", "Error": "E", "ErrorPath": "$.e", "Cause": 1, "CausePath": "c"}),
            &[
                "SVF: There should only be one of the following fields: [Error, ErrorPath] at /States/X",
                "SVF: There should only be one of the following fields: [Cause, CausePath] at /States/X",
                "SVF: Expected value of type String at /States/X/Cause",
                "SVF: Value must be a valid JSONPath. at /States/X/CausePath",
            ],
        ),
        (
            json!({"Type": "Fail", "Error": "$.e"}),
            &[
                "warning NO_PATH: the value of 'Error' looks like a path, but is taken as it is: the name of a field for paths ends in 'Path' at /States/X/Error",
            ],
        ),
    ]);
}

#[test]
fn parallel() {
    check_states([
        (
            json!({"Type": "Parallel", "End": true}),
            &["SVF: These fields are required: [Branches] at /States/X"],
        ),
        (
            json!({"Type": "Parallel", "Branches": [], "End": true}),
            &["SVF: Value cannot be empty at /States/X/Branches"],
        ),
        (
            json!({"Type": "Parallel", "Branches": {}, "End": true}),
            &["SVF: Expected value of type Array at /States/X/Branches"],
        ),
        (
            json!({"Type": "Parallel", "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Fail", "Next": "A"}}}], "End": true}),
            &["SVF: Field 'Next' is not supported at /States/X/Branches[0]/States/A"],
        ),
    ]);
}

#[test]
fn map() {
    let inner = json!({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}});
    check_states([
        (
            json!({"Type": "Map", "End": true}),
            &[
                "SVF: This object should have only one of the following fields: [ItemProcessor, Iterator] at /States/X",
            ],
        ),
        (
            json!({"Type": "Map", "ItemProcessor": inner, "Iterator": inner, "End": true}),
            &[
                "SVF: There should only be one of the following fields: [ItemProcessor, Iterator] at /States/X",
            ],
        ),
        (
            json!({"Type": "Map", "ItemProcessor": {"StartAt": "A", "States": {"A": {"Type": "Wait", "End": true}}, "QueryLanguage": "JSONPath"}, "End": true}),
            &[
                "SVF: Field 'QueryLanguage' is not supported at /States/X/ItemProcessor",
                "SVF: This object should have only one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/X/ItemProcessor/States/A",
            ],
        ),
        (
            json!({"Type": "Map", "Iterator": inner, "MaxConcurrency": -1, "MaxConcurrencyPath": "$.a", "ItemsPath": "$.a[?(@.b)]",
                "ToleratedFailureCount": 0.5, "ToleratedFailurePercentage": 100.5, "ItemSelector": {}, "Parameters": {}, "End": true}),
            &[
                "SVF: There should only be one of the following fields: [ItemSelector, Parameters] at /States/X",
                "SVF: Value is not a Reference Path: it may only have `.name`, `['name']` and `[n]` at /States/X/ItemsPath",
                "SVF: There should only be one of the following fields: [MaxConcurrency, MaxConcurrencyPath] at /States/X",
                "SVF: Minimum value is 0 at /States/X/MaxConcurrency",
                "SVF: Expected value of type Integer at /States/X/ToleratedFailureCount",
                "SVF: Maximum value is 100 at /States/X/ToleratedFailurePercentage",
            ],
        ),
        (
            json!({"Type": "Map", "Iterator": {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}, "ProcessorConfig": {"Mode": "OTHER", "ExecutionType": "STANDARD", "Size": 1}}, "End": true}),
            &[
                "SVF: Field 'Size' is not supported at /States/X/Iterator/ProcessorConfig",
                "SVF: Value should be one of the following: [INLINE, DISTRIBUTED] at /States/X/Iterator/ProcessorConfig/Mode",
                "SVF: Field 'ExecutionType' is not supported at /States/X/Iterator/ProcessorConfig",
            ],
        ),
    ]);
}
