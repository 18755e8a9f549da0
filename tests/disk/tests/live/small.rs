//! A disk that is really full, and a server that is not started again: it must go on by itself when there is room.

use std::time::Duration;

use stepwell_disk::room::SmallDisk;
use stepwell_kill::load::planned;
use stepwell_kill::settings::Settings;
use stepwell_kill::workflow::KINDS;

use crate::field::Field;

/// Bytes of the disk: room for the executions of the test.
const BYTES: u64 = 24 * 1024 * 1024;

/// How long executions may take to end when there is room again.
const LAST_WAIT: Duration = Duration::from_secs(30);

#[test]
fn a_full_disk_stops_nothing_for_good() {
    let settings = Settings { executions: 64, seconds: 8, seed: 7 };
    let mut field = Field::new();
    let folder = field.ground.path.join("small");
    let disk = match SmallDisk::mount(&folder, BYTES).unwrap() {
        Ok(disk) => disk,
        Err(why) => {
            println!("SKIPPED a_full_disk_stops_nothing_for_good: {why}");
            return field.ground.remove().unwrap();
        }
    };
    field.ground.data = folder.join("data");
    let mut keeper = field.keeper();
    keeper.run().unwrap();
    let all = planned(&settings, &KINDS);
    let verdict = field.endure(&settings, &all, LAST_WAIT, || {
        for _ in 0..2 {
            keeper.keep_for(Duration::from_millis(1_000)).unwrap();
            disk.fill().unwrap();
            keeper.keep_for(Duration::from_millis(2_000)).unwrap();
            disk.empty().unwrap();
        }
        keeper.keep_for(Duration::from_millis(3_000)).unwrap();
    });
    assert_eq!((keeper.ended, keeper.failed_starts), (0, 0), "the server ended");
    let log = std::fs::read_to_string(field.ground.log()).unwrap();
    let data = field.ground.data.display();
    for line in
        [format!("the disk of `{data}` is full"), format!("there is room again on the disk of `{data}`")]
    {
        assert!(log.contains(&line), "`{line}` is missing in {}", field.ground.log().display());
    }
    println!("clients: told to come again {:?}", field.client.troubles().later);
    keeper.kill().unwrap();
    let kept = field.ground.path.join("data");
    // The folder of the disk is empty once it is gone.
    std::fs::rename(&field.ground.data, &kept).unwrap_or_else(|_| copy(&field.ground.data, &kept));
    drop(disk);
    field.ground.data = kept;
    field.close(&verdict, keeper);
}

/// The database, to another disk.
fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir(to).unwrap();
    for name in ["stepwell.db", "stepwell.db-wal"] {
        if let Err(cause) = std::fs::copy(from.join(name), to.join(name)) {
            assert_eq!(cause.kind(), std::io::ErrorKind::NotFound);
        }
    }
}
