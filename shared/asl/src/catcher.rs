//! `Catch`: one catcher. Source: Amazon States Language, "Fallback states".

use std::sync::Arc;

use crate::machine::StateId;
use crate::state::ResultPath;

/// One entry of `Catch`.
#[derive(Clone, Debug)]
pub struct Catcher {
    /// Names it answers to, not empty; `States.ALL` stands alone and last.
    pub error_equals: Vec<Arc<str>>,
    /// Where the execution goes on.
    pub next: StateId,
    /// Where the error output goes within the state's raw input.
    pub result_path: ResultPath,
}
