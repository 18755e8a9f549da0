//! The file in which the disk is told how to fail, and tells how often it did. `shim/disk.c` has the same places.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Numbers in the file.
const WORDS: u64 = 11;

/// Where the server's disk is told what to do.
const MODE: u64 = 0;
const SLOW_MS: u64 = 1;
const SYNC_ERRORS: u64 = 2;

/// A way to fail that lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It does nothing wrong.
    Well,
    /// `ENOSPC` for every write that makes a file longer.
    Full,
    /// `EIO` for every write.
    FailsToWrite,
    /// Only half of each write is done; the program is told so.
    WritesShort,
    /// Every sync takes so many milliseconds.
    Slow(u64),
    /// The next write is half done, then the program is killed.
    Tears,
}

/// What the disk can count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Writes asked for.
    Writes = 3,
    /// Syncs asked for.
    Syncs = 4,
    /// Writes for which there was no room.
    Full = 5,
    /// Writes and cuts that failed.
    WriteErrors = 6,
    /// Syncs that failed.
    FailedSyncs = 7,
    /// Writes of which half was done.
    Short = 8,
    /// Syncs that took long.
    Slow = 9,
    /// Writes in whose middle the program was killed.
    Torn = 10,
}

/// All of them, with names for people.
pub const COUNTS: [(Count, &str); 8] = [
    (Count::Writes, "writes"),
    (Count::Syncs, "syncs"),
    (Count::Full, "writes without room"),
    (Count::WriteErrors, "failed writes"),
    (Count::FailedSyncs, "failed syncs"),
    (Count::Short, "short writes"),
    (Count::Slow, "slow syncs"),
    (Count::Torn, "torn writes"),
];

/// The file.
#[derive(Debug)]
pub struct Control(File);

impl Control {
    /// A new file; the disk is well.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn new(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(path)?;
        file.set_len(WORDS * 8)?;
        Ok(Control(file))
    }

    /// From now on the disk is like this.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn set(&self, mode: Mode) -> io::Result<()> {
        let bits = match mode {
            Mode::Well => 0,
            Mode::Full => 1,
            Mode::FailsToWrite => 2,
            Mode::WritesShort => 4,
            Mode::Slow(ms) => {
                self.put(SLOW_MS, ms)?;
                8
            }
            Mode::Tears => 16,
        };
        self.put(MODE, bits)
    }

    /// So many of the next syncs fail.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn fail_syncs(&self, number: u64) -> io::Result<()> {
        self.put(SYNC_ERRORS, number)
    }

    /// How often it happened so far.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn count(&self, what: Count) -> io::Result<u64> {
        let mut bytes = [0; 8];
        self.0.read_exact_at(&mut bytes, what as u64 * 8)?;
        Ok(u64::from_ne_bytes(bytes))
    }

    fn put(&self, place: u64, number: u64) -> io::Result<()> {
        self.0.write_all_at(&number.to_ne_bytes(), place * 8)
    }
}
