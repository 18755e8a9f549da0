//! Definitions, compiled once and kept. Deliberately absent: definitions themselves; the journal keeps those.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use stepwell_asl::Program;
use stepwell_asl::{MachineType, parse};
use stepwell_journal::codec::Digest;
use stepwell_journal::machine::Machine;

use crate::limits::PROGRAMS_MAX;

/// Milliseconds for which a machine's record may be a little old. Source: Step Functions API, UpdateStateMachine:
/// executions started within a few seconds may still use the revision before.
const MACHINE_MS: u64 = 2_000;

/// Records of machines, each read at most every few seconds.
#[derive(Debug, Default)]
pub struct MachinesSeen {
    seen: Mutex<BTreeMap<String, (u64, Machine)>>,
}

impl MachinesSeen {
    /// The machine as it was seen lately.
    pub fn get(&self, name: &str, now_ms: u64) -> Option<Machine> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(name).filter(|(at, _)| at + MACHINE_MS > now_ms).map(|(_, machine)| machine.clone())
    }

    /// Notes how a machine was seen.
    pub fn put(&self, machine: &Machine, now_ms: u64) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= PROGRAMS_MAX {
            seen.pop_first();
        }
        seen.insert(machine.name.clone(), (now_ms, machine.clone()));
    }

    /// Forgets a machine: it was changed or deleted.
    pub fn forget(&self, name: &str) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

/// Compiled programs by machine and digest of the definition.
#[derive(Debug, Default)]
pub struct Programs {
    kept: Mutex<BTreeMap<Digest, Arc<Program>>>,
}

impl Programs {
    /// The program kept under this digest.
    pub fn get(&self, digest: &Digest) -> Option<Arc<Program>> {
        self.lock().get(digest).cloned()
    }

    /// Compiles a definition and keeps it; the first complaint if it does not compile.
    pub fn compile(&self, digest: &Digest, definition: &str) -> Result<Arc<Program>, String> {
        let parsed = parse(definition, MachineType::Standard);
        let Some(program) = parsed.program else {
            let first = parsed.diagnostics.first().map(ToString::to_string);
            return Err(first.unwrap_or_else(|| "it has no program".to_owned()));
        };
        let program = Arc::new(program);
        let mut kept = self.lock();
        if kept.len() >= PROGRAMS_MAX {
            kept.pop_first();
        }
        kept.insert(*digest, program.clone());
        Ok(program)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<Digest, Arc<Program>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
