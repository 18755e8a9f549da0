//! A real server is killed again and again, at random moments, while executions of all kinds run; then every execution
//! must end right, with a whole history, and nothing may have been started more often than its author allows.
//!
//! `cargo test -p stepwell-kill` takes less than a minute. Longer soaks, and the same kills again:
//!
//! - `STEPWELL_KILL_EXECUTIONS`: executions to start, 200 if not set
//! - `STEPWELL_KILL_SECONDS`: for how long the server is killed, 25 if not set
//! - `STEPWELL_KILL_SEED`: where chance begins; printed by each run
//!
//! Deliberately absent: faults of single port calls in virtual time (`tests/protocol`), and a disk that loses what it
//! said was written: a kill ends a process, not the machine.

pub mod bins;
pub mod chance;
pub mod client;
pub mod diary;
pub mod ground;
pub mod history;
pub mod load;
pub mod server;
pub mod settings;
pub mod verdict;
pub mod workflow;

/// What goes wrong around the test itself.
pub type Trouble = Box<dyn std::error::Error + Send + Sync>;
