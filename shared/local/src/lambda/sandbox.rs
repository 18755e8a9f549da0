//! One process of a function, with the Runtime API that belongs to it. It ends, with all it has started, when dropped.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, SystemTime};

use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use super::answer::Outcome;
use super::environment;
use super::invocation::Invocation;
use super::leash::Leash;
use super::log::{Tail, forward};
use super::runtime_api::{Phase, RuntimeApi, Work};
use crate::config::Function;
use crate::limits::FUNCTION_INIT_MS;
use crate::moment::now_ms;
use crate::process::{ending, kill_group};

/// What is needed to start a process of a function.
pub(super) struct Plan {
    pub(super) name: String,
    /// `stepwell.toml`, for messages.
    pub(super) file: PathBuf,
    pub(super) function: Function,
    /// The variables that Lambda sets.
    pub(super) environment: BTreeMap<String, String>,
}

impl Plan {
    /// When the files named on the command line were changed last.
    fn fingerprint(&self) -> Vec<Option<SystemTime>> {
        let command = &self.function.command;
        let words = command.arguments.iter().map(PathBuf::from);
        std::iter::once(command.program.clone())
            .chain(words)
            .map(|word| std::fs::metadata(command.dir.join(word)).and_then(|file| file.modified()).ok())
            .collect()
    }

    fn not_started(&self, cause: &std::io::Error) -> Outcome {
        let command = &self.function.command;
        let (name, file) = (&self.name, self.file.display());
        if !command.dir.is_dir() {
            return Outcome::NotStarted(format!(
                "the folder `{}` of `functions.{name}.dir` in `{file}` is not there: create it or correct the path",
                command.dir.display()
            ));
        }
        Outcome::NotStarted(format!(
            "cannot start `{}` of `functions.{name}.command` in `{file}`: {cause}: build the program or correct the path",
            command.program.display()
        ))
    }
}

/// A running process.
pub(super) struct Sandbox {
    child: Child,
    group: u32,
    /// None where it cannot be had; then a function that hangs outlives a server that is killed.
    _leash: Option<Leash>,
    api: RuntimeApi,
    tail: Tail,
    fingerprint: Vec<Option<SystemTime>>,
}

impl Sandbox {
    /// Starts a process. It is not waited for: its first invocation does that.
    pub(super) async fn start(plan: &Plan) -> Result<Sandbox, Outcome> {
        let api = RuntimeApi::serve().await.map_err(|cause| {
            Outcome::NotStarted(format!(
                "cannot listen on the loopback interface for `{}`: {cause}",
                plan.name
            ))
        })?;
        let command = &plan.function.command;
        let fingerprint = plan.fingerprint();
        let mut child = Command::new(&command.program)
            .args(&command.arguments)
            .current_dir(&command.dir)
            .env_clear()
            .envs(environment::inherited())
            .envs(&plan.environment)
            .env("AWS_LAMBDA_RUNTIME_API", api.address.to_string())
            .envs(&command.env)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|cause| plan.not_started(&cause))?;
        let tail = Tail::default();
        if let Some(stream) = child.stdout.take() {
            tokio::spawn(forward(stream, plan.name.clone(), tail.clone()));
        }
        if let Some(stream) = child.stderr.take() {
            tokio::spawn(forward(stream, plan.name.clone(), tail.clone()));
        }
        let group = child.id().unwrap_or_default();
        let leash = Leash::hold(group)
            .inspect_err(|cause| tracing::warn!(%cause, "functions may outlive a killed server"))
            .ok();
        let watcher = leash.as_ref().map(Leash::watcher);
        tracing::debug!(target: "stepwell::function", function = %plan.name, pid = group, ?watcher, "process started");
        Ok(Sandbox { child, group, _leash: leash, api, tail, fingerprint })
    }

    /// Whether it still lives and runs the program as it is on disk now.
    pub(super) fn is_usable(&mut self, plan: &Plan) -> bool {
        let broken = matches!(*self.api.phase.borrow(), Phase::Broken(_));
        !broken && matches!(self.child.try_wait(), Ok(None)) && self.fingerprint == plan.fingerprint()
    }

    /// The last bytes it printed since its invocation began.
    pub(super) fn log(&self) -> Vec<u8> {
        self.tail.bytes()
    }

    /// Hands over an invocation and waits for its end.
    pub(super) async fn invoke(&mut self, plan: &Plan, invocation: Invocation) -> Outcome {
        self.tail.clear();
        let mut phase = self.api.phase.clone();
        // As on Lambda: a start that takes longer than the init phase goes on in the time of the function.
        let init = Duration::from_millis(FUNCTION_INIT_MS);
        let started = tokio::select! {
            // What it told before it ended counts, so the phase is looked at first.
            biased;
            started = timeout(init, phase.wait_for(|phase| *phase != Phase::Starting)) => started,
            status = self.child.wait() => return exited(status),
        };
        drop(started);
        let limit = plan.function.timeout;
        let deadline_ms = now_ms().saturating_add(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX));
        let mut result = self.api.put(Work { invocation, deadline_ms });
        let outcome = tokio::select! {
            biased;
            outcome = &mut result => outcome.ok(),
            broken = phase.wait_for(|phase| matches!(phase, Phase::Broken(_))) => {
                broken.ok().and_then(|phase| match &*phase {
                    Phase::Broken(outcome) => Some(outcome.clone()),
                    Phase::Starting | Phase::Ready => None,
                })
            }
            status = self.child.wait() => {
                // It may have answered with its last breath.
                Some(result.try_recv().unwrap_or_else(|_| exited(status)))
            }
            () = sleep(limit) => Some(Outcome::TimedOut(limit.as_secs_f64())),
        };
        outcome.unwrap_or_else(|| Outcome::Exited("Runtime exited without providing a reason".to_owned()))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        kill_group(self.group);
    }
}

fn exited(status: std::io::Result<ExitStatus>) -> Outcome {
    Outcome::Exited(match status {
        Ok(status) if status.success() => "Runtime exited without providing a reason".to_owned(),
        Ok(status) => format!("Runtime exited with error: {}", ending(status)),
        Err(cause) => format!("Runtime exited without providing a reason: {cause}"),
    })
}
