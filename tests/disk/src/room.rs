//! A disk that is really small: mounted for a test, filled, emptied, and gone with it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use stepwell_kill::Trouble;

/// A mounted disk; unmounted when dropped.
#[derive(Debug)]
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts one of so many bytes in a folder, or says why that cannot be done here.
    ///
    /// # Errors
    /// Those of the folder.
    pub fn mount(folder: &Path, bytes: u64) -> Result<Result<Self, String>, Trouble> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Err("only root may mount a disk".to_owned()));
        }
        fs::create_dir(folder)?;
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={bytes},mode=0700"), "stepwell-disk"]).arg(folder);
        let refused = match mount.output() {
            Ok(output) if output.status.success() => return Ok(Ok(SmallDisk(folder.to_owned()))),
            Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            Err(cause) => cause.to_string(),
        };
        Ok(Err(format!("no disk can be mounted: {refused}")))
    }

    /// Takes all the room that is left.
    ///
    /// # Errors
    /// Those of the disk, except that it is full.
    pub fn fill(&self) -> io::Result<()> {
        let mut ballast = File::options().append(true).create(true).open(self.ballast())?;
        let chunk = [1; 4096];
        loop {
            match ballast.write(&chunk) {
                Err(cause) if cause.kind() == io::ErrorKind::StorageFull => return Ok(()),
                Err(cause) => return Err(cause),
                Ok(_) => {}
            }
        }
    }

    /// Gives it back.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn empty(&self) -> io::Result<()> {
        fs::remove_file(self.ballast())
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily, so that a program of a failed test that still runs there does not keep it.
        let unmounted = Command::new("umount").arg("--lazy").arg(&self.0).status();
        if !unmounted.as_ref().is_ok_and(std::process::ExitStatus::success) {
            eprintln!("`{}` stays mounted: {unmounted:?}", self.0.display());
        }
    }
}
