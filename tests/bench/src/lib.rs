//! What the benchmarks are measured with: an orchestrator over a SQLite file whose services answer at once, and
//! definitions of any length. `cargo bench -p stepwell-bench` runs them. Deliberately absent: transitions that reach no
//! disk (`shared/engine/benches`).

pub mod chain;
pub mod instant;
pub mod workshop;
