//! Files of this machine.

use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::failure::Failure;
use crate::limits::FILE_BYTES_MAX;

/// What RFC 3986 does not allow in a path.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}');

pub(super) fn uri(path: &str) -> String {
    format!("file://{}", utf8_percent_encode(path, ENCODED))
}

/// The URI of a folder named by a path, absolute or from the working directory.
pub(super) fn absolute_uri(path: &str) -> Result<String, Failure> {
    let absolute = std::path::absolute(path)
        .map_err(|cause| Failure::BadRequest(format!("`{path}` is no folder: {cause}")))?;
    Ok(uri(&absolute.to_string_lossy()))
}

/// The path of a `file:///…` URI.
pub(super) fn path(uri: &str) -> Result<PathBuf, Failure> {
    let wrong = || Failure::BadRequest(format!("`{uri}` is no file of this machine: write `file:///<path>`"));
    let encoded = uri.strip_prefix("file://").filter(|path| path.starts_with('/')).ok_or_else(wrong)?;
    let decoded = percent_decode_str(encoded).decode_utf8().map_err(|_| wrong())?;
    if decoded.split('/').any(|step| step == "..") {
        return Err(wrong());
    }
    Ok(PathBuf::from(decoded.as_ref()))
}

pub(super) fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(cause),
    };
    let mut bytes = Vec::new();
    let read = file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if u64::try_from(read).is_ok_and(|read| read > FILE_BYTES_MAX) {
        return Err(io::Error::new(ErrorKind::FileTooLarge, "it is larger than 64 MB"));
    }
    Ok(Some(bytes))
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // One writer for a file at a time: the draft's name needs to differ between processes only.
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let draft = PathBuf::from(name);
    std::fs::write(&draft, bytes)?;
    std::fs::rename(draft, path)
}
