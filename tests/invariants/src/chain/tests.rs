//! Chains of pages, whole and broken.

use crate::lab::{check, stop, succeeded};

#[test]
fn chains_are_judged() {
    check(
        "I4",
        &[
            (
                "a chain",
                |lab| {
                    let stamp = lab.begin();
                    lab.succeed(1, stamp, "x");
                    lab.step(1, &[stop()]);
                },
                false,
            ),
            (
                "a page written again",
                |lab| {
                    lab.begin();
                    lab.step(100, &[stop()]);
                    let (now, item) = (lab.now, lab.item("p00000001"));
                    lab.watcher.wrote(now, "b1", &item);
                },
                true,
            ),
            (
                "a page left out",
                |lab| {
                    lab.begin();
                    lab.step_with(1, &[], |head, _| head.page += 1);
                },
                true,
            ),
            (
                "a nonce used twice",
                |lab| {
                    let stamp = lab.begin();
                    lab.succeed(1, stamp, "x");
                    let mut item = lab.item("p00000001");
                    item.key.sort = "p00000002".to_owned();
                    let now = lab.now;
                    lab.watcher.wrote(now, "b1", &item);
                },
                true,
            ),
            (
                "a page decided on an older head",
                |lab| {
                    let stamp = lab.begin();
                    lab.call("b1", stamp);
                    let before = lab.head.clone();
                    lab.step(1, &[succeeded(stamp, "x")]);
                    lab.head = before;
                    lab.head.page += 1;
                    lab.step(1, &[stop()]);
                },
                true,
            ),
            (
                "a page deleted",
                |lab| {
                    let stamp = lab.begin();
                    lab.succeed(1, stamp, "x");
                    let (now, item) = (lab.now, lab.item("p00000001"));
                    lab.watcher.deleted(now, &item.key);
                },
                true,
            ),
        ],
    );
}
