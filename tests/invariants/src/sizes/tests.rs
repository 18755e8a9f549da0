//! Sizes within and beyond their limits.

use stepwell_journal::store::{Item, Key};

use crate::lab::{Lab, check};

fn message(lab: &mut Lab, name_bytes: usize) {
    let key = stepwell_journal::ExecutionKey::new("m", "e".repeat(name_bytes));
    let what = stepwell_orchestrator::message::What::Go;
    let body = stepwell_orchestrator::message::WakeUp { key, page: 0, sent_ms: 1, what }.encode();
    let now = lab.now;
    lab.watcher.sent(now, &body, 0);
}

fn item(lab: &mut Lab, bytes: usize) {
    let now = lab.now;
    lab.watcher.wrote(now, "b1", &Item::new(Key::new("x", "y"), vec![0; bytes]));
}

#[test]
fn sizes_are_judged() {
    check(
        "I12",
        &[
            (
                "small ones",
                |lab| {
                    lab.begin();
                    message(lab, 80);
                    item(lab, 1_000);
                },
                false,
            ),
            ("a large message", |lab| message(lab, 1_000), true),
            (
                "a message that nobody can read",
                |lab| {
                    let now = lab.now;
                    lab.watcher.sent(now, "?", 0);
                },
                true,
            ),
            (
                "a long delay",
                |lab| {
                    let now = lab.now;
                    lab.watcher.sent(now, "?", 901);
                },
                true,
            ),
            ("a large item", |lab| item(lab, 410 * 1_024), true),
            (
                "a large cover",
                |lab| {
                    lab.begin();
                    let key = lab.key.clone();
                    let item = Item::new(Key::new(key.partition(), "pc"), vec![0; 2_000]);
                    super::cover(&key, &item, stepwell_journal::Closed::Running, &mut lab.watcher.out);
                },
                true,
            ),
            (
                "a large page",
                |lab| {
                    let key = lab.key.clone();
                    super::page(&key, 1, 301 * 1_024, &mut lab.watcher.out);
                },
                true,
            ),
        ],
    );
}
