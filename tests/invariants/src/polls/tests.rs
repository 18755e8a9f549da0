//! Chains of polls that end, and some that do not. And an attempt that is lost without a reason.

use stepwell_engine::Event;
use stepwell_engine::error::StateError;
use stepwell_journal::outbox::Order;
use stepwell_orchestrator::message::{WakeUp, What};

use crate::lab::{Lab, check, owed};

fn poll(lab: &Lab, stamp: u64, turn: u64) -> String {
    let what = What::Poll { stamp, chain: 1, since_ms: lab.now, turn };
    WakeUp { key: lab.key.clone(), page: 1, sent_ms: lab.now, what }.encode()
}

/// The second half of the lab's program is a callback; watching it is not what the orchestrator does, but enough here.
fn watched(lab: &mut Lab, chain: u64) -> u64 {
    let first = lab.begin();
    lab.succeed(100, first, "x");
    lab.step(40_000, &[Event::TimerFired]);
    let stamp = lab.stamp();
    lab.step_with(1, &[], |head, _| {
        head.outbox.push(owed(stamp, Order::Watch { chain, safety_ms: head.execution.last_ms + 900_000 }));
    });
    stamp
}

fn turn(lab: &mut Lab, stamp: u64) {
    let (now, first, second) = (lab.now, poll(lab, stamp, 1), poll(lab, stamp, 2));
    lab.watcher.sent(now, &first, 5);
    lab.watcher.received(now, &first);
    lab.watcher.sent(now, &second, 5);
}

fn lose(lab: &mut Lab, fault_ms: Option<u64>) {
    let stamp = lab.begin();
    lab.call("b1", stamp);
    fault_ms.into_iter().for_each(|at| lab.watcher.faulted(at));
    let error = StateError::new("Lambda.SdkClientException", crate::outbox::LOST);
    lab.step(35_000, &[Event::TaskFailed { stamp, error }]);
}

#[test]
fn chains_are_judged() {
    check(
        "I6",
        &[
            (
                "the chain of the head",
                |lab| {
                    let stamp = watched(lab, 1);
                    turn(lab, stamp);
                },
                false,
            ),
            (
                "a chain that no page has begun yet",
                |lab| {
                    let first = lab.begin();
                    lab.succeed(100, first, "x");
                    lab.step(40_000, &[Event::TimerFired]);
                    let stamp = lab.stamp();
                    turn(lab, stamp);
                },
                false,
            ),
            (
                "a chain that is over",
                |lab| {
                    let stamp = watched(lab, 2);
                    turn(lab, stamp);
                },
                true,
            ),
        ],
    );
}

#[test]
fn lost_attempts_are_judged() {
    check(
        "I7",
        &[
            (
                "lost after a fault",
                |lab| {
                    let now = lab.now;
                    lose(lab, Some(now));
                },
                false,
            ),
            ("lost for nothing", |lab| lose(lab, None), true),
        ],
    );
}
