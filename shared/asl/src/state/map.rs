//! The Map state in inline mode. Source: Amazon States Language, "Map State".
//! Deliberately absent: distributed mode; a definition that asks for it gets a complaint that names it.

use stepwell_query::path::Path;
use stepwell_query::template::Template;

use crate::catcher::Catcher;
use crate::machine::MachineId;
use crate::retrier::Retrier;
use crate::state::{Next, ResultPath};

/// What a Map state does.
#[derive(Clone, Debug)]
pub struct Map {
    /// `ItemProcessor` (or `Iterator`).
    pub processor: MachineId,
    /// `ItemsPath`; none means the whole effective input.
    pub items_path: Option<Path>,
    /// `ItemSelector` (or the old `Parameters`).
    pub item_selector: Option<Template>,
    /// `MaxConcurrency(Path)`; 0 means as many as possible.
    pub max_concurrency: Count,
    /// `ToleratedFailureCount(Path)`.
    pub tolerated_failure_count: Option<Count>,
    /// `ToleratedFailurePercentage(Path)`.
    pub tolerated_failure_percentage: Option<Percentage>,
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

/// A count, given or pointed at.
#[derive(Clone, Debug)]
pub enum Count {
    /// Given in the definition.
    Literal(u64),
    /// Read from the state's input or the context object.
    Path(Path),
}

/// A percentage between 0 and 100, given or pointed at.
#[derive(Clone, Debug)]
pub enum Percentage {
    /// Given in the definition.
    Literal(f64),
    /// Read from the state's input or the context object.
    Path(Path),
}
