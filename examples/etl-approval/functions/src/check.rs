//! `check-file`: are the orders there?

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::store::Place;

/// What is to be checked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckRequest {
    /// The file: a path below `DATA_URI`, or a URI.
    pub file: String,
    /// Given where a person answers instead of this function: then the check is only a look before they do.
    #[serde(rename = "TaskToken", alias = "taskToken")]
    pub task_token: Option<String>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckResult {
    /// Whether the file is there.
    pub exists: bool,
    /// The file as a URI.
    pub uri: String,
    /// Orders in it, without the head line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<usize>,
    /// Bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<usize>,
}

/// Looks at the file. A missing file is a result, not a failure: the workflow chooses what to do.
pub async fn check(request: &CheckRequest, place: &Place) -> Result<CheckResult, Failure> {
    if let Some(token) = &request.task_token {
        if token.is_empty() {
            return Err(Failure::BadRequest("the `TaskToken` is empty".to_owned()));
        }
        // Whoever has a token can answer: it does not belong into a log.
        println!("a person will answer for `{}` with the task token", request.file);
    }
    let bytes = place.read().await?;
    // Lines break inside quotes too, so records are counted as CSV.
    let rows = bytes.as_deref().map(|bytes| csv::Reader::from_reader(bytes).records().count());
    Ok(CheckResult {
        exists: bytes.is_some(),
        uri: place.uri().to_owned(),
        rows,
        size: bytes.map(|bytes| bytes.len()),
    })
}
