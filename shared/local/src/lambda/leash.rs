//! Processes of functions must not outlive a server that was killed. An idle one notices that its Runtime API is gone; one
//! that hangs notices nothing. So a shell waits at a pipe whose other end only the server holds: when that end closes, the
//! server is dead, and the shell kills the group. The kernel's own means would need unsafe code or exist on Linux only.

use std::io;
use std::process::Stdio;

use tokio::process::{Child, Command};

/// What the shell does: wait for the end of the pipe, then kill the group that is its first argument.
const SCRIPT: &str = r#"read -r line; kill -s KILL -- "-$1""#;

/// Holds a group of processes to the life of this server. Dropping it lets the group go without harm.
pub(super) struct Leash {
    /// Killed on drop before its pipe closes, so it does nothing then.
    watcher: Child,
}

impl Leash {
    /// Puts a group on the leash. Fails where there is no `sh`.
    pub(super) fn hold(group: u32) -> io::Result<Leash> {
        let watcher = Command::new("sh")
            .args(["-c", SCRIPT, "stepwell-leash", &group.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()?;
        Ok(Leash { watcher })
    }

    /// The process id of the shell, for the log.
    pub(super) fn watcher(&self) -> u32 {
        self.watcher.id().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;
    use std::process::Stdio;

    use tokio::process::Command;

    use super::Leash;

    #[tokio::test]
    async fn a_group_ends_when_the_pipe_closes() {
        let mut command = Command::new("sh");
        let mut child =
            command.args(["-c", "read -r line"]).stdin(Stdio::piped()).process_group(0).spawn().unwrap();
        let held = child.stdin.take();
        drop(Leash::hold(child.id().unwrap()).unwrap());
        assert_eq!(child.try_wait().unwrap(), None);
        let mut leash = Leash::hold(child.id().unwrap()).unwrap();
        // What the kernel does when the server dies.
        drop(leash.watcher.stdin.take());
        assert_eq!(child.wait().await.unwrap().signal(), Some(9));
        leash.watcher.wait().await.unwrap();
        drop(held);
    }
}
