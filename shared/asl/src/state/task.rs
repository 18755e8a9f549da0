//! The Task state. Source: Amazon States Language, "Task State".

use stepwell_query::template::Template;

use crate::catcher::Catcher;
use crate::resource::Resource;
use crate::retrier::Retrier;
use crate::state::{Next, ResultPath, Seconds};

/// What a Task state does.
#[derive(Clone, Debug)]
pub struct Task {
    /// What it calls.
    pub resource: Resource,
    /// `Parameters`.
    pub parameters: Option<Template>,
    /// `Credentials`: a template that yields an object with `RoleArn`.
    pub credentials: Option<Template>,
    /// `TimeoutSeconds(Path)`, per attempt, from scheduling.
    pub timeout: Option<Seconds>,
    /// `HeartbeatSeconds(Path)`, per attempt, from starting.
    pub heartbeat: Option<Seconds>,
    /// `ResultSelector`.
    pub result_selector: Option<Template>,
    /// `ResultPath`.
    pub result_path: ResultPath,
    /// `Retry`, in order.
    pub retry: Vec<Retrier>,
    /// `Catch`, in order.
    pub catch: Vec<Catcher>,
    /// Where it goes on.
    pub next: Next,
}
