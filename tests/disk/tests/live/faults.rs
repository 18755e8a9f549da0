//! Every kind of fault, by chance, while executions of all kinds run.

use std::collections::BTreeMap;
use std::time::Duration;

use stepwell_disk::chaos::rage;
use stepwell_disk::{shim, tally};
use stepwell_kill::load::planned;
use stepwell_kill::settings::Settings;
use stepwell_kill::workflow::KINDS;

use crate::field::{Field, library};

/// How long executions may take to end after the last fault. The server is killed once more before: what a failing disk
/// kept hidden would otherwise be looked at only after two minutes.
const LAST_WAIT: Duration = Duration::from_secs(60);

#[test]
fn executions_outlive_faults_of_the_disk() {
    let settings = Settings::read("DISK", 80, 8).unwrap();
    println!("STEPWELL_DISK_SEED={}", settings.seed);
    let mut field = Field::new();
    let Some(library) = library(&field, "executions_outlive_faults_of_the_disk") else { return };
    let control = shim::put_under(&mut field.ground, &library, None).unwrap();
    let mut keeper = field.keeper();
    keeper.run().unwrap();
    let all = planned(&settings, &KINDS);
    let mut came = BTreeMap::new();
    let verdict = field.endure(&settings, &all, LAST_WAIT, || {
        came = rage(&mut keeper, &control, &settings).unwrap();
        keeper.kill().unwrap();
        keeper.run().unwrap();
    });
    tally::print(&came, &control, &keeper, &field.client).unwrap();
    field.close(&verdict, keeper);
}
