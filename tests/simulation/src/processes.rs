//! The processes of a run: alive, standing still or dead, each with its own clock and its own memory.

use std::sync::{Arc, Mutex};

use stepwell_orchestrator::Orchestrator;

use crate::executor::{ProcessId, Ready};
use crate::lock;
use crate::versions::Code;

/// A process.
pub(crate) struct Process {
    /// The production code with its caches; none once it is dead.
    pub orchestrator: Option<Arc<Orchestrator>>,
    /// Its version.
    code: Code,
    /// Invocations that it works on.
    pub invocations: usize,
    /// Until when it stands still.
    still_until_ms: u64,
    /// Tasks that were ready while it stood still.
    parked: Vec<(usize, u64)>,
}

/// All of them, by number.
#[derive(Default)]
pub(crate) struct Processes {
    list: Mutex<Vec<Process>>,
    dead: Mutex<Vec<ProcessId>>,
}

impl Processes {
    /// Number of the next process.
    pub fn next(&self) -> ProcessId {
        lock(&self.list).len()
    }

    /// A process comes to life.
    pub fn add(&self, code: Code, orchestrator: Arc<Orchestrator>) {
        let orchestrator = Some(orchestrator);
        let process = Process { orchestrator, code, invocations: 0, still_until_ms: 0, parked: Vec::new() };
        lock(&self.list).push(process);
    }

    pub fn is_alive(&self, process: ProcessId) -> bool {
        lock(&self.list).get(process).is_some_and(|process| process.orchestrator.is_some())
    }

    pub fn orchestrator(&self, process: ProcessId) -> Option<Arc<Orchestrator>> {
        lock(&self.list).get(process).and_then(|process| process.orchestrator.clone())
    }

    /// The version of a process, dead ones too.
    pub fn code(&self, process: ProcessId) -> Option<Code> {
        lock(&self.list).get(process).map(|process| process.code)
    }

    /// How many of this version are alive.
    pub fn count_of(&self, code: Code) -> usize {
        let list = lock(&self.list);
        list.iter().filter(|process| process.code == code && process.orchestrator.is_some()).count()
    }

    /// Those that are alive, and how many invocations each works on.
    pub fn alive(&self) -> Vec<(ProcessId, usize)> {
        let list = lock(&self.list);
        let alive = list.iter().enumerate().filter(|(_, process)| process.orchestrator.is_some());
        alive.map(|(id, process)| (id, process.invocations)).collect()
    }

    /// One more invocation, or one less.
    pub fn count(&self, process: ProcessId, more: bool) {
        if let Some(process) = lock(&self.list).get_mut(process) {
            process.invocations =
                if more { process.invocations + 1 } else { process.invocations.saturating_sub(1) };
        }
    }

    /// A process dies; its tasks are taken away soon. False if it was dead before.
    pub fn kill(&self, process: ProcessId) -> bool {
        let gone = lock(&self.list).get_mut(process).and_then(|process| {
            process.parked.clear();
            process.orchestrator.take()
        });
        let died = gone.is_some();
        if died {
            lock(&self.dead).push(process);
        }
        died
    }

    pub fn take_dead(&self) -> Vec<ProcessId> {
        std::mem::take(&mut lock(&self.dead))
    }

    /// A process stands still until then.
    pub fn still(&self, process: ProcessId, until_ms: u64) {
        if let Some(process) = lock(&self.list).get_mut(process) {
            process.still_until_ms = process.still_until_ms.max(until_ms);
        }
    }

    /// Puts a ready task of a process that stands still aside; false if it goes.
    pub fn park(&self, process: ProcessId, place: usize, task: u64) -> bool {
        let mut list = lock(&self.list);
        let Some(process) = list.get_mut(process).filter(|process| process.still_until_ms > 0) else {
            return false;
        };
        process.parked.push((place, task));
        true
    }

    /// Lets processes go on that have stood still until now, or all of them.
    pub fn go_on(&self, now_ms: u64, ready: &Ready) {
        for process in lock(&self.list).iter_mut() {
            if process.still_until_ms > 0 && process.still_until_ms <= now_ms {
                process.still_until_ms = 0;
                for (place, task) in process.parked.drain(..) {
                    ready.push(place, task);
                }
            }
        }
    }

    /// Ends all of them.
    pub fn clear(&self) {
        let gone = std::mem::take(&mut *lock(&self.list));
        drop(gone);
    }
}
