//! Processes and their groups: who is it, does it live, end it. Deliberately absent: starting them; each host knows how.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

use rustix::process::{Pid, Signal};
use serde::{Deserialize, Serialize};

/// A process that can be recognised later, even by another process and after its number was given away again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// Process id.
    pub(crate) pid: u32,
    /// Boot id and start time as `/proc` tells them; empty where there is no `/proc`.
    pub(crate) born: String,
}

impl Identity {
    /// The identity of a living process.
    pub(crate) fn of(pid: u32) -> Identity {
        Identity { pid, born: birth(pid).unwrap_or_default() }
    }

    /// An identity that no process has: its bearer counts as dead.
    pub(crate) fn nobody() -> Identity {
        Identity { pid: 0, born: String::new() }
    }

    /// Whether this very process still runs. A zombie does not.
    pub(crate) fn lives(&self) -> bool {
        let Some(pid) = raw(self.pid) else { return false };
        if self.born.is_empty() {
            return rustix::process::test_kill_process(pid).is_ok();
        }
        birth(self.pid).is_some_and(|born| born == self.born)
    }
}

/// Boot id and start time of a process, none if it does not run or `/proc` is not there.
fn birth(pid: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may hold anything, so fields count from the last parenthesis: state is the first, the
    // start time the twentieth (fields 3 and 22 of proc_pid_stat(5)).
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_ascii_whitespace().collect();
    let (state, start) = (fields.first()?, fields.get(19)?);
    if matches!(*state, "Z" | "X") {
        return None;
    }
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    Some(format!("{}/{start}", boot.trim()))
}

fn raw(pid: u32) -> Option<Pid> {
    i32::try_from(pid).ok().and_then(Pid::from_raw)
}

/// Sends SIGKILL to all members of a group. A group that is gone is fine.
pub(crate) fn kill_group(leader: u32) {
    signal_group(leader, Signal::KILL);
}

/// Asks all members of a group to end, by SIGTERM.
pub(crate) fn terminate_group(leader: u32) {
    signal_group(leader, Signal::TERM);
}

fn signal_group(leader: u32, signal: Signal) {
    // Group 1 and 0 mean "everybody" to kill(2): never those.
    if leader > 1
        && let Some(pid) = raw(leader)
    {
        let _gone_already = rustix::process::kill_process_group(pid, signal);
    }
}

/// Leaves the session of the terminal, so that neither Ctrl-C nor a closed window reaches this process.
pub(crate) fn leave_session() {
    // It fails only for the leader of a group, which the terminal's signals do not reach either.
    let _already_leader = rustix::process::setsid();
}

/// How a process ended in the words of Lambda, `exit status 1`, `signal: killed`.
pub(crate) fn ending(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit status {code}"),
        (None, Some(signal)) => format!("signal: {}", signal_name(signal)),
        (None, None) => "unknown status".to_owned(),
    }
}

fn signal_name(signal: i32) -> String {
    let name = match signal {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        6 => "aborted",
        8 => "floating point exception",
        9 => "killed",
        11 => "segmentation fault",
        13 => "broken pipe",
        15 => "terminated",
        _ => return format!("signal {signal}"),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::Identity;

    #[test]
    fn a_process_knows_itself_and_nobody_else() {
        let own = Identity::of(std::process::id());
        assert!(own.lives());
        assert!(!Identity::nobody().lives());
        let reused = Identity { born: "another boot/1".to_owned(), ..own };
        assert!(!reused.lives());
    }
}
