//! The library that stands between the server and its disk: built from C, loaded by the dynamic linker.

use std::path::{Path, PathBuf};
use std::process::Command;

use stepwell_kill::Trouble;
use stepwell_kill::ground::Ground;

use crate::control::Control;

/// Builds the library into `folder`, or says why there can be none on this machine.
///
/// # Errors
/// There is a compiler, and it refuses.
pub fn built(folder: &Path) -> Result<Result<PathBuf, String>, Trouble> {
    if !cfg!(target_os = "linux") {
        return Ok(Err("libraries are put before others in this way on Linux only".to_owned()));
    }
    let library = folder.join("disk.so");
    let mut compile = Command::new("cc");
    compile.args(["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", "-o"]);
    compile.arg(&library).arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("shim/disk.c")).arg("-lpthread");
    let output = match compile.output() {
        Ok(output) => output,
        Err(cause) => return Ok(Err(format!("there is no C compiler `cc`: {cause}"))),
    };
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(Ok(library))
}

/// Puts the library under all servers that will be started on the ground.
///
/// # Errors
/// Those of the disk.
pub fn put_under(ground: &mut Ground, library: &Path, tape: Option<&Path>) -> Result<Control, Trouble> {
    let path = ground.path.join("control");
    let control = Control::new(&path)?;
    ground.env = vec![
        ("LD_PRELOAD".to_owned(), library.into()),
        ("STEPWELL_DISK_CONTROL".to_owned(), path.into()),
        ("STEPWELL_DISK_FILES".to_owned(), database(ground).into()),
    ];
    ground.env.extend(tape.map(|tape| ("STEPWELL_DISK_TAPE".to_owned(), tape.into())));
    Ok(control)
}

/// The database of the servers on the ground.
pub fn database(ground: &Ground) -> PathBuf {
    ground.data.join("stepwell.db")
}
