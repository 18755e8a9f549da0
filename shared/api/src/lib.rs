//! The Step Functions API and plain REST over the orchestrator: one file per action.

pub mod approval;
pub mod fault;
pub mod http;
pub mod name;
pub mod pages;
pub mod rest;
