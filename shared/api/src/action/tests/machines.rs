//! State machines: made, changed, described, listed, deleted.

use serde_json::{Value, json};

use crate::fixture::{Fixture, MACHINE, ROLE, definition, pass, wait};

const BEGIN: f64 = 1_767_225_600.0;

#[test]
fn a_new_machine_is_described_with_its_defaults() {
    let fixture = Fixture::new();
    let text = definition(pass());
    let request = json!({"name": "m", "definition": text, "roleArn": ROLE});
    let created = json!({"stateMachineArn": format!("{MACHINE}m"), "creationDate": BEGIN});
    assert_eq!(fixture.good("CreateStateMachine", request), created);
    let expected = json!({
        "stateMachineArn": format!("{MACHINE}m"), "name": "m", "status": "ACTIVE", "definition": text,
        "roleArn": ROLE, "type": "STANDARD", "creationDate": BEGIN,
        "loggingConfiguration": {"level": "OFF", "includeExecutionData": false},
        "tracingConfiguration": {"enabled": false},
        "encryptionConfiguration": {"type": "AWS_OWNED_KEY"},
    });
    let arn = json!({"stateMachineArn": format!("{MACHINE}m")});
    assert_eq!(fixture.good("DescribeStateMachine", arn), expected);
    let metadata = json!({"stateMachineArn": format!("{MACHINE}m"), "includedData": "METADATA_ONLY"});
    assert_eq!(fixture.good("DescribeStateMachine", metadata)["definition"], json!("{}"));
}

#[test]
fn creating_again_succeeds_only_with_the_same_request() {
    let fixture = Fixture::new();
    let text = definition(pass());
    let first = json!({"name": "m", "definition": text, "roleArn": ROLE});
    let answer = fixture.good("CreateStateMachine", first.clone());
    fixture.world.time.forward_to_ms(1_767_225_700_000);
    let same = [
        json!({}),
        json!({"roleArn": "arn:aws:iam::1:role/other"}),
        json!({"type": "STANDARD"}),
        json!({"loggingConfiguration": {}}),
        json!({"tracingConfiguration": {"enabled": false}}),
    ];
    for more in same {
        assert_eq!(fixture.good("CreateStateMachine", merged(&first, &more)), answer, "{more}");
    }
    let others = [
        json!({"definition": format!("{text} ")}),
        json!({"type": "EXPRESS"}),
        json!({"tracingConfiguration": {"enabled": true}}),
        json!({"loggingConfiguration": {"includeExecutionData": true}}),
    ];
    for more in others {
        let message = format!("State Machine Already Exists: '{MACHINE}m'");
        fixture.bad("CreateStateMachine", merged(&first, &more), "StateMachineAlreadyExists", &message);
    }
}

#[test]
fn what_cannot_be_made_is_refused() {
    let fixture = Fixture::new();
    let first = json!({"name": "m", "definition": definition(pass()), "roleArn": ROLE});
    let yet = "not supported yet by this version of Stepwell";
    let cases = [
        (json!({"name": "a b"}), "InvalidName", "Invalid Name: 'a b'".to_owned()),
        (json!({"publish": true}), "UnsupportedOperation", format!("`publish` is {yet}")),
        (json!({"tags": [{"key": "a", "value": "b"}]}), "UnsupportedOperation", format!("`tags` are {yet}")),
        (
            json!({"versionDescription": "d"}),
            "ValidationException",
            "Version description can only be set when publish is true".to_owned(),
        ),
        (
            json!({"loggingConfiguration": {"level": "ALL"}}),
            "InvalidLoggingConfiguration",
            "Invalid Logging Configuration: Must specify exactly one Log Destination.".to_owned(),
        ),
        (
            json!({"definition": "{\"StartAt\": \"S\"}"}),
            "InvalidDefinition",
            "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /'"
                .to_owned(),
        ),
    ];
    for (more, code, message) in cases {
        fixture.bad("CreateStateMachine", merged(&first, &more), code, &message);
    }
    assert_eq!(fixture.good("ListStateMachines", json!({})), json!({"stateMachines": []}));
}

