//! I6 and I7: the attempts of an execution as its events tell of them. Each ends at most once, what is seen outside was
//! started at most once unless it may be repeated, and the result that is accepted was given to this very attempt.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use stepwell_asl::resource::{Pattern, ResourceKind, parse};
use stepwell_engine::history::{Detail, TaskName};
use stepwell_engine::{HistoryEvent, Payload};
use stepwell_integrations::{Repeat, find};
use stepwell_journal::ExecutionKey;
use stepwell_journal::outbox::Claim;

/// Names an attempt: its execution and the id of its scheduled event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AttemptName {
    /// The execution.
    pub key: ExecutionKey,
    /// Id of the event that scheduled it.
    pub stamp: u64,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// By its result or error.
    Completed,
    /// By its time-out.
    TimedOut,
    /// Without an event of its own: a sibling failed, or the execution ended.
    GivenUp,
}

/// One attempt.
#[derive(Debug)]
pub(crate) struct Attempt {
    /// ARN of its resource.
    pub resource: Arc<str>,
    /// What completes it.
    pub pattern: Pattern,
    /// What may be done about a lost call.
    pub repeat: Repeat,
    /// Parameters of its call.
    pub parameters: Payload,
    /// Whether it was started, by its events.
    pub started: bool,
    /// Whether its call was answered and it goes on, by its events.
    pub submitted: bool,
    /// How it ended.
    pub ended: Option<Ended>,
    /// Who held the claim last, and since when (true time).
    pub claim: Option<(Claim, u64)>,
    /// How often the outside did what its call asks for.
    pub starts: u32,
    /// Answers that the outside gave to its call.
    pub answers: Vec<Value>,
    /// Whether somebody reported its end by its token.
    pub reported: bool,
    /// When such a report was answered well, true time.
    pub accepted_at_ms: Option<u64>,
    /// Whether a committed page ordered to cancel what it started.
    pub cancelled: bool,
    /// Heartbeats: when each was written, and the time that it says.
    pub beats: Vec<(u64, u64)>,
}

/// All attempts of an execution.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    /// By stamp.
    pub by_stamp: BTreeMap<u64, Attempt>,
    /// Whether anybody ever reported the end of one by its token.
    pub has_reports: bool,
    /// Open ones by the last event of their strand.
    by_last: BTreeMap<u64, u64>,
}

impl Attempts {
    /// Takes in an event. Error: it belongs to no open attempt.
    pub fn take(&mut self, event: &HistoryEvent) -> Result<(), String> {
        match &event.detail {
            Detail::LambdaFunctionScheduled { resource, input, .. } => {
                self.open(event.id, resource.clone(), input)
            }
            Detail::TaskScheduled { task, parameters, .. } => self.open(event.id, arn_of(task), parameters),
            Detail::LambdaFunctionStarted | Detail::TaskStarted(_) => {
                self.advance(event)?.started = true;
            }
            Detail::TaskSubmitted { .. } => self.advance(event)?.submitted = true,
            Detail::LambdaFunctionSucceeded { .. }
            | Detail::TaskSucceeded { .. }
            | Detail::LambdaFunctionFailed(_)
            | Detail::TaskFailed { .. } => self.end(event, Ended::Completed)?,
            Detail::LambdaFunctionTimedOut(_) | Detail::TaskTimedOut { .. } => {
                self.end(event, Ended::TimedOut)?
            }
            Detail::ExecutionStarted { .. }
            | Detail::ExecutionSucceeded { .. }
            | Detail::ExecutionFailed(_)
            | Detail::ExecutionTimedOut(_)
            | Detail::ExecutionAborted(_)
            | Detail::StateEntered { .. }
            | Detail::StateExited { .. }
            | Detail::StateAborted(_)
            | Detail::ParallelStateStarted
            | Detail::ParallelStateSucceeded
            | Detail::ParallelStateFailed
            | Detail::MapStateStarted { .. }
            | Detail::MapStateSucceeded
            | Detail::MapStateFailed
            | Detail::MapIteration { .. } => {}
        }
        Ok(())
    }

    /// Stamp of the open attempt whose strand ends with this event.
    pub fn at(&self, last: u64) -> Option<u64> {
        self.by_last.get(&last).copied()
    }

