//! The power fails, often after a sync has failed: what was answered must be on the disk, not only in the system's cache.

use std::time::Duration;

use stepwell_disk::power::Machine;
use stepwell_disk::shim;
use stepwell_kill::chance::Chance;
use stepwell_kill::load::planned;
use stepwell_kill::settings::Settings;
use stepwell_kill::workflow::{KINDS, Kind};

use crate::field::{Field, library};

/// How long executions may take to end after the last failure.
const LAST_WAIT: Duration = Duration::from_secs(60);

#[test]
fn answers_outlive_power_failures() {
    let settings = Settings::read("DISK", 42, 7).unwrap();
    let mut field = Field::new();
    let Some(library) = library(&field, "answers_outlive_power_failures") else { return };
    let tape = field.ground.path.join("tape");
    let control = shim::put_under(&mut field.ground, &library, Some(&tape)).unwrap();
    let mut keeper = field.keeper();
    keeper.run().unwrap();
    keeper.kill().unwrap();
    // Jobs outlive their server and have folders of their own, which are not on the tape.
    let kinds: Vec<Kind> = KINDS.into_iter().filter(|kind| *kind != Kind::Job).collect();
    let all = planned(&settings, &kinds);
    let mut chance = Chance::new(settings.seed ^ 3);
    let begun = std::time::Instant::now();
    let mut failures = 0;
    let verdict = field.endure(&settings, &all, LAST_WAIT, || {
        while begun.elapsed().as_secs() < settings.seconds {
            let machine = Machine::new(&shim::database(&field.ground), &tape).unwrap();
            keeper.run().unwrap();
            for _ in 0..chance.between(0, 2) {
                keeper.keep_for(Duration::from_millis(chance.between(200, 900))).unwrap();
                control.fail_syncs(1).unwrap();
                // Longer than a server needs to end for it, or not.
                keeper.keep_for(Duration::from_millis(chance.between(100, 3_000))).unwrap();
            }
            keeper.keep_for(Duration::from_millis(chance.between(200, 900))).unwrap();
            keeper.kill().unwrap();
            control.fail_syncs(0).unwrap();
            machine.fail(&mut chance).unwrap();
            failures += 1;
        }
        keeper.run().unwrap();
    });
    println!("{failures} power failures, {} servers ended by themselves", keeper.ended);
    field.close(&verdict, keeper);
}
