//! Everything in Stepwell that reads outside bytes, held against what must be so whatever they say.
//!
//! A target is one file of [`target`] with a function `run` that takes bytes and asserts. It is driven in two ways:
//!
//! - `cargo test -p stepwell-fuzz` runs each target over its folder in `corpus/` and over a bounded number of
//!   mutations of what is there, the same each time. What was ever found wrong stands there as a file and stays.
//! - `cargo xtask fuzz <target> [seconds]` lets libFuzzer look for inputs that reach new code, for as long as one
//!   likes. What it learns it keeps under the target folder of cargo; an input that breaks something is printed with
//!   its file, to be made small and put into `corpus/`.
//!
//! Deliberately absent: memory errors, for which there is no unsafe code of ours; and faults of stores and queues, which
//! the tests of the protocol make.
#![expect(clippy::panic, clippy::unwrap_used, reason = "a finding ends the run")]

pub mod bytes;
pub mod corpus;
pub mod history;
pub mod house;
pub mod json;
pub mod mutation;
pub mod target;

/// A target: its name, which is also its folder in `corpus/`, and what runs an input.
#[derive(Clone, Copy)]
pub struct Target {
    /// `pages`.
    pub name: &'static str,
    /// Runs one input; panics if something is not as it must be.
    pub run: fn(&[u8]),
    /// How many mutations of its corpus a test run tries: cheap targets try more.
    pub tries: u64,
}

const fn target(name: &'static str, run: fn(&[u8]), tries: u64) -> Target {
    Target { name, run, tries }
}

/// All targets.
pub const TARGETS: [Target; 14] = [
    target("answers", target::answers::run, 2_000),
    target("definitions", target::definitions::run, 500),
    target("engine", target::engine::run, 300),
    target("forms", target::forms::run, 500),
    target("letters", target::letters::run, 4_000),
    target("messages", target::messages::run, 60),
    target("pages", target::pages::run, 1_000),
    target("paths", target::paths::run, 2_000),
    target("records", target::records::run, 1_000),
    target("requests", target::requests::run, 100),
    target("routes", target::routes::run, 60),
    target("settings", target::settings::run, 500),
    target("texts", target::texts::run, 4_000),
    target("tokens", target::tokens::run, 500),
];

/// The target of this name.
pub fn find(name: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.name == name)
}
