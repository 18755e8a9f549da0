//! Timers that come when they are due, and some that come early.

use stepwell_engine::Event;
use stepwell_engine::frame::Doing;
use stepwell_journal::store::{Item, Key, Store};

use crate::lab::{Case, Lab, check};
use crate::page::ready;

/// Lets the open timer of the head be due at once, as a weak process would see it.
fn early(lab: &mut Lab, ms: u64) {
    for frame in lab.head.execution.frames.values_mut() {
        match &mut frame.doing {
            Doing::Wait { until_ms } | Doing::Backoff { until_ms, .. } => *until_ms = 0,
            Doing::Task(attempt) => attempt.timeout_at_ms = attempt.timeout_at_ms.map(|_| 0),
            Doing::Enter | Doing::Resume(_) | Doing::Join(_) => {}
        }
    }
    lab.step(ms, &[Event::TimerFired]);
}

fn waiting(lab: &mut Lab) {
    let stamp = lab.begin();
    lab.succeed(100, stamp, "x");
}

fn beating(lab: &mut Lab) -> u64 {
    waiting(lab);
    lab.step(40_000, &[Event::TimerFired]);
    lab.stamp()
}

fn beat(lab: &mut Lab, stamp: u64) {
    let journal = stepwell_journal::Journal::new(
        lab.store.clone(),
        std::sync::Arc::new(stepwell_journal::memory::MemoryPayloads::new()),
        1_000,
    );
    ready(journal.beat(&lab.key, stamp, lab.now)).unwrap().unwrap();
    let key = Key::new(lab.key.partition(), format!("b#{stamp:020}"));
    let item: Item = ready(lab.store.get(&key)).unwrap().unwrap().unwrap();
    let now = lab.now;
    lab.watcher.wrote(now, "b1", &item);
}

fn fail(lab: &mut Lab) {
    let stamp = lab.begin();
    lab.call("b1", stamp);
    let error = stepwell_engine::error::StateError::new("Boom", "it failed");
    lab.step(100, &[Event::TaskFailed { stamp, error }]);
}

const ROWS: &[Case] = &[
    (
        "a wait",
        |lab| {
            waiting(lab);
            lab.step(40_000, &[Event::TimerFired]);
        },
        false,
    ),
    (
        "a wait cut short",
        |lab| {
            waiting(lab);
            early(lab, 30_000);
        },
        true,
    ),
    (
        "a retry",
        |lab| {
            fail(lab);
            lab.step(10_000, &[Event::TimerFired]);
        },
        false,
    ),
    (
        "a retry too early",
        |lab| {
            fail(lab);
            early(lab, 5_000);
        },
        true,
    ),
    (
        "a time-out",
        |lab| {
            lab.begin();
            lab.step(60_000, &[Event::TimerFired]);
        },
        false,
    ),
    (
        "a time-out too early",
        |lab| {
            lab.begin();
            early(lab, 50_000);
        },
        true,
    ),
    (
        "a heartbeat missed",
        |lab| {
            beating(lab);
            lab.step(30_000, &[Event::TimerFired]);
        },
        false,
    ),
    (
        "a heartbeat that came",
        |lab| {
            let stamp = beating(lab);
            lab.now += 20_000;
            beat(lab, stamp);
            lab.step(10_000, &[Event::TimerFired]);
        },
        true,
    ),
    (
        "the execution's time too early",
        |lab| {
            lab.begin();
            lab.head.execution.timeout_at_ms = Some(1);
            lab.step(50_000, &[Event::TimerFired]);
        },
        true,
    ),
];

#[test]
fn timers_are_judged() {
    check("I8", ROWS);
}
