//! Letters that are heard, and some that are not.

use stepwell_engine::Event;
use stepwell_journal::store::{Item, Key};

use crate::lab::{Lab, check, succeeded};

fn leave(lab: &mut Lab, fact: &Event) -> Key {
    let body = stepwell_orchestrator::inbox::encode(fact).unwrap();
    let key = Key::new(lab.key.partition(), "i#1");
    let now = lab.now;
    lab.watcher.wrote(now, "b1", &Item::new(key.clone(), body));
    key
}

#[test]
fn letters_are_judged() {
    let left_then_timed_out: fn(&mut Lab) = |lab| {
        let stamp = lab.begin();
        leave(lab, &succeeded(stamp, "x"));
        lab.step(60_000, &[Event::TimerFired]);
    };
    let late: fn(&mut Lab) = |lab| {
        let stamp = lab.begin();
        lab.now += 59_000;
        leave(lab, &succeeded(stamp, "x"));
        lab.step(1_000, &[Event::TimerFired]);
    };
    check(
        "I8",
        &[("a letter that comes with the time-out", late, false), ("in time", left_then_timed_out, true)],
    );
    let heard: fn(&mut Lab) = |lab| {
        let stamp = lab.begin();
        let key = leave(lab, &succeeded(stamp, "x"));
        lab.succeed(10, stamp, "x");
        let now = lab.now;
        lab.watcher.deleted(now, &key);
    };
    let unheard: fn(&mut Lab) = |lab| {
        let stamp = lab.begin();
        let key = leave(lab, &succeeded(stamp, "x"));
        let now = lab.now;
        lab.watcher.deleted(now, &key);
    };
    check("I6", &[("taken in", heard, false), ("thrown away", unheard, true)]);
}
