//! The tests; `stepwell_disk` says what they are.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod faults;
mod field;
mod power;
mod small;
