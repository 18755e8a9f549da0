//! The catalogue of service integrations: what a call, a job and a callback look like; how results and errors are
//! shaped. Deliberately absent: making calls; that is the affair of whoever stands behind [`service::Services`].

pub mod call;
pub mod definition;
pub mod function;
pub mod glue;
pub mod lambda;
pub mod metadata;
pub mod service;
pub mod states;
pub mod stepwell;

pub use call::{Integration, Job, Repeat, TaskCall, Verdict, find};
