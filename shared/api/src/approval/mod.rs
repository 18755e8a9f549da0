//! Approvals as a service of workflows and as pages for people: links are made and mailed when a task asks, decisions
//! are kept beside the execution, and the task ends when there are enough.
//!
//! Deliberately absent: what a request, a link, a mail and a page look like, and which decisions count
//! (`stepwell-approvals`).

pub mod attempt;
#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod flow_tests;
pub mod journal;
pub mod ledger;
pub mod limits;
pub mod mailbox;
pub mod pages;
pub mod service;
