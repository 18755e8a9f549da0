//! What a world settles about itself before it is watched.

use stepwell_orchestrator::limits::CLOCK_SKEW_MS;

/// How strictly a world is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Milliseconds by which a clock of the world may differ from the true time, either way.
    pub skew_ms: u64,
    /// Whether every process knows that all processes before it have ended (a laptop's server), so that a claim of
    /// another process may be given up at once.
    pub alone: bool,
    /// Whether all histories are read again at the end and held against what was seen: about as dear as all that was
    /// watched before, so perhaps not in every world.
    pub reread: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Rules { skew_ms: CLOCK_SKEW_MS, alone: false, reread: true }
    }
}
