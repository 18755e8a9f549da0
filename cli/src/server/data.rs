//! The data directory: made private, never committed by accident, one server at a time.

use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use stepwell_sqlite::Database;

use crate::failure::Failure;

/// Opens the directory's database and makes both if they are not there.
pub fn open(data: &Path) -> Result<Database, Failure> {
    make(data).map_err(|cause| {
        Failure::new(format!(
            "cannot make the data directory `{}`: {cause}: choose another with `--data`",
            data.display()
        ))
    })?;
    Database::open(&data.join("stepwell.db")).map_err(|error| Failure::new(error.to_string()))
}

fn make(data: &Path) -> io::Result<()> {
    if data.is_dir() {
        return Ok(());
    }
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(data)?;
    // Keys and payloads stand here; whoever works in a repository does not want them in it.
    std::fs::write(data.join(".gitignore"), "*\n")
}
