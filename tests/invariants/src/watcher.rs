//! The watcher: takes in what the world does, in the order in which it is so, and asks the invariants. Each page is
//! opened once, when it is written.

use std::collections::BTreeMap;
use std::sync::Arc;

use stepwell_integrations::service::ServiceRequest;
use stepwell_journal::memory::{MemoryPayloads, MemoryStore};
use stepwell_journal::{Closed, ExecutionKey};
use stepwell_orchestrator::message::{WakeUp, What};

use crate::answers::Answers;
use crate::approvals::{Approvals, Approver};
use crate::attempts::{AttemptName, Ended};
use crate::calls::{self, Call, Processes};
use crate::endings::{self, Ending};
use crate::page::Stores;
use crate::promises::Promises;
use crate::rules::Rules;
use crate::secrets::Secrets;
use crate::violation::{Complaints, Violation};
use crate::watched::Watched;
use crate::{cost, polls, promises, replay, sizes};

mod items;
mod pages;

/// Watches one world.
pub struct Watcher {
    pub(crate) rules: Rules,
    pub(crate) stores: Stores,
    pub(crate) watched: BTreeMap<ExecutionKey, Watched>,
    pub(crate) promises: Promises,
    pub(crate) processes: Processes,
    pub(crate) secrets: Secrets,
    pub(crate) approvals: Approvals,
    pub(crate) answers: Answers,
    pub(crate) faults: u64,
    pub(crate) last_fault_ms: Option<u64>,
    pub(crate) out: Complaints,
}

impl Watcher {
    /// Watches a world whose true stores are these; it only reads them.
    pub fn new(store: Arc<MemoryStore>, payloads: Arc<MemoryPayloads>, rules: Rules) -> Self {
        Watcher {
            rules,
            stores: Stores::new(store, payloads),
            watched: BTreeMap::new(),
            promises: Promises::default(),
            processes: Processes::default(),
            secrets: Secrets::default(),
            approvals: Approvals::default(),
            answers: Answers::default(),
            faults: 0,
            last_fault_ms: None,
            out: Complaints::default(),
        }
    }

    /// A text that must stand nowhere: key material, a password.
    pub fn secret(&mut self, text: &str) {
        self.secrets.texts.push(text.to_owned());
    }

    /// What task tokens begin with, such as `v1.k1.`: they may stand in data, but in no log and no message.
    pub fn token_prefix(&mut self, text: &str) {
        self.secrets.tokens.push(text.to_owned());
    }

    /// Something went wrong at this true time: a call of a port failed, was late or was lost, a process died or stood
    /// still. Costs may grow with the number of faults, and only after one may an attempt be lost.
    pub fn faulted(&mut self, at_ms: u64) {
        self.faults += 1;
        self.last_fault_ms = Some(self.last_fault_ms.unwrap_or(0).max(at_ms));
    }

    /// A message was sent at this true time, or the queue has made a copy of one.
    pub fn sent(&mut self, at_ms: u64, body: &str, delay_s: u32) {
        self.out.at_ms = at_ms;
        sizes::message(body, delay_s, &mut self.out);
        self.secrets.in_public("a message", body, &mut self.out);
        let Some(wake_up) = WakeUp::decode(body) else {
            self.out.add_to("I12", String::new(), "a message that nobody can read was sent");
            return;
        };
        self.promises.sent(body, &wake_up);
        if let Some(seen) = self.watched.get_mut(&wake_up.key) {
            seen.spent.messages += 1;
            polls::sent(seen, &wake_up, &mut self.out);
        }
        if let What::Look { stamp } = wake_up.what {
            self.told_parent(&wake_up.key, stamp);
        }
    }

    /// Somebody shall look at what an attempt has started: its children have told it how they ended.
    fn told_parent(&mut self, parent: &ExecutionKey, stamp: u64) {
        for child in self.watched.values_mut().filter(|child| child.ended_at_ms.is_some()) {
            let of = child.cover.parent.as_ref();
            child.told_parent |= of.is_some_and(|of| of.key == *parent && of.stamp == stamp);
        }
    }

    /// A message was received.
    pub fn received(&mut self, at_ms: u64, body: &str) {
        self.out.at_ms = at_ms;
        self.promises.received(body);
        let Some(wake_up) = WakeUp::decode(body) else { return };
        if let Some(seen) = self.watched.get_mut(&wake_up.key) {
            polls::received(seen, &wake_up);
        }
    }

    /// A message was acknowledged: it will not come again.
    pub fn acked(&mut self, at_ms: u64, body: &str) {
        self.out.at_ms = at_ms;
        let Some(wake_up) = WakeUp::decode(body) else { return };
        let received = self.promises.gone(body, &wake_up);
        let Some(seen) = self.watched.get_mut(&wake_up.key) else { return };
        self.promises.acknowledged(seen, &wake_up, received, &self.rules, &mut self.out);
        // One that came twice may be gone while its first receiver is still at work, one for a page that never came is
        // dropped: from then on only promises hold.
        seen.lost_message |= received != 1 || wake_up.page > seen.head.page;
    }

    /// A message was lost, or went where nobody works it off.
    pub fn dropped(&mut self, at_ms: u64, body: &str) {
        self.out.at_ms = at_ms;
        let Some(wake_up) = WakeUp::decode(body) else { return };
        self.promises.gone(body, &wake_up);
        match self.watched.get_mut(&wake_up.key) {
            Some(seen) => seen.lost_message = true,
            // It announced an execution that is not there yet.
            None => self.promises.lost(wake_up.key),
        }
    }

