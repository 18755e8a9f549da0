//! Which texts have the form of a call.

use super::Call;

#[test]
fn calls_are_recognised_by_form() {
    let cases = [
        ("States.UUID()", Some("States.UUID")),
        ("States.Format('a {}', $.b)", Some("States.Format")),
        (" States.Array(1, States.Array(2)) ", Some("States.Array")),
        ("States.Format('it\\'s (', $.b)", Some("States.Format")),
        ("States.ArrayLength($.a[?(@.x == 1)])", Some("States.ArrayLength")),
        ("Other.Thing(1)", Some("Other.Thing")),
        ("States.Format('\\\"')", None),
        ("States.Format('open)", None),
        ("States.Format (1)", None),
        ("States.Array(1))", None),
        ("States.Array(1", None),
        ("States.UUID() x", None),
        ("hello", None),
        ("(1)", None),
        ("", None),
    ];
    for (text, expected) in cases {
        assert_eq!(Call::recognise(text).as_ref().map(Call::name), expected, "{text}");
    }
}

#[test]
fn known_names_are_the_services() {
    let known = |text: &str| Call::recognise(text).is_some_and(|call| call.is_known());
    assert!(known("States.StringSplit('a', 'b')"));
    assert!(!known("States.Shuffle($.a)"));
}
