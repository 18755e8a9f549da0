//! Decisions of people, and some of nobody.

use stepwell_journal::store::{Item, Key};

use super::Approver;
use crate::lab::{Lab, check};

fn approver(lab: &Lab) -> Approver {
    Approver { attempt: lab.attempt(5), place: 1 }
}

fn note(lab: &mut Lab, verdict: &str) -> Key {
    // The first decision of all, made by the second approver.
    let key = Key::new(lab.key.partition(), "n#approval#00000000000000000005#000000");
    let (now, body) = (lab.now, format!("{{\"index\":1,\"verdict\":\"{verdict}\"}}"));
    lab.watcher.wrote(now, "b1", &Item::new(key.clone(), body.into()));
    key
}

fn posted(lab: &mut Lab) -> Key {
    lab.watcher.posted(approver(lab));
    note(lab, "APPROVED")
}

#[test]
fn decisions_are_judged() {
    check(
        "I14",
        &[
            (
                "posted, written, told",
                |lab| {
                    posted(lab);
                    let (now, who) = (lab.now, approver(lab));
                    lab.watcher.decided(now, &who, "APPROVED");
                },
                false,
            ),
            (
                "nobody posted it",
                |lab| {
                    note(lab, "APPROVED");
                },
                true,
            ),
            (
                "decided twice",
                |lab| {
                    posted(lab);
                    note(lab, "REJECTED");
                },
                true,
            ),
            (
                "a decision deleted",
                |lab| {
                    let key = posted(lab);
                    let now = lab.now;
                    lab.watcher.deleted(now, &key);
                },
                true,
            ),
            (
                "told otherwise",
                |lab| {
                    posted(lab);
                    let (now, who) = (lab.now, approver(lab));
                    lab.watcher.decided(now, &who, "REJECTED");
                },
                true,
            ),
            (
                "told before it was written",
                |lab| {
                    let (now, who) = (lab.now, approver(lab));
                    lab.watcher.decided(now, &who, "APPROVED");
                },
                true,
            ),
        ],
    );
}
