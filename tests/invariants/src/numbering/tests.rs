//! Ids and times that follow on, and some that do not.

use crate::lab::{check, stop, succeeded};

#[test]
fn numbering_is_judged() {
    check(
        "I1",
        &[
            (
                "pages that follow on",
                |lab| {
                    let stamp = lab.begin();
                    lab.succeed(100, stamp, "x");
                },
                false,
            ),
            (
                "ids that jump",
                |lab| {
                    let stamp = lab.begin();
                    lab.call("b1", stamp);
                    lab.step_with(100, &[succeeded(stamp, "x")], |head, events| {
                        head.execution.last_event += 3;
                        events.iter_mut().for_each(|event| event.id += 3);
                    });
                },
                true,
            ),
            (
                "time that goes back",
                |lab| {
                    let stamp = lab.begin();
                    lab.call("b1", stamp);
                    lab.step_with(100, &[succeeded(stamp, "x")], |_, events| events[0].at_ms -= 500);
                },
                true,
            ),
            (
                "an event that points forward",
                |lab| {
                    lab.begin();
                    lab.step_with(100, &[stop()], |_, events| events[0].previous = 99);
                },
                true,
            ),
        ],
    );
}
