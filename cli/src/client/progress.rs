//! Showing an execution while it runs: a tree that is repainted on a terminal, a line for each change elsewhere, or the
//! events themselves as JSON. Ends with the execution; its outcome is the exit code.

use std::process::ExitCode;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use stepwell_view::moment::{Millis, duration};
use stepwell_view::progress::Progress;
use stepwell_view::status::Status;
use stepwell_view::tree;

use super::follow::Follower;
use crate::failure::Failure;
use crate::limits::{LOOK_PAUSE_MAX, LOOK_PAUSE_MIN};
use crate::output;
use crate::terminal::Terminal;

/// How progress is shown.
pub enum Show {
    /// For people.
    Tree(Terminal),
    /// Each event as a line of JSON on standard output.
    Events,
    /// Not at all.
    Nothing,
}

/// Follows an execution to its end and returns it as `DescribeExecution` shows it then.
pub fn to_the_end(follower: &mut Follower<'_>, mut show: Show) -> Result<Value, Failure> {
    let mut pause = LOOK_PAUSE_MIN;
    let mut told = Told::default();
    loop {
        let (events, more) = follower.look()?;
        let progress = &follower.progress;
        match &mut show {
            Show::Tree(terminal) if terminal.live => terminal.paint(&painted(progress, terminal))?,
            Show::Tree(terminal) => told.tell(progress, terminal)?,
            Show::Events => events.iter().try_for_each(output::json)?,
            Show::Nothing => {}
        }
        if more {
            continue;
        }
        if progress.whole.ended_ms.is_some() {
            let described = follower.describe()?;
            if described["status"] != "RUNNING" {
                if let Show::Tree(terminal) = &mut show {
                    let lines = painted(&follower.progress, terminal);
                    let from = if terminal.live { 0 } else { told.whole_from(&lines) };
                    terminal.finish(&lines[from..])?;
                }
                return Ok(described);
            }
        }
        pause = next_pause(pause, events.is_empty());
        thread::sleep(pause);
    }
}

/// The exit code of an execution that has ended.
pub fn exit_of(described: &Value) -> ExitCode {
    if described["status"] == "SUCCEEDED" { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

/// Prints what an execution came to: its output on standard output, or why it has none as an error.
pub fn print_outcome(described: &Value, as_json: bool) -> Result<(), Failure> {
    if as_json {
        return output::json(described);
    }
    if let Some(text) = described["output"].as_str() {
        return output::line(text);
    }
    let text = |name: &str| described[name].as_str().filter(|text| !text.is_empty());
    let status = text("status").unwrap_or("UNKNOWN");
    let reason = [text("error"), text("cause")].into_iter().flatten().collect::<Vec<_>>().join(": ");
    eprintln!("{status}{}{reason}", if reason.is_empty() { "" } else { ": " });
    Ok(())
}

fn painted(progress: &Progress, terminal: &Terminal) -> Vec<String> {
    tree::lines(progress, now_ms(), terminal.size().0, terminal.color, terminal.unicode)
}

fn next_pause(pause: Duration, is_quiet: bool) -> Duration {
    if is_quiet { (pause * 3 / 2).min(LOOK_PAUSE_MAX) } else { LOOK_PAUSE_MIN }
}

fn now_ms() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}

/// What was told of each visit where lines are only ever added.
#[derive(Default)]
struct Told(Vec<Status>);

impl Told {
    fn tell(&mut self, progress: &Progress, terminal: &Terminal) -> Result<(), Failure> {
        self.changes(progress).iter().try_for_each(|line| terminal.add(line))
    }

    /// A line for each visit whose status has changed.
    fn changes(&mut self, progress: &Progress) -> Vec<String> {
        let started = progress.whole.started_ms.unwrap_or_default();
        self.0.resize(progress.visits.len(), Status::NotStarted);
        let mut lines = Vec::new();
        for (visit, told) in progress.visits.iter().zip(&mut self.0) {
            if visit.status == *told {
                continue;
            }
            *told = visit.status;
            let at = visit.ended_ms.or(visit.started_ms).unwrap_or(started) - started;
            let took = match (visit.started_ms, visit.ended_ms) {
                (Some(from), Some(to)) => format!(" ({})", duration(to - from)),
                (None | Some(_), None | Some(_)) => String::new(),
            };
            let reason = visit.error.as_ref().filter(|_| visit.status != Status::Succeeded);
            let reason = reason.map(|error| format!(": {error}")).unwrap_or_default();
            let indent = "  ".repeat(progress.depth(visit));
            let word = visit.status.word();
            lines.push(format!("{:>9}  {indent}{}: {word}{reason}{took}", duration(at), visit.name));
        }
        lines
    }

    /// Where the lines about the execution as a whole begin, in the lines of a tree.
    fn whole_from(&self, lines: &[String]) -> usize {
        let whole = lines.iter().rposition(|line| line.contains(" execution "));
        whole.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;
    use stepwell_view::model::Workflow;
    use stepwell_view::progress::Progress;

    use super::{Told, next_pause};
    use crate::limits::{LOOK_PAUSE_MAX, LOOK_PAUSE_MIN};

    #[test]
    fn changes_are_told_once() {
        let definition = json!({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}});
        let mut progress = Progress::new(&Workflow::from_definition(&definition));
        let mut told = Told::default();
        let started = json!({"id": 1, "previousEventId": 0, "timestamp": 10.0, "type": "ExecutionStarted",
            "executionStartedEventDetails": {"input": "{}"}});
        let entered = json!({"id": 2, "previousEventId": 0, "timestamp": 10.5, "type": "PassStateEntered",
            "stateEnteredEventDetails": {"name": "A", "input": "{}"}});
        let exited = json!({"id": 3, "previousEventId": 2, "timestamp": 12.0, "type": "PassStateExited",
            "stateExitedEventDetails": {"name": "A", "output": "{}"}});
        progress.append(&[started, entered]);
        assert_eq!(told.changes(&progress), ["   500 ms  A: in progress"]);
        assert!(told.changes(&progress).is_empty());
        progress.append(&[exited]);
        assert_eq!(told.changes(&progress), ["    2.0 s  A: succeeded (1.5 s)"]);
        assert!(told.changes(&progress).is_empty());
    }

    #[test]
    fn a_quiet_execution_is_looked_at_less_often() {
        let mut pause = LOOK_PAUSE_MIN;
        for _ in 0..20 {
            pause = next_pause(pause, true);
        }
        assert_eq!(pause, LOOK_PAUSE_MAX);
        assert_eq!(next_pause(Duration::from_secs(1), false), LOOK_PAUSE_MIN);
    }
}
