//! Limits of the watcher, each with unit and source.

/// Violations that are kept. Ours: the first one is what matters.
pub const VIOLATIONS_MAX: usize = 64;

/// Bytes of a queue message. Source: the design: messages carry names only, below 1 KB.
pub const WAKE_UP_BYTES_MAX: usize = 1_024;

/// Milliseconds by which the sweep may put off an execution that stands still, at most. Source: half of the standstill
/// of one hour at which the orchestrator's sweep stops counting.
pub const STOOD_MS_MAX: u64 = 1_800_000;

/// Milliseconds after which an execution of a healed world that owes something counts as stuck. Ours: the slack of a
/// promise, the minute of a sweep, and the pause of one that stood still.
pub const STUCK_MS: u64 = 300_000;
