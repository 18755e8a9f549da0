//! The contract over SQLite, and what only this adapter promises. Here: files for the tests to work on.

mod contract;
mod disk;
mod failures;
mod kill;
mod model;
mod opening;
mod plans;
mod queue;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use stepwell_journal::store::{Item, Key};

/// A directory of its own for one test, gone with it.
pub(crate) struct Directory(PathBuf);

impl Directory {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("stepwell-sqlite-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Directory(path)
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("stepwell.db")
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn item(partition: &str, sort: &str) -> Item {
    Item::new(Key::new(partition, sort), sort.as_bytes().to_vec())
}
