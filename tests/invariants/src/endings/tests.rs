//! Worlds that have healed, and some that only say so.

use stepwell_engine::Status;

use crate::lab::{Lab, check, stop};

fn healed(lab: &mut Lab, ms: u64) {
    lab.now += ms;
    lab.promise(600_000);
    let found = lab.watcher.finish(lab.now, true);
    lab.watcher.out.found = found;
}

#[test]
fn healed_worlds_are_judged() {
    check(
        "liveness",
        &[
            (
                "a claim that is held",
                |lab| {
                    lab.begin();
                    healed(lab, 20_000);
                },
                false,
            ),
            (
                "a claim long over",
                |lab| {
                    lab.begin();
                    healed(lab, 600_000);
                },
                true,
            ),
            (
                "ended, and the cover left open",
                |lab| {
                    lab.begin();
                    lab.step(1, &[stop()]);
                    healed(lab, 600_000);
                },
                true,
            ),
        ],
    );
}

#[test]
fn ends_are_collected() {
    check(
        "none",
        &[(
            "a stop",
            |lab| {
                let stamp = lab.begin();
                lab.step(1, &[stop()]);
                let endings = lab.watcher.endings();
                assert_eq!(endings.len(), 1);
                assert_eq!(endings[0].status, Status::Aborted { error: None, cause: None });
                assert_eq!(
                    (endings[0].history.len(), endings[0].faulted.clone()),
                    (stamp as usize + 2, vec![stamp])
                );
            },
            false,
        )],
    );
}
