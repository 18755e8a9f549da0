//! Bringing a log that was left behind to the disk. After a sync that failed, the system's cache may show bytes that
//! the disk does not hold, and it will never write them by itself; the same is so for what a killed server had written
//! without a sync. Whoever then reads the log and goes on behind it would build on a gap.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::limits::FIRM_BYTES;

/// Writes the log's own bytes over it, so that the system takes them for new, and has them on the disk when it returns.
/// Whoever reads meanwhile sees the same as before; the caller keeps others from writing. A file without log is left
/// alone.
pub(crate) fn firm(path: &Path) -> io::Result<()> {
    let file = match OpenOptions::new().read(true).write(true).open(log_of(path)) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
        opened => opened?,
    };
    let mut chunk = vec![0; FIRM_BYTES];
    let mut at = 0;
    loop {
        let read = file.read_at(&mut chunk, at)?;
        if read == 0 {
            return file.sync_all();
        }
        file.write_all_at(&chunk[..read], at)?;
        at += read as u64;
    }
}

fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}
