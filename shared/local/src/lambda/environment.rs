//! The environment of a function's process: the server's own, what Lambda sets, and the author's variables last.

use std::collections::BTreeMap;
use std::ffi::OsString;

use crate::config::{Config, Function};

/// Variables of the server that no function or job sees: they may hold its secrets.
const PRIVATE_PREFIX: &str = "STEPWELL_";

/// The server's variables without its private ones.
pub(crate) fn inherited() -> impl Iterator<Item = (OsString, OsString)> {
    std::env::vars_os().filter(|(name, _)| !name.to_string_lossy().starts_with(PRIVATE_PREFIX))
}

/// What Lambda's documentation promises a runtime, except what only its own sandbox has.
pub(super) fn of_lambda(name: &str, function: &Function, config: &Config) -> BTreeMap<String, String> {
    // The runtimes of interpreted languages take the handler from their command line, compiled ones ignore it.
    let handler = function.command.arguments.last().map_or("bootstrap", String::as_str);
    let pairs = [
        ("AWS_DEFAULT_REGION", config.server.region.clone()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", function.memory_mb.to_string()),
        ("AWS_LAMBDA_FUNCTION_NAME", name.to_owned()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand".to_owned()),
        ("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{name}")),
        ("AWS_LAMBDA_LOG_STREAM_NAME", format!("local/[$LATEST]{}", uuid::Uuid::new_v4().simple())),
        ("AWS_REGION", config.server.region.clone()),
        ("LAMBDA_TASK_ROOT", function.command.dir.display().to_string()),
        ("_HANDLER", handler.to_owned()),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
