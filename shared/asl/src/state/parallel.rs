//! The Parallel state. Source: Amazon States Language, "Parallel State".

use stepwell_query::template::Template;

use crate::catcher::Catcher;
use crate::machine::MachineId;
use crate::retrier::Retrier;
use crate::state::{Next, ResultPath};

/// What a Parallel state does.
#[derive(Clone, Debug)]
pub struct Parallel {
    /// `Branches`, at least one.
    pub branches: Vec<MachineId>,
    /// `Parameters`.
    pub parameters: Option<Template>,
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
