//! The Pass state. Source: Amazon States Language, "Pass State".

use serde_json::Value;
use stepwell_query::template::Template;

use crate::state::{Next, ResultPath};

/// What a Pass state does.
#[derive(Clone, Debug)]
pub struct Pass {
    /// `Result`: static JSON; path texts inside stay text.
    pub result: Option<Value>,
    /// `Parameters`.
    pub parameters: Option<Template>,
    /// `ResultPath`.
    pub result_path: ResultPath,
    /// Where it goes on.
    pub next: Next,
}
