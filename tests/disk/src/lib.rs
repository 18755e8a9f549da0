//! The disk under a real server fails in every way that a program can see, at random moments, while executions of all
//! kinds run; then every execution must end right, as in the kill test, whose load and verdict these tests use.
//!
//! `cargo test -p stepwell-disk` takes less than half a minute. A soak, and the same faults again:
//!
//! ```sh
//! STEPWELL_DISK_SECONDS=600 STEPWELL_DISK_EXECUTIONS=6000 cargo test -p stepwell-disk faults -- --nocapture
//! ```
//!
//! - `STEPWELL_DISK_EXECUTIONS`: executions to start, 80 if not set
//! - `STEPWELL_DISK_SECONDS`: for how long faults come, 8 if not set; from 120 on the server is also frozen once
//! - `STEPWELL_DISK_SEED`: where chance begins; printed by each run
//!
//! The failing disk is a library of `shim/disk.c` that is loaded into the server before all others; it needs Linux and a C
//! compiler, and where they are missing the tests say that they were skipped. A disk that is really small needs the right
//! to mount one. Deliberately absent: reads that fail, and the faults of single port calls (`tests/protocol`).

pub mod chaos;
pub mod control;
pub mod keeper;
pub mod power;
pub mod room;
pub mod shim;
pub mod tally;
