//! Ends, and what comes after an end.

use stepwell_engine::HistoryEvent;
use stepwell_engine::history::Detail;

use crate::lab::{check, stop};

fn one_more(head: &mut stepwell_journal::head::Head, events: &mut Vec<HistoryEvent>) {
    let id = head.execution.last_event + 1;
    head.execution.last_event = id;
    let detail = Detail::ExecutionAborted(Default::default());
    events.push(HistoryEvent { id, previous: 0, at_ms: head.execution.last_ms, detail });
}

#[test]
fn ends_are_judged() {
    check(
        "I2",
        &[
            (
                "one end",
                |lab| {
                    lab.begin();
                    lab.step(100, &[stop()]);
                },
                false,
            ),
            (
                "two ends on one page",
                |lab| {
                    lab.begin();
                    lab.step_with(100, &[stop()], one_more);
                },
                true,
            ),
            (
                "an end on a later page",
                |lab| {
                    lab.begin();
                    lab.step(100, &[stop()]);
                    lab.step_with(100, &[], one_more);
                },
                true,
            ),
        ],
    );
}
