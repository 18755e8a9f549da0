//! Heads that are what their history says, and some that are not.

use stepwell_engine::frame::Doing;
use stepwell_engine::{Event, Status};

use crate::lab::{Case, check, stop};

const ROWS: &[Case] = &[
    (
        "a life",
        |lab| {
            let stamp = lab.begin();
            lab.succeed(100, stamp, "x");
            lab.step(40_000, &[Event::TimerFired]);
            lab.step(100, &[stop()]);
        },
        false,
    ),
    (
        "a status without an event",
        |lab| {
            lab.begin();
            lab.step_with(100, &[], |head, _| {
                head.execution.status = Status::TimedOut;
            });
        },
        true,
    ),
    (
        "an end with another cause",
        |lab| {
            lab.begin();
            lab.step_with(100, &[stop()], |head, _| {
                head.execution.status = Status::Aborted { error: Some("E".to_owned()), cause: None };
            });
        },
        true,
    ),
    (
        "an attempt that is gone without an event",
        |lab| {
            lab.begin();
            lab.step_with(100, &[], |head, _| {
                head.outbox.clear();
                for frame in head.execution.frames.values_mut() {
                    frame.doing = Doing::Enter;
                }
            });
        },
        true,
    ),
    (
        "an attempt that no event has opened",
        |lab| {
            lab.begin();
            lab.step_with(100, &[], |head, _| {
                for frame in head.execution.frames.values_mut() {
                    if let Doing::Task(attempt) = &mut frame.doing {
                        attempt.stamp -= 1;
                    }
                }
            });
        },
        true,
    ),
    (
        "a page that cannot be read",
        |lab| {
            lab.begin();
            let mut item = lab.item("pc");
            item.key.sort = "p00000001".to_owned();
            let now = lab.now;
            lab.watcher.wrote(now, "b1", &item);
        },
        true,
    ),
];

#[test]
fn heads_are_judged() {
    check("I3", ROWS);
}
