//! Outboxes that owe what they should, and some that do not.

use stepwell_engine::Event;
use stepwell_engine::error::StateError;
use stepwell_journal::outbox::{Claim, Order};
use stepwell_orchestrator::message::{WakeUp, What};

use crate::lab::{Case, Lab, check, owed, stop};

fn claim(session: &str, deadline_ms: u64) -> Order {
    Order::Call { claim: Some(Claim { session: session.to_owned(), deadline_ms }) }
}

fn tell_parent(lab: &mut Lab) {
    let key = stepwell_journal::ExecutionKey::new("outer", "o");
    let body = WakeUp { key, page: 0, sent_ms: lab.now, what: What::Look { stamp: 5 } }.encode();
    let now = lab.now;
    lab.watcher.sent(now, &body, 0);
}

fn strike(lab: &mut Lab) {
    lab.step_with(1, &[], |head, _| head.outbox.retain(|owed| owed.order == Order::CloseCover));
}

const ROWS: &[Case] = &[
    (
        "a life",
        |lab| {
            let stamp = lab.begin();
            lab.succeed(1, stamp, "x");
            lab.step(1, &[stop()]);
            tell_parent(lab);
            strike(lab);
            lab.close();
        },
        false,
    ),
    (
        "a call that is not owed",
        |lab| {
            lab.begin_with(|head, _| head.outbox.clear());
        },
        true,
    ),
    (
        "a call owed twice",
        |lab| {
            lab.begin_with(|head, _| head.outbox.push(head.outbox[0].clone()));
        },
        true,
    ),
    (
        "a call owed to nobody",
        |lab| {
            lab.begin_with(|head, _| head.outbox.push(owed(99, Order::Call { claim: None })));
        },
        true,
    ),
    (
        "a long claim",
        |lab| {
            lab.begin_with(|head, _| {
                head.outbox[0].order = claim("b1.1", head.execution.last_ms + 90_000);
            });
        },
        true,
    ),
    (
        "a claim for another process",
        |lab| {
            lab.begin_with(|head, _| head.outbox[0].order = claim("b2.1", head.execution.last_ms));
        },
        true,
    ),
    (
        "a claim taken from the living",
        |lab| {
            lab.begin_with(|head, _| head.outbox[0].order = claim("b7.1", head.execution.last_ms + 30_000));
            lab.step_with(9, &[], |head, _| head.outbox[0].order = claim("b1.1", head.execution.last_ms));
        },
        true,
    ),
    (
        "an attempt given up too early",
        |lab| {
            let stamp = lab.begin();
            lab.call("b1", stamp);
            lab.now += 10;
            let error = StateError::new("Lambda.SdkClientException", super::LOST);
            lab.process = "b2";
            lab.step(1, &[Event::TaskFailed { stamp, error }]);
        },
        true,
    ),
    (
        "a parent that was never told",
        |lab| {
            lab.begin();
            lab.step(1, &[stop()]);
            strike(lab);
        },
        true,
    ),
    (
        "an end that does not owe its cover",
        |lab| {
            lab.begin();
            lab.step_with(1, &[stop()], |head, _| head.outbox.truncate(1));
        },
        true,
    ),
    (
        "a cover closed too early",
        |lab| {
            lab.begin();
            lab.step(1, &[stop()]);
            lab.close();
        },
        true,
    ),
];

#[test]
fn outboxes_are_judged() {
    check("I16", ROWS);
}