    /// The outside saw a request of this process (the name that its sessions begin with); `applied` says whether it did
    /// what was asked, so that a refused start is none. Returns the attempt that it belongs to.
    pub fn called(
        &mut self,
        at_ms: u64,
        process: &str,
        request: &ServiceRequest,
        applied: bool,
    ) -> Option<AttemptName> {
        self.out.at_ms = at_ms;
        let what = format!("{}:{}", request.service, request.operation);
        let Some(attempt) = calls::attempt_of(request) else {
            self.out.add_to("I5", String::new(), format!("{what} by `{process}` is of no attempt"));
            return None;
        };
        let Some(seen) = self.watched.get_mut(&attempt.key) else {
            self.out.add("I5", &attempt.key, format!("{what} by `{process}`, the execution has not begun"));
            return Some(attempt);
        };
        let call = Call { at_ms, process, request, stamp: attempt.stamp, applied };
        calls::check(seen, &call, &self.stores, &mut self.processes, &self.rules, &mut self.out);
        Some(attempt)
    }

    /// The outside gave this output to the call of an attempt. A world that never says so is not held to it.
    pub fn answered(&mut self, attempt: &AttemptName, output: &serde_json::Value) {
        let seen = self.watched.get_mut(&attempt.key);
        if let Some(attempt) = seen.and_then(|seen| seen.attempts.by_stamp.get_mut(&attempt.stamp)) {
            attempt.answers.push(output.clone());
        }
    }

    /// Somebody outside reports, by its token, that the task of an attempt has ended. To be said before the report is made.
    pub fn reported(&mut self, attempt: &AttemptName) {
        let Some(seen) = self.watched.get_mut(&attempt.key) else { return };
        seen.attempts.has_reports = true;
        if let Some(attempt) = seen.attempts.by_stamp.get_mut(&attempt.stamp) {
            attempt.reported = true;
        }
    }

    /// Such a report was answered well.
    pub fn accepted(&mut self, at_ms: u64, attempt: &AttemptName) {
        self.out.at_ms = at_ms;
        let seen = self.watched.get_mut(&attempt.key);
        match seen.and_then(|seen| seen.attempts.by_stamp.get_mut(&attempt.stamp)) {
            Some(known) => known.accepted_at_ms = Some(at_ms),
            None => {
                let what = format!("a report on attempt {} was accepted, no page has it", attempt.stamp);
                self.out.add("clients", &attempt.key, what);
            }
        }
    }

    /// A client was told a status; a start that was answered is told as running.
    pub fn observed(&mut self, at_ms: u64, client: &str, key: &ExecutionKey, status: Closed) {
        self.out.at_ms = at_ms;
        self.answers.observed(client, key, status, self.watched.get(key), &mut self.out);
    }

    /// A person posted the form of an approval with a choice.
    pub fn posted(&mut self, approver: Approver) {
        self.approvals.posted(approver);
    }

    /// Somebody was shown what an approver has decided, `APPROVED` or `REJECTED`.
    pub fn decided(&mut self, at_ms: u64, approver: &Approver, verdict: &str) {
        self.out.at_ms = at_ms;
        self.approvals.told(approver, verdict, &mut self.out);
    }

    /// A line was logged, or an error text was shown.
    pub fn logged(&mut self, line: &str) {
        self.secrets.in_public("a log line", line, &mut self.out);
    }

    /// A process stood still between its last look at a claim and the sending of the call: at the service port itself,
    /// or while the parameters were read. Calls that it sends right after are counted, not judged.
    pub fn stalled(&mut self, process: &str, from_ms: u64, to_ms: u64) {
        self.processes.stalls.push((process.to_owned(), from_ms, to_ms));
    }

    /// An item of an execution was read.
    pub fn read(&mut self, key: &ExecutionKey) {
        if let Some(seen) = self.watched.get_mut(key) {
            seen.spent.reads += 1;
        }
    }

    /// Looks at what may go wrong by time alone; dear for worlds of many executions, so not after each effect.
    pub fn check(&mut self, at_ms: u64) {
        self.out.at_ms = at_ms;
        for seen in self.watched.values() {
            let slack = promises::SWEPT_SLACK_MS;
            self.promises.check(seen, &self.rules, slack, "between steps", &mut self.out);
        }
    }

    /// Violations so far.
    pub fn violations(&self) -> &[Violation] {
        &self.out.found
    }

    /// Calls that were sent in the one documented window, and calls that others had made moot before.
    pub fn late_and_moot(&self) -> (u64, u64) {
        (self.processes.late, self.processes.moot)
    }

    /// How executions ended, outputs in memory, for comparison with a reference.
    pub fn endings(&self) -> Vec<Ending> {
        let endings = self.watched.values().map(|seen| {
            let status = seen.head.execution.status.clone();
            if let stepwell_engine::Status::Succeeded { output } = &status {
                // An output that cannot be read is told by the reading at the end.
                let _ = self.stores.bring(&seen.key, output);
            }
            let faulted = seen.attempts.by_stamp.iter().filter(|(_, a)| a.ended != Some(Ended::Completed));
            Ending {
                key: seen.key.clone(),
                input: seen.head.execution.input.clone(),
                status,
                history: seen.events.clone(),
                faulted: faulted.map(|(stamp, _)| *stamp).collect(),
            }
        });
        endings.collect()
    }

    /// The world has come to its end; `healed` says that nothing went wrong for long enough that everything that can
    /// end has ended. All violations.
    pub fn finish(&mut self, at_ms: u64, healed: bool) -> Vec<Violation> {
        self.check(at_ms);
        for seen in self.watched.values() {
            if self.rules.reread {
                replay::reread(seen, &self.stores, &mut self.out);
            }
            if healed {
                endings::check(seen, &mut self.out);
            }
            self.answers.finish(&seen.key, seen, healed, &mut self.out);
            cost::check(seen, self.faults, &mut self.out);
        }
        std::mem::take(&mut self.out.found)
    }
}
