//! Tallies: each policy as a table, and their laws over random decisions.

use super::{Offered, Outcome, Tally};
use crate::decision::{Decision, Verdict};
use crate::fixture::{decision, request};
use crate::request::ApprovalRequest;
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};
use serde_json::{Value, json};

/// `votes`: place and `+` or `-` of each decision in order; `expected`: the outcome after each, as `?`, `+` or `-`.
fn check(policy: Value, votes: &str, expected: &str) {
    let request = request(json!({ "Policy": policy }));
    let mut tally = Tally::new(&request);
    let mut found = String::new();
    for vote in votes.split_whitespace() {
        tally.offer(decision(&request, vote[..1].parse().unwrap(), verdict(&vote[1..])));
        found.push(match tally.outcome() {
            Outcome::Pending => '?',
            Outcome::Approved => '+',
            Outcome::Rejected => '-',
        });
    }
    assert_eq!(found, expected, "{policy} {votes}");
}

fn verdict(sign: &str) -> Verdict {
    if sign == "+" { Verdict::Approved } else { Verdict::Rejected }
}

#[test]
fn policies() {
    check(json!("any"), "1+", "+");
    check(json!("any"), "1-", "-");
    check(json!("any"), "1- 0+ 2+", "---");
    check(json!("all"), "0+ 1+ 2+", "??+");
    check(json!("all"), "0+ 1- 2+", "?--");
    check(json!("all"), "0+ 0+ 0+", "???");
    check(json!({ "AtLeast": 1 }), "0- 1- 2+", "??+");
    check(json!({ "AtLeast": 1 }), "0- 1- 2-", "??-");
    check(json!({ "AtLeast": 2 }), "0+ 1- 2+", "??+");
    check(json!({ "AtLeast": 2 }), "0- 1-", "?-");
    check(json!({ "AtLeast": 2 }), "0- 0- 1+ 2+", "???+");
    check(json!({ "AtLeast": 3 }), "0+ 1-", "?-");
}

#[test]
fn the_requester_does_not_count() {
    let request = request(json!({ "Policy": "all", "Requester": "Bob@example.org" }));
    let mut tally = Tally::new(&request);
    assert_eq!(tally.offer(decision(&request, 1, Verdict::Approved)), Offered::OwnRequest);
    assert_eq!(tally.offer(decision(&request, 0, Verdict::Approved)), Offered::Recorded(Outcome::Pending));
    assert_eq!(tally.offer(decision(&request, 2, Verdict::Approved)), Offered::Recorded(Outcome::Approved));
}

#[test]
fn what_does_not_count_says_why() {
    let request = request(json!({ "Policy": "any" }));
    let mut tally = Tally::new(&request);
    let first = decision(&request, 0, Verdict::Approved);
    let stranger = Decision { index: 9, ..first.clone() };
    let swapped = Decision { index: 1, ..first.clone() };
    assert_eq!(tally.offer(stranger), Offered::NotAsked);
    assert_eq!(tally.offer(swapped), Offered::NotAsked);
    assert_eq!(tally.offer(first.clone()), Offered::Recorded(Outcome::Approved));
    assert_eq!(tally.offer(decision(&request, 0, Verdict::Rejected)), Offered::Repeated(first));
    assert_eq!(tally.offer(decision(&request, 1, Verdict::Rejected)), Offered::Closed(Verdict::Approved));
    assert_eq!(tally.decisions().len(), 1);
}

#[test]
fn the_output_of_the_task() {
    let request = request(json!({ "Policy": { "AtLeast": 2 } }));
    let mut tally = Tally::new(&request);
    let commented =
        Decision { comment: Some("Counts are off".to_owned()), ..decision(&request, 2, Verdict::Rejected) };
    tally.offer(commented);
    assert_eq!(tally.output(), None);
    tally.offer(decision(&request, 0, Verdict::Rejected));
    let expected = r#"{"Decision":"REJECTED","DecidedBy":[{"Approver":"cyd@example.org","Decision":"REJECTED","Comment":"Counts are off","DecidedAt":"2026-11-20T09:05:00.000Z"},{"Approver":"ada@example.org","Decision":"REJECTED","DecidedAt":"2026-11-20T09:05:00.000Z"}],"Policy":{"AtLeast":2}}"#;
    assert_eq!(tally.output().unwrap().to_string(), expected);
}

