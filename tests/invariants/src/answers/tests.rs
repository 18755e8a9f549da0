//! What clients were told, true and not.

use stepwell_journal::{Closed, ExecutionKey};

use crate::lab::{check, stop};

#[test]
fn answers_are_judged() {
    check(
        "clients",
        &[
            (
                "started, then stopped",
                |lab| {
                    lab.begin();
                    let (now, key) = (lab.now, lab.key.clone());
                    lab.watcher.observed(now, "c", &key, Closed::Running);
                    lab.step(1, &[stop()]);
                    lab.watcher.observed(now + 1, "c", &key, Closed::Aborted);
                    lab.watcher.observed(now + 1, "late", &key, Closed::Running);
                },
                false,
            ),
            (
                "a start that is not there",
                |lab| {
                    let now = lab.now;
                    lab.watcher.observed(now, "c", &ExecutionKey::new("m", "nobody"), Closed::Running);
                },
                true,
            ),
            (
                "an end that is not there",
                |lab| {
                    lab.begin();
                    let (now, key) = (lab.now, lab.key.clone());
                    lab.watcher.observed(now, "c", &key, Closed::Succeeded);
                },
                true,
            ),
            (
                "two ends",
                |lab| {
                    lab.begin();
                    lab.step(1, &[stop()]);
                    let (now, key) = (lab.now, lab.key.clone());
                    lab.watcher.observed(now, "c", &key, Closed::Aborted);
                    lab.watcher.observed(now, "d", &key, Closed::Failed);
                },
                true,
            ),
            (
                "a report on an attempt that is not there",
                |lab| {
                    lab.begin();
                    let (now, name) = (lab.now, lab.attempt(99));
                    lab.watcher.accepted(now, &name);
                },
                true,
            ),
            (
                "a report that was accepted and lost",
                |lab| {
                    let stamp = lab.begin();
                    let (now, name) = (lab.now, lab.attempt(stamp));
                    lab.watcher.reported(&name);
                    lab.watcher.accepted(now, &name);
                    let found = lab.watcher.finish(now, true);
                    lab.watcher.out.found = found;
                },
                true,
            ),
        ],
    );
}
