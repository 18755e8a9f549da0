//! The laptop's hosts: Lambda functions as local processes, Glue jobs as local commands, behind the port
//! [`stepwell_integrations::service::Services`]. `stepwell.toml` says which name stands for which command.
//! Deliberately absent: containers, memory limits, IAM, and every other service; those are the real ones' work.
//! Unix only: processes are ended by their group.

pub mod config;
pub mod glue;
pub mod hosts;
pub mod lambda;
pub mod limits;
mod moment;
mod process;

pub use config::Config;
pub use glue::{GlueHost, SuperviseError, SupervisorCommand, supervise};
pub use hosts::Hosts;
pub use lambda::LambdaHost;
