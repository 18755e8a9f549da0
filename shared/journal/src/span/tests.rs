//! Spans of queries whose bounds, cursor and direction pull at each other.

use super::{Span, of_index, of_table};
use crate::store::{Cursor, Key, Order, Range};

fn range(from: &str, to: &str, order: Order, after: Option<Cursor>) -> Range {
    let bound = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Range { partition: "p".into(), from: bound(from), to: bound(to), order, limit: 1, after }
}

#[test]
fn a_cursor_narrows_the_bounds_and_never_widens_them() {
    use Order::{Ascending, Descending};
    let cases = [
        ("", "", Ascending, None, "", None),
        ("b", "d", Ascending, None, "b", Some("d\0")),
        ("b", "d", Descending, None, "b", Some("d\0")),
        ("b", "d", Ascending, Some("c"), "c\0", Some("d\0")),
        ("b", "d", Ascending, Some("a"), "b", Some("d\0")),
        ("b", "d", Ascending, Some("d"), "d\0", Some("d\0")),
        ("b", "d", Descending, Some("c"), "b", Some("c")),
        ("b", "d", Descending, Some("e"), "b", Some("d\0")),
        ("b", "", Descending, Some("c"), "b", Some("c")),
        ("b", "", Descending, Some("b"), "b", Some("b")),
    ];
    for (from, to, order, after, span_from, span_until) in cases {
        let cursor = |index_sort| after.map(|sort| Cursor { key: Key::new("p", sort), index_sort });
        let range = range(from, to, order, cursor(None));
        let expected = Span { from: span_from.to_owned(), until: span_until.map(str::to_owned) };
        assert_eq!(of_table(&range), Ok(expected), "{range:?}");
    }
}

#[test]
fn spans_know_when_nothing_fits_into_them() {
    let span =
        |from: &str, until: Option<&str>| Span { from: from.to_owned(), until: until.map(str::to_owned) };
    for (span, empty) in [
        (span("", None), false),
        (span("b", Some("b\0")), false),
        (span("b", Some("b")), true),
        (span("d", Some("b\0")), true),
    ] {
        assert_eq!(span.is_empty(), empty, "{span:?}");
    }
}

#[test]
fn a_cursor_of_the_index_stands_between_ties() {
    let cursor = || Some(Cursor { key: Key::new("own", "2"), index_sort: Some("b".into()) });
    let place =
        |sort: &str, partition: &str, own: &str| (sort.to_owned(), partition.to_owned(), own.to_owned());
    let up = of_index(&range("a", "c", Order::Ascending, cursor()));
    assert_eq!(up, Ok(Span { from: place("b", "own", "2\0"), until: Some(place("c\0", "", "")) }));
    let down = of_index(&range("a", "c", Order::Descending, cursor()));
    assert_eq!(down, Ok(Span { from: place("a", "", ""), until: Some(place("b", "own", "2")) }));
}
