//! Runs cases recorded on the real service against a server.
//!
//! A [`Case`] is a list of API calls with the answers that AWS Step Functions gave. [`run`] makes the calls on a
//! [`Target`] and compares what comes back by the rules of the conformance folder's README. The folder is not part of
//! this repository: see [`suite::conformance_dir`]. Absent on purpose: any server. A test that has one brings a
//! [`Target`] of its own, or uses [`HttpTarget`] for a server that listens.

mod assignment;
pub mod case;
pub mod check;
pub mod compare;
mod era;
pub mod features;
pub mod golden;
pub mod history;
mod http;
mod limits;
mod oddity;
pub mod pattern;
pub mod placeholder;
mod polling;
pub mod report;
mod run;
mod script;
pub mod suite;
mod summary;
mod target;

pub use case::Case;
pub use http::HttpTarget;
pub use report::Report;
pub use run::{Verdict, run};
pub use script::{Outcome, ScriptedCall};
pub use summary::Summary;
pub use target::{Answer, Target};

#[cfg(test)]
mod recorded_tests;
