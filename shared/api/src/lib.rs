//! The Step Functions API and plain REST over the orchestrator: one file per action.
//!
//! Regions and accounts: an installation is one region and one account, those of its configuration. All ARNs in
//! answers carry them, whatever region a client signs its requests for, and an ARN of another place names nothing
//! here. Deliberately absent: HTTP servers, so that functions use this crate too; and who may do what, which is
//! decided before a request comes here.

pub mod action;
pub mod api;
pub mod approval;
pub mod configuration;
pub mod definition;
pub mod fault;
#[cfg(test)]
mod fixture;
pub mod http;
pub mod limits;
pub mod model;
pub mod name;
pub mod page_token;
pub mod pages;
pub mod protocol;
pub mod registry;
pub mod resource;
pub mod rest;
pub mod variable_references;

pub use api::Api;
pub use fault::{Code, Fault};
pub use protocol::{ApiAnswer, ApiRequest, handle};
