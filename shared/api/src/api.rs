//! What the actions work on.

use std::sync::Arc;

use stepwell_orchestrator::Orchestrator;

/// The API of one installation.
#[derive(Clone)]
pub struct Api {
    /// What starts, stops, completes and keeps executions.
    pub orchestrator: Arc<Orchestrator>,
}

impl Api {
    /// The API over an orchestrator.
    pub fn new(orchestrator: Arc<Orchestrator>) -> Self {
        Api { orchestrator }
    }

    /// The present time in milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> u64 {
        self.orchestrator.now_ms()
    }

    /// A new UUID, version 4. Source: RFC 9562, section 5.4.
    pub(crate) fn uuid(&self) -> String {
        let high = (self.orchestrator.chance.next() & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000;
        let low = (self.orchestrator.chance.next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000;
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xFFFF,
            high & 0xFFFF,
            low >> 48,
            low & 0xFFFF_FFFF_FFFF
        )
    }
}
