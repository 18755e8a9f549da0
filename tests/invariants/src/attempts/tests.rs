//! Attempts that end once, and some that do not.

use serde_json::json;
use stepwell_engine::{Event, HistoryEvent};

use crate::lab::{Lab, check, succeeded};

/// Comes to the callback of the lab's program, and succeeds it after a report on an attempt.
fn report(lab: &mut Lab, which: fn(u64, u64) -> u64) {
    let first = lab.begin();
    lab.succeed(100, first, "x");
    lab.step(40_000, &[Event::TimerFired]);
    let stamp = lab.stamp();
    let name = lab.attempt(which(first, stamp));
    lab.watcher.reported(&name);
    lab.step(100, &[succeeded(stamp, "late")]);
}

#[test]
fn reports_are_judged() {
    check(
        "I7",
        &[
            ("a report with its token", |lab| report(lab, |_, stamp| stamp), false),
            ("a report with the token of another", |lab| report(lab, |first, _| first), true),
        ],
    );
}

#[test]
fn attempts_are_judged() {
    check(
        "I7",
        &[
            (
                "called once, ended once",
                |lab| {
                    let stamp = lab.begin();
                    lab.succeed(100, stamp, "x");
                },
                false,
            ),
            (
                "a start that was refused, and another",
                |lab| {
                    let stamp = lab.begin();
                    let input =
                        lab.head.execution.attempt(stamp).unwrap().2.parameters.value().unwrap().clone();
                    let (now, request) = (lab.now, crate::lab::request("invoke", stamp, input));
                    lab.watcher.called(now, "b1", &request, false);
                    lab.watcher.called(now, "b1", &request, true);
                },
                false,
            ),
            (
                "called twice",
                |lab| {
                    let stamp = lab.begin();
                    lab.call("b1", stamp);
                    lab.call("b1", stamp);
                },
                true,
            ),
            (
                "ended twice",
                |lab| {
                    let stamp = lab.begin();
                    lab.call("b1", stamp);
                    lab.step_with(100, &[succeeded(stamp, "x")], |head, events| {
                        let id = head.execution.last_event + 1;
                        head.execution.last_event = id;
                        let again: HistoryEvent = HistoryEvent { id, ..events[0].clone() };
                        events.push(again);
                    });
                },
                true,
            ),
            (
                "ended without a call",
                |lab| {
                    let stamp = lab.begin();
                    lab.step(1, &[succeeded(stamp, "x")]);
                },
                true,
            ),
            (
                "ended with another's result",
                |lab| {
                    let stamp = lab.begin();
                    let name = lab.call("b1", stamp).unwrap();
                    lab.watcher.answered(&name, &json!({ "Payload": "mine" }));
                    lab.step(100, &[succeeded(stamp, "yours")]);
                },
                true,
            ),
        ],
    );
}
