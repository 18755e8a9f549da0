//! Facts there and back, and bytes that are none.

use super::*;

#[test]
fn what_is_written_is_read() {
    let error = |error: Option<&str>, cause: Option<&str>| StateError {
        error: error.map(str::to_owned),
        cause: cause.map(str::to_owned),
    };
    let facts = [
        Event::TaskSucceeded { stamp: 5, output: Payload::from_text(r#"{"a":1.0,"b":"é"}"#) },
        Event::TaskFailed { stamp: 5, error: error(Some("Boom"), Some("it failed")) },
        Event::TaskFailed { stamp: u64::MAX, error: error(None, None) },
        Event::TaskSubmitted { stamp: 5, output: Payload::from_text(r#"{"JobRunId":"jr_1"}"#) },
        Event::StopRequested { error: Some("Enough".to_owned()), cause: None },
        Event::StopRequested { error: None, cause: None },
    ];
    for fact in facts {
        let bytes = encode(&fact).unwrap();
        assert_eq!(decode(&bytes), Some(fact));
    }
    assert_eq!(encode(&Event::TimerFired), None);
}

#[test]
fn anything_else_is_none() {
    for text in [
        "",
        "{}",
        r#"{"v":2,"stop":true}"#,
        r#"{"v":1}"#,
        r#"{"v":1,"ok":3}"#,
        r#"{"v":1,"ok":"3","out":"1"}"#,
    ] {
        assert_eq!(decode(text.as_bytes()), None, "{text}");
    }
    assert_eq!(decode(&[0xff, 0x00]), None);
}

#[test]
fn what_newer_code_has_left_is_told_from_rubbish() {
    let cases = [
        (r#"{"v":2,"wish":7}"#, true),
        (r#"{"v":1,"wish":7}"#, false),
        (r#"{"v":"2"}"#, false),
        ("{", false),
    ];
    for (text, expected) in cases {
        assert_eq!(is_newer(text.as_bytes()), expected, "{text}");
    }
}
