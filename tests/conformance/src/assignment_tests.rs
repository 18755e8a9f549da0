//! Lists without order.

use super::*;
use crate::pattern::matches;
use crate::placeholder::Scope;

fn check(expected: &[&str], actual: &[&str], leftovers: Option<(&[usize], &[usize])>) {
    let scope = Scope::new("r", "a", 0);
    let got = assign(expected.len(), actual.len(), &Bindings::default(), |want, have, bindings| {
        matches(expected[want], actual[have], &scope, bindings)
    });
    let left = leftovers
        .map(|(expected, actual)| Leftovers { expected: expected.to_vec(), actual: actual.to_vec() });
    assert_eq!(got.err(), left, "{expected:?} ~ {actual:?}");
}

#[test]
fn every_entry_needs_a_partner_of_its_own() {
    check(&[], &[], None);
    check(&["a", "b"], &["b", "a"], None);
    check(&["a", "a"], &["a", "b"], Some((&[1], &[1])));
    check(&["a"], &["a", "b"], Some((&[], &[1])));
    check(&["a", "b"], &["b"], Some((&[0], &[])));
}

#[test]
fn a_mask_that_took_too_much_gives_back() {
    check(&["<<x>>", "a"], &["a", "b"], None);
    check(&["<<x:1>>", "<<x:1>>!"], &["a!", "a"], None);
}
