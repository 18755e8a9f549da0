//! Messages there and back, and texts that are none.

use super::*;

#[test]
fn what_is_written_is_read() {
    let poll = What::Poll { stamp: 5, chain: 2, since_ms: 9, turn: 3 };
    for what in [What::Go, What::Inbox, What::Due(77), poll, What::Look { stamp: 5 }] {
        let wake_up = WakeUp { key: ExecutionKey::new("orders", "one"), page: 3, sent_ms: 11, what };
        assert_eq!(WakeUp::decode(&wake_up.encode()), Some(wake_up));
    }
}

#[test]
fn anything_else_is_none() {
    let cases = [
        "",
        "{}",
        "[]",
        "null",
        "\u{0}",
        r#"{"v":2,"m":"a","e":"b","p":0,"t":0,"w":{"go":true}}"#,
        r#"{"v":"1","m":"a","e":"b","p":0,"t":0,"w":{"go":true}}"#,
        r#"{"v":1,"m":"a","e":"b","p":0,"t":0,"w":{"dance":true}}"#,
        r#"{"v":1,"m":"a","e":"b","p":0,"t":0}"#,
        r#"{"v":1,"m":"a","e":"b","p":-1,"t":0,"w":{"go":true}}"#,
        r#"{"v":1,"m":1,"e":"b","p":0,"t":0,"w":{"go":true}}"#,
        r#"{"v":1,"m":"a","e":"b","p":0,"t":0,"w":{"poll":[1,2,3]}}"#,
        r#"{"v":1,"m":"a","e":"b","p":0,"t":0,"w":{"poll":{"0":1}}}"#,
        r#"{"v":1,"m":"a","e":"b","p":0,"t":0,"w":{"due":"soon"}}"#,
        r#"{"v":1,"m":"a","e":"b","p":0,"t":0,"w":{"look":-3}}"#,
        r#"{"v":1,"m":"a","e":"b","p":0,"t":1e99,"w":{"go":true}}"#,
    ];
    for text in cases {
        assert_eq!(WakeUp::decode(text), None, "{text}");
        let read = if text.starts_with(r#"{"v":2"#) { Read::Newer } else { Read::Foreign };
        assert_eq!(WakeUp::read(text), read, "{text}");
    }
}
