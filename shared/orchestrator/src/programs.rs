//! Definitions, compiled once and kept. Deliberately absent: definitions themselves; the journal keeps those.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use stepwell_asl::Program;
use stepwell_asl::{MachineType, parse};
use stepwell_journal::codec::Digest;

use crate::limits::PROGRAMS_MAX;

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
