//! What a parent sees of its child.

use stepwell_engine::{Execution, Identity};

use super::*;

fn child(status: Status, stopped_ms: Option<u64>) -> Execution {
    let identity = Identity {
        execution_arn: "arn:e".to_owned(),
        name: "kid".to_owned(),
        state_machine_arn: "arn:m".to_owned(),
        state_machine_name: "child".to_owned(),
        role_arn: "role".to_owned(),
        region: "us-east-1".to_owned(),
        started_ms: 1_000,
    };
    Execution { status, stopped_ms, ..Execution::new(identity, Payload::from_text("{}")) }
}

#[test]
fn members_stand_in_the_services_order() {
    let head = r#""ExecutionArn":"arn:e","Input":"{}","InputDetails":{"Included":true},"Name":"kid","#;
    let tail = |status: &str| {
        format!(r#""StartDate":1000,"StateMachineArn":"arn:m","Status":"{status}","StopDate":2000}}"#)
    };
    let output = r#""Output":"{\"a\":1}","OutputDetails":{"Included":true},"RedriveCount":0,"#;
    let redrive = r#""RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven","#;
    let both = || (Some("E".to_owned()), Some("c".to_owned()));
    let (error, cause) = both();
    let cases = [
        (
            Status::Succeeded { output: Payload::from_text(r#"{"a":1}"#) },
            format!("{{{head}{output}{redrive}{}", tail("SUCCEEDED")),
        ),
        (Status::Failed { error, cause }, format!(r#"{{"Cause":"c","Error":"E",{head}{}"#, tail("FAILED"))),
        (Status::Aborted { error: None, cause: None }, format!("{{{head}{}", tail("ABORTED"))),
        (Status::TimedOut, format!("{{{head}{}", tail("TIMED_OUT"))),
    ];
    for (status, expected) in cases {
        let described = describe(&child(status, Some(2_000))).unwrap();
        assert_eq!(described.to_string(), expected);
    }
    let running = describe(&child(Status::Running, None)).unwrap();
    assert_eq!(running["Status"], "RUNNING");
    assert_eq!(running.get("StopDate"), None);
}

#[test]
fn dates() {
    let cases = [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400_000, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (951_868_799_999, "Tue, 29 Feb 2000 23:59:59 GMT"),
        (784_111_777_000, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (1_767_225_600_000, "Thu, 01 Jan 2026 00:00:00 GMT"),
        (4_107_542_400_000, "Mon, 01 Mar 2100 00:00:00 GMT"),
    ];
    for (ms, expected) in cases {
        assert_eq!(http_date(ms), expected);
    }
}
