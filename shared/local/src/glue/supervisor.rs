//! The supervisor of one run: starts the job, stops it when asked or too late, and records the end. It lives in a process
//! of its own, so that a job outlives the server that started it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::directory::{JobState, Record, RunDirectory};
use crate::limits::{
    JOB_ERROR_LINE_CHARS, JOB_ERROR_TAIL_BYTES, JOB_GRACE_MS, ROOM_PAUSE, ROOM_WAIT, SUPERVISOR_LOOK_MS,
};
use crate::process::{Identity, ending, kill_group, leave_session, terminate_group};

/// A supervisor that could not do its work. What the job itself does is recorded in its folder and no error.
#[derive(Debug, thiserror::Error)]
#[error("cannot supervise the run in `{}`: {cause}", directory.display())]
pub struct SuperviseError {
    directory: PathBuf,
    #[source]
    cause: io::Error,
}

/// Looks after the run in this folder until it has ended. Returns at once if somebody else does so already. For the
/// hidden subcommand that [`super::SupervisorCommand`] names; it blocks, and it leaves the session of the terminal.
pub fn supervise(directory: &Path) -> Result<(), SuperviseError> {
    leave_session();
    let run = RunDirectory::at(directory);
    supervise_run(&run).map_err(|cause| SuperviseError { directory: directory.to_path_buf(), cause })
}

fn supervise_run(run: &RunDirectory) -> io::Result<()> {
    let record = run.record()?;
    if !with_room(|| run.claim(&Identity::of(std::process::id())))? {
        return Ok(());
    }
    if run.stop_requested() {
        with_room(|| run.end(JobState::Stopped, None))?;
        return Ok(());
    }
    let mut child = match start(run, &record) {
        Ok(child) => child,
        Err(cause) => {
            let message = format!(
                "cannot start `{}` of `jobs.{}.command` in `stepwell.toml`: {cause}: build the program or correct the path",
                record.program.display(),
                record.job
            );
            with_room(|| run.end(JobState::Error, Some(message.clone())))?;
            return Ok(());
        }
    };
    let watched = with_room(|| run.record_process(&Identity::of(child.id())))
        .and_then(|_| watch(run, &mut child, Duration::from_millis(record.timeout_ms)));
    // Whatever the job left behind ends with it, also when it could not be watched.
    kill_group(child.id());
    let (status, asked) = watched?;
    let (state, error) = match asked {
        Some(JobState::Timeout) => (
            JobState::Timeout,
            Some(format!("the run took longer than its time-out of {} s", record.timeout_ms.div_ceil(1000))),
        ),
        Some(state) => (state, None),
        None if status.success() => (JobState::Succeeded, None),
        None => (JobState::Failed, Some(failure(status, run))),
    };
    with_room(|| run.end(state, error.clone()))?;
    Ok(())
}

/// Writes something into the folder of the run, and waits while its disk is full: a job that has done its work must not
/// count as one that has not because that could not be written down.
fn with_room<T>(mut write: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    let begun = Instant::now();
    loop {
        match write() {
            Err(cause) if cause.kind() == io::ErrorKind::StorageFull && begun.elapsed() < ROOM_WAIT => {
                std::thread::sleep(ROOM_PAUSE);
            }
            written => return written,
        }
    }
}

fn start(run: &RunDirectory, record: &Record) -> io::Result<Child> {
    Command::new(&record.program)
        .args(&record.words)
        .current_dir(&record.dir)
        .stdin(Stdio::null())
        .stdout(File::create(run.path().join("stdout.log"))?)
        .stderr(File::create(run.path().join("stderr.log"))?)
        .process_group(0)
        .spawn()
}

/// Waits for the end of the job. Returns its status, and as what it was ended if it did not end by itself.
fn watch(
    run: &RunDirectory,
    child: &mut Child,
    limit: Duration,
) -> io::Result<(ExitStatus, Option<JobState>)> {
    let begun = Instant::now();
    let mut asked: Option<(JobState, Instant)> = None;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok((status, asked.map(|(state, _)| state)));
        }
        match asked {
            None => {
                let wanted = if run.stop_requested() {
                    Some(JobState::Stopped)
                } else {
                    (begun.elapsed() >= limit).then_some(JobState::Timeout)
                };
                if let Some(state) = wanted {
                    terminate_group(child.id());
                    asked = Some((state, Instant::now()));
                }
            }
            Some((_, since)) => {
                if since.elapsed() >= Duration::from_millis(JOB_GRACE_MS) {
                    kill_group(child.id());
                }
            }
        }
        std::thread::sleep(Duration::from_millis(SUPERVISOR_LOOK_MS));
    }
}

/// Why the job failed: its status, and the last line that it printed as an error.
fn failure(status: ExitStatus, run: &RunDirectory) -> String {
    let how = match status.code() {
        Some(code) => format!("Command failed with exit code {code}"),
        None => format!("Command failed: {}", ending(status)),
    };
    match last_line(&run.path().join("stderr.log")) {
        Ok(Some(line)) => format!("{how}: {line}"),
        Ok(None) | Err(_) => how,
    }
}

fn last_line(path: &Path) -> io::Result<Option<String>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(JOB_ERROR_TAIL_BYTES)))?;
    let mut bytes = Vec::new();
    file.take(JOB_ERROR_TAIL_BYTES).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let line = text.lines().rev().map(str::trim).find(|line| !line.is_empty());
    Ok(line.map(|line| line.chars().take(JOB_ERROR_LINE_CHARS).collect()))
}