#[test]
fn a_real_change_makes_a_revision_and_nothing_else_does() {
    let fixture = Fixture::new();
    let arn = fixture.machine("m", pass());
    fixture.world.time.forward_to_ms(1_767_225_700_000);
    let update =
        |more: Value| fixture.good("UpdateStateMachine", merged(&json!({"stateMachineArn": arn}), &more));
    assert_eq!(update(json!({"roleArn": ROLE})), json!({"updateDate": BEGIN}));
    let changes = [
        json!({"roleArn": "arn:aws:iam::1:role/other"}),
        json!({"definition": definition(wait())}),
        json!({"loggingConfiguration": {"includeExecutionData": true}}),
        json!({"tracingConfiguration": {"enabled": true}}),
    ];
    let mut seen = Vec::new();
    for change in changes {
        let answer = update(change.clone());
        assert_eq!(answer["updateDate"], json!(1_767_225_700.0), "{change}");
        assert!(answer["revisionId"].is_string() && !seen.contains(&answer), "{change}: {answer}");
        assert_eq!(update(change), answer);
        let described = fixture.good("DescribeStateMachine", json!({"stateMachineArn": arn}));
        assert_eq!(described["revisionId"], answer["revisionId"]);
        seen.push(answer);
    }
    let described = fixture.good("DescribeStateMachine", json!({"stateMachineArn": arn}));
    assert_eq!(described["definition"], json!(definition(wait())));
    assert_eq!(described["roleArn"], json!("arn:aws:iam::1:role/other"));
}

#[test]
fn updates_that_say_nothing_or_name_nothing_are_refused() {
    let fixture = Fixture::new();
    let arn = fixture.machine("m", pass());
    let missing = "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be \
                   specified";
    fixture.bad("UpdateStateMachine", json!({"stateMachineArn": arn}), "MissingRequiredParameter", missing);
    for gone in [format!("{arn}:2"), format!("{arn}x")] {
        let request = json!({"stateMachineArn": gone, "roleArn": "r"});
        let message = format!("State Machine Does Not Exist: '{gone}'");
        fixture.bad("UpdateStateMachine", request, "StateMachineDoesNotExist", &message);
    }
}

#[test]
fn machines_are_listed_in_pages_by_name() {
    let fixture = Fixture::new();
    for name in ["m_11_", "m_1_", "m_0_", "m_10_"] {
        fixture.machine(name, pass());
    }
    let mut names = Vec::new();
    let mut request = json!({"maxResults": 3});
    loop {
        let page = fixture.good("ListStateMachines", request);
        names.extend(page["stateMachines"].as_array().unwrap().iter().map(|item| item["name"].clone()));
        let Some(token) = page.get("nextToken") else { break };
        request = json!({"nextToken": token});
    }
    assert_eq!(json!(names), json!(["m_0_", "m_10_", "m_11_", "m_1_"]));
    let token = json!({"nextToken": "x"});
    fixture.bad("ListStateMachines", token, "InvalidToken", "Invalid Token: 'Invalid token'");
}

#[test]
fn a_deleted_machine_is_gone_with_what_ran() {
    let fixture = Fixture::new();
    let arn = fixture.machine("m", wait());
    let started = fixture.good("StartExecution", json!({"stateMachineArn": arn}));
    let by_arn = json!({"stateMachineArn": arn});
    assert_eq!(fixture.good("DeleteStateMachine", by_arn.clone()), json!({}));
    assert_eq!(fixture.good("DeleteStateMachine", by_arn.clone()), json!({}));
    let message = format!("State Machine Does Not Exist: '{arn}'");
    fixture.bad("StartExecution", by_arn.clone(), "StateMachineDoesNotExist", &message);
    fixture.bad("DescribeStateMachine", by_arn, "StateMachineDoesNotExist", &message);
    let described = fixture.good("DescribeExecution", json!({"executionArn": started["executionArn"]}));
    assert_eq!(described["status"], json!("ABORTED"));
    // A machine made again under the name has none of the executions of the one before.
    fixture.machine("m", wait());
    let listed = fixture.good("ListExecutions", json!({"stateMachineArn": arn}));
    assert_eq!(listed, json!({"executions": []}));
}

fn merged(first: &Value, more: &Value) -> Value {
    let mut merged = first.clone();
    for (name, value) in more.as_object().unwrap() {
        merged[name] = value.clone();
    }
    merged
}
