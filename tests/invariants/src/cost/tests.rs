//! Costs within and beyond their formula.

use super::{Lived, allowance};
use crate::lab::check;

#[test]
fn costs_are_judged() {
    check(
        "I13",
        &[
            (
                "a life",
                |lab| {
                    let stamp = lab.begin();
                    lab.succeed(1, stamp, "x");
                },
                false,
            ),
            (
                "pages for nothing",
                |lab| {
                    lab.begin();
                    (0..40).for_each(|_| lab.step(1, &[]));
                },
                true,
            ),
            (
                "the same among faults",
                |lab| {
                    lab.begin();
                    (0..40).for_each(|_| lab.step(1, &[]));
                    (0..10).for_each(|_| lab.watcher.faulted(1));
                },
                false,
            ),
            (
                "messages without end",
                |lab| {
                    lab.begin();
                    let what = stepwell_orchestrator::message::What::Go;
                    let key = lab.key.clone();
                    let body =
                        stepwell_orchestrator::message::WakeUp { key, page: 0, sent_ms: 1, what }.encode();
                    let now = lab.now;
                    (0..200).for_each(|_| lab.watcher.sent(now, &body, 0));
                },
                true,
            ),
            (
                "reads without end",
                |lab| {
                    lab.begin();
                    let key = lab.key.clone();
                    (0..2_000).for_each(|_| lab.watcher.read(&key));
                },
                true,
            ),
        ],
    );
}

#[test]
fn the_formula_is_linear() {
    let [one, ten] = [100, 1_000].map(|events| allowance(Lived { events, words: 2, ..Lived::default() }));
    assert!(ten.pages <= 10 * one.pages && ten.messages <= 10 * one.messages && ten.reads <= 10 * one.reads);
}

#[test]
fn only_what_is_watched_costs_pages_by_the_hour() {
    let day = |jobs| allowance(Lived { jobs, life_ms: 86_400_000, ..Lived::default() }).pages;
    assert_eq!([day(0), day(1), day(3)], [2, 26, 74]);
}