#[test]
fn decisions_go_through_the_journal() {
    let request = request(json!({}));
    let text = serde_json::to_string(&decision(&request, 0, Verdict::Approved)).unwrap();
    let expected =
        r#"{"approver":"ada@example.org","index":0,"verdict":"APPROVED","atMs":1795165500000,"via":"link"}"#;
    assert_eq!(text, expected);
    assert_eq!(serde_json::from_str::<Decision>(&text).unwrap(), decision(&request, 0, Verdict::Approved));
}

const PEOPLE: usize = 6;

fn people(policy: Value) -> ApprovalRequest {
    let to: Vec<String> = (0..PEOPLE).map(|i| format!("a{i}@example.org")).collect();
    request(json!({ "To": to, "Policy": policy }))
}

fn policies_of_any_size() -> impl Strategy<Value = Value> {
    (0..=PEOPLE + 1).prop_map(|n| match n {
        0 => json!("any"),
        n if n > PEOPLE => json!("all"),
        n => json!({ "AtLeast": n }),
    })
}

/// Everybody's verdict and the order in which they decide.
fn full_vote() -> impl Strategy<Value = Vec<(u32, bool)>> {
    let verdicts = proptest::collection::vec(any::<bool>(), PEOPLE);
    let order = proptest::sample::subsequence((0..PEOPLE as u32).collect::<Vec<_>>(), PEOPLE).prop_shuffle();
    (verdicts, order)
        .prop_map(|(verdicts, order)| order.into_iter().map(|i| (i, verdicts[i as usize])).collect())
}

fn offered<'a>(request: &'a ApprovalRequest, votes: &[(u32, bool)]) -> Tally<'a> {
    Tally::replay(
        request,
        votes.iter().map(|(index, yes)| decision(request, *index, verdict(if *yes { "+" } else { "-" }))),
    )
}

proptest! {
    #[test]
    fn order_does_not_matter_when_everybody_counts(votes in full_vote(), n in 1..=PEOPLE + 1) {
        let policy = if n > PEOPLE { json!("all") } else { json!({ "AtLeast": n }) };
        let request = people(policy);
        let mut sorted = votes.clone();
        sorted.sort_unstable();
        prop_assert_eq!(offered(&request, &votes).outcome(), offered(&request, &sorted).outcome());
        let yes = votes.iter().filter(|(_, yes)| *yes).count();
        let expected = if yes >= n.min(PEOPLE) { Outcome::Approved } else { Outcome::Rejected };
        prop_assert_eq!(offered(&request, &votes).outcome(), expected);
    }

    #[test]
    fn an_outcome_never_changes_and_always_comes(votes in full_vote(), policy in policies_of_any_size()) {
        let request = people(policy);
        let mut decided = Outcome::Pending;
        for count in 0..=votes.len() {
            let now = offered(&request, &votes[..count]).outcome();
            prop_assert!(decided == Outcome::Pending || decided == now);
            decided = now;
        }
        prop_assert!(decided != Outcome::Pending);
    }

    #[test]
    fn one_more_yes_never_rejects(votes in full_vote(), policy in policies_of_any_size(), at in 0..PEOPLE) {
        let request = people(policy);
        let mut kinder = votes.clone();
        kinder[at].1 = true;
        if offered(&request, &votes).outcome() == Outcome::Approved {
            prop_assert_eq!(offered(&request, &kinder).outcome(), Outcome::Approved);
        }
    }

    #[test]
    fn repeating_and_replaying_change_nothing(votes in full_vote(), policy in policies_of_any_size()) {
        let request = people(policy);
        let once = offered(&request, &votes);
        let twice: Vec<(u32, bool)> = votes.iter().flat_map(|vote| [*vote, (vote.0, !vote.1)]).collect();
        prop_assert_eq!(&offered(&request, &twice), &once);
        prop_assert_eq!(&Tally::replay(&request, once.decisions().to_vec()), &once);
    }
}
