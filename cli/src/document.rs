//! Files named on the command line; `-` is standard input. Deliberately absent: what stands in them.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::failure::Failure;
use crate::limits::DOCUMENT_BYTES_MAX;

/// Reads a text.
pub fn read(path: &Path) -> Result<String, Failure> {
    let failed = |cause: io::Error| {
        Failure::new(format!("cannot read `{}`: {cause}: check the path and its permissions", path.display()))
    };
    if path.as_os_str() == "-" {
        return limited(path, io::stdin().lock(), failed);
    }
    limited(path, File::open(path).map_err(failed)?, failed)
}

fn limited(path: &Path, from: impl Read, failed: impl Fn(io::Error) -> Failure) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    from.take(DOCUMENT_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > DOCUMENT_BYTES_MAX {
        let most = DOCUMENT_BYTES_MAX / (1024 * 1024);
        return Err(Failure::new(format!(
            "`{}` is larger than {most} MB: is it the right file?",
            path.display()
        )));
    }
    String::from_utf8(bytes)
        .map_err(|_| Failure::new(format!("`{}` is not UTF-8: save it in that encoding", path.display())))
}
