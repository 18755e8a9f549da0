//! What functions and jobs note before they answer: one line for each time they were really started.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde_json::Value;

/// Environment variable that tells functions and jobs where the diary is.
pub const VARIABLE: &str = "DIARY";

/// Writes a line and has it on the disk when it returns.
///
/// # Errors
/// Those of the disk.
pub fn note(diary: &Path, entry: &Value) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).open(diary)?;
    // One write, so that lines of different processes do not mix.
    file.write_all(format!("{entry}\n").as_bytes())?;
    file.sync_data()
}

/// What the line in which a start was noted says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Execution, state, place within the state, and number of the retry: names an attempt.
    pub key: String,
    /// The task token, if there was one.
    pub token: Option<String>,
}

impl Entry {
    /// Name of the execution.
    pub fn execution(&self) -> &str {
        self.key.split('/').next().unwrap_or_default()
    }
}

/// Everything noted so far, in order. A last line that is still being written is left out.
///
/// # Errors
/// Those of the disk; a line that is none.
pub fn entries(diary: &Path) -> io::Result<Vec<Entry>> {
    entries_behind(diary, &mut 0)
}

/// What was noted behind the first `read` bytes, which then stands behind that.
///
/// # Errors
/// Those of the disk; a line that is none.
pub fn entries_behind(diary: &Path, read: &mut u64) -> io::Result<Vec<Entry>> {
    let mut text = String::new();
    match File::open(diary) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
        opened => {
            let mut file = opened?;
            file.seek(SeekFrom::Start(*read))?;
            file.read_to_string(&mut text)?;
        }
    }
    let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
    *read += whole.len() as u64;
    whole.lines().map(entry).collect()
}

fn entry(line: &str) -> io::Result<Entry> {
    let value: Value = serde_json::from_str(line)?;
    let text = |member: &str| value.get(member).and_then(Value::as_str).map(str::to_owned);
    let key = text("key").ok_or_else(|| io::Error::other(format!("a line without key: {line}")))?;
    Ok(Entry { key, token: text("token") })
}