    /// Open attempts that the head does not have any more are given up; how many.
    pub fn give_up(&mut self, still_open: impl Fn(u64) -> bool) -> usize {
        let gone: Vec<(u64, u64)> = self
            .by_last
            .iter()
            .map(|(last, stamp)| (*last, *stamp))
            .filter(|(_, s)| !still_open(*s))
            .collect();
        for (last, stamp) in &gone {
            self.by_last.remove(last);
            if let Some(attempt) = self.by_stamp.get_mut(stamp) {
                attempt.ended = Some(Ended::GivenUp);
            }
        }
        gone.len()
    }

    fn open(&mut self, stamp: u64, resource: Arc<str>, parameters: &Payload) {
        let kind = parse(&resource).map(|resource| resource.kind);
        let pattern = match &kind {
            Some(ResourceKind::Service { pattern, .. }) => *pattern,
            Some(ResourceKind::Function | ResourceKind::Activity) | None => Pattern::RequestResponse,
        };
        let repeat = kind.as_ref().and_then(find).map_or(Repeat::Once, |found| found.repeat());
        let attempt = Attempt {
            resource,
            pattern,
            repeat,
            parameters: parameters.clone(),
            started: false,
            submitted: false,
            ended: None,
            claim: None,
            starts: 0,
            answers: Vec::new(),
            reported: false,
            accepted_at_ms: None,
            cancelled: false,
            beats: Vec::new(),
        };
        self.by_stamp.insert(stamp, attempt);
        self.by_last.insert(stamp, stamp);
    }

    fn advance(&mut self, event: &HistoryEvent) -> Result<&mut Attempt, String> {
        let stamp = self.by_last.remove(&event.previous).ok_or_else(|| nobody(event))?;
        self.by_last.insert(event.id, stamp);
        self.by_stamp.get_mut(&stamp).ok_or_else(|| nobody(event))
    }

    fn end(&mut self, event: &HistoryEvent, how: Ended) -> Result<(), String> {
        let stamp = self.by_last.remove(&event.previous).ok_or_else(|| nobody(event))?;
        let attempt = self.by_stamp.get_mut(&stamp).ok_or_else(|| nobody(event))?;
        attempt.ended = Some(how);
        let is_callback =
            attempt.pattern == Pattern::WaitForTaskToken && attempt.resource.contains(":::lambda:");
        let is_success = matches!(event.detail, Detail::TaskSucceeded { .. });
        if is_callback && is_success && self.has_reports && !attempt.reported {
            return Err(format!("attempt {stamp} succeeded, and others were reported, not this one"));
        }
        check_result(stamp, attempt, &event.detail)
    }
}

fn nobody(event: &HistoryEvent) -> String {
    let (id, previous) = (event.id, event.previous);
    format!("event {id} ends or moves an attempt that is not open at event {previous}")
}

fn arn_of(task: &TaskName) -> Arc<str> {
    format!("arn:aws:states:::{}:{}", task.resource_type, task.resource).into()
}

/// An accepted result was given to this attempt, by an answer to its call or by a report with its token. What the world
/// never told of is not judged.
fn check_result(stamp: u64, attempt: &Attempt, detail: &Detail) -> Result<(), String> {
    let output = match detail {
        Detail::LambdaFunctionSucceeded { output } | Detail::TaskSucceeded { output, .. } => output,
        _ => return Ok(()),
    };
    // A nested execution is started by the orchestrator itself: no outside sees it.
    let is_nested = attempt.resource.contains(":::states:");
    let is_call = attempt.pattern == Pattern::RequestResponse && !attempt.reported && !is_nested;
    if is_call && attempt.starts == 0 && attempt.answers.is_empty() {
        return Err(format!("attempt {stamp} succeeded, and the outside never saw its call"));
    }
    if attempt.answers.is_empty() || !is_call {
        return Ok(());
    }
    let Ok(output) = output.value() else { return Ok(()) };
    let bare = detail_is_bare(detail);
    let given = attempt.answers.iter().any(|answer| {
        let payload = answer.get("Payload");
        if bare { payload == Some(output) } else { payload == output.get("Payload") }
    });
    if given {
        Ok(())
    } else {
        Err(format!("attempt {stamp} succeeded with a result that it was never given"))
    }
}

fn detail_is_bare(detail: &Detail) -> bool {
    matches!(detail, Detail::LambdaFunctionSucceeded { .. })
}

#[cfg(test)]
mod tests;
