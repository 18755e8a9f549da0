//! Promises that stand, and some that do not.

use stepwell_journal::outbox::Order;
use stepwell_orchestrator::message::{WakeUp, What};

use crate::lab::{Case, Lab, check, owed, stop, succeeded};

fn go(lab: &Lab) -> String {
    WakeUp { key: lab.key.clone(), page: 0, sent_ms: lab.now, what: What::Go }.encode()
}

fn deliver(lab: &mut Lab, times: u64) {
    let (now, body) = (lab.now, go(lab));
    lab.watcher.sent(now, &body, 0);
    (0..times).for_each(|_| lab.watcher.received(now, &body));
    lab.watcher.acked(now, &body);
}

const ROWS: &[Case] = &[
    (
        "a promise before each page",
        |lab| {
            let stamp = lab.begin();
            lab.succeed(1, stamp, "x");
        },
        false,
    ),
    (
        "a page whose promise was swept",
        |lab| {
            let stamp = lab.begin();
            lab.call("b1", stamp);
            lab.now += 200_000;
            lab.promise(3_600_000 - 200_000);
            lab.swept(60_000);
            lab.commit(&[succeeded(stamp, "x")], |_, _| {});
        },
        true,
    ),
    (
        "a sweep without a follow-up",
        |lab| {
            lab.begin();
            lab.now += 100_000;
            lab.swept(120_000);
        },
        true,
    ),
    (
        "a sweep with one",
        |lab| {
            lab.begin();
            lab.now += 100_000;
            lab.promise(300_000);
            lab.swept(120_000);
        },
        false,
    ),
    (
        "a closed one needs none",
        |lab| {
            lab.begin();
            lab.step_with(1, &[stop()], |head, _| head.outbox[0].tries = 9);
            lab.step_with(1, &[], |head, _| head.outbox.retain(|owed| owed.order == Order::CloseCover));
            lab.close();
            lab.swept(600_000);
        },
        false,
    ),
    (
        "acknowledged while somebody holds the claim",
        |lab| {
            lab.begin();
            deliver(lab, 1);
        },
        true,
    ),
    (
        "the same message come twice",
        |lab| {
            lab.begin();
            deliver(lab, 2);
        },
        false,
    ),
    (
        "acknowledged when nothing is to be done now",
        |lab| {
            let stamp = lab.begin();
            lab.succeed(1, stamp, "x");
            deliver(lab, 1);
        },
        false,
    ),
    (
        "a word to a parent left behind",
        |lab| {
            lab.begin();
            lab.step(1, &[stop()]);
            lab.now += 5_000;
            deliver(lab, 1);
        },
        true,
    ),
    (
        "work for others without a message",
        |lab| {
            lab.begin();
            lab.step_with(1, &[], |head, _| {
                let stamp = head.outbox[0].stamp;
                head.outbox[0] = owed(stamp, Order::Call { claim: None });
            });
            lab.now += 5_000;
            deliver(lab, 1);
        },
        true,
    ),
];

#[test]
fn promises_are_judged() {
    check("I9", ROWS);
}
