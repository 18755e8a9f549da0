//! The folder of a run. Each file is written once, whole, and by whoever comes first; so files are facts:
//! `run.json` what to run, `supervisor.json` who looks after it, `started.json` the job's process, `stop` somebody wants
//! it stopped, `end.json` how it ended, `stdout.log` and `stderr.log` what it printed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::request::Start;
use crate::config::Job;
use crate::limits::JOB_RUNS_KEPT;
use crate::moment::now_ms;
use crate::process::Identity;

/// `run.json`: what to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) id: String,
    pub(super) job: String,
    pub(super) program: PathBuf,
    /// The command's own arguments and behind them those of the run.
    pub(super) words: Vec<String>,
    pub(super) dir: PathBuf,
    /// Arguments of the run as Glue shows them.
    pub(super) arguments: BTreeMap<String, String>,
    pub(super) timeout_ms: u64,
    pub(super) started_ms: u64,
}

impl Record {
    pub(super) fn new(id: String, name: &str, job: &Job, start: Start) -> Record {
        let given = start.arguments.iter().flat_map(|(key, value)| [key.clone(), value.clone()]);
        Record {
            id,
            job: name.to_owned(),
            program: job.command.program.clone(),
            words: job.command.arguments.iter().cloned().chain(given).collect(),
            dir: job.command.dir.clone(),
            arguments: start.arguments,
            timeout_ms: start.timeout_ms,
            started_ms: now_ms(),
        }
    }
}

/// `JobRunState` of the Glue API, those that occur here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum JobState {
    Starting,
    Running,
    Stopping,
    Stopped,
    Succeeded,
    Failed,
    Timeout,
    Error,
}

impl JobState {
    /// Whether the run has ended.
    pub(super) fn is_final(self) -> bool {
        match self {
            JobState::Starting | JobState::Running | JobState::Stopping => false,
            JobState::Stopped
            | JobState::Succeeded
            | JobState::Failed
            | JobState::Timeout
            | JobState::Error => true,
        }
    }
}

/// `end.json`: how the run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ended {
    pub(super) state: JobState,
    pub(super) completed_ms: u64,
    pub(super) error: Option<String>,
}

/// The folder of one run.
#[derive(Clone, Debug)]
pub(super) struct RunDirectory {
    path: PathBuf,
}

impl RunDirectory {
    pub(super) fn at(path: &Path) -> RunDirectory {
        RunDirectory { path: path.to_path_buf() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn id(&self) -> &str {
        self.path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
    }

    pub(super) fn record(&self) -> io::Result<Record> {
        self.read("run.json")?.ok_or_else(|| io::Error::new(ErrorKind::NotFound, "the run has no `run.json`"))
    }

    pub(super) fn supervisor(&self) -> io::Result<Option<Identity>> {
        self.read("supervisor.json")
    }

    pub(super) fn process(&self) -> io::Result<Option<Identity>> {
        self.read("started.json")
    }

    pub(super) fn ended(&self) -> io::Result<Option<Ended>> {
        self.read("end.json")
    }

    /// Whether nobody looks after the run and it has not ended.
    pub(super) fn is_unclaimed(&self) -> bool {
        !self.path.join("supervisor.json").exists() && !self.path.join("end.json").exists()
    }

    /// Takes the run. False if somebody else has it.
    pub(super) fn claim(&self, supervisor: &Identity) -> io::Result<bool> {
        self.write_first("supervisor.json", supervisor)
    }

    pub(super) fn record_process(&self, process: &Identity) -> io::Result<bool> {
        self.write_first("started.json", process)
    }

    /// Records the end. False if another end stands there.
    pub(super) fn end(&self, state: JobState, error: Option<String>) -> io::Result<bool> {
        self.write_first("end.json", &Ended { state, completed_ms: now_ms(), error })
    }

    pub(super) fn stop_requested(&self) -> bool {
        self.path.join("stop").exists()
    }

    pub(super) fn request_stop(&self) -> io::Result<()> {
        fs::write(self.path.join("stop"), "")
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> io::Result<Option<T>> {
        match fs::read(self.path.join(name)) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(cause),
        }
    }

    /// Writes a file whole, unless it is there. Unlike a rename, a link never replaces what somebody else wrote.
    fn write_first<T: Serialize>(&self, name: &str, value: &T) -> io::Result<bool> {
        let draft = self.path.join(format!(".{name}.{}", Uuid::new_v4().simple()));
        if let Err(cause) = fs::write(&draft, serde_json::to_vec(value)?) {
            // On a full disk it stands there empty; that it cannot be removed adds nothing.
            let _ = fs::remove_file(&draft);
            return Err(cause);
        }
        let linked = fs::hard_link(&draft, self.path.join(name));
        fs::remove_file(&draft)?;
        match linked {
            Ok(()) => Ok(true),
            Err(cause) if cause.kind() == ErrorKind::AlreadyExists => Ok(false),
            Err(cause) => Err(cause),
        }
    }
}

/// How the names of folders begin that are not yet a run.
const DRAFT_PREFIX: &str = ".new-";

/// All runs, one folder each.
pub(super) struct Runs {
    root: PathBuf,
}

impl Runs {
    pub(super) fn open(root: &Path) -> io::Result<Runs> {
        fs::create_dir_all(root)?;
        Ok(Runs { root: std::path::absolute(root)? })
    }

    /// The run with this id. An id is a name from outside: only the form of our own ids becomes a path.
    pub(super) fn find(&self, id: &str) -> Option<RunDirectory> {
        let path = self.root.join(id);
        (is_id(id) && path.is_dir()).then(|| RunDirectory::at(&path))
    }

    pub(super) fn all(&self) -> io::Result<Vec<RunDirectory>> {
        let mut runs = Vec::new();
        for entry in fs::read_dir(&self.root)? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(is_id) {
                runs.push(RunDirectory::at(&entry.path()));
            }
        }
        Ok(runs)
    }

    /// Creates the folder of a run, whole or not at all.
    pub(super) fn create(&self, record: &Record) -> io::Result<RunDirectory> {
        let draft = self.root.join(format!("{DRAFT_PREFIX}{}", Uuid::new_v4().simple()));
        fs::create_dir(&draft)?;
        fs::write(draft.join("run.json"), serde_json::to_vec_pretty(record)?)?;
        let path = self.root.join(&record.id);
        fs::rename(&draft, &path)?;
        Ok(RunDirectory::at(&path))
    }

    /// Removes the oldest ended runs above the limit, and what a server left that died while it created a run. Only
    /// for the one server that uses the folder, before it answers.
    pub(super) fn prune(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.root)? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(|name| name.starts_with(DRAFT_PREFIX)) {
                fs::remove_dir_all(entry.path())?;
            }
        }
        let mut ended: Vec<(u64, RunDirectory)> = Vec::new();
        for run in self.all()? {
            if let Ok(Some(end)) = run.ended() {
                ended.push((end.completed_ms, run));
            }
        }
        ended.sort_by_key(|(completed, _)| std::cmp::Reverse(*completed));
        ended.iter().skip(JOB_RUNS_KEPT).try_for_each(|(_, run)| fs::remove_dir_all(run.path()))
    }
}

fn is_id(text: &str) -> bool {
    let hex = text.strip_prefix("jr_");
    hex.is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
