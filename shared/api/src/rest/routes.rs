//! The route table: every method and path that is answered, and nothing else. `openapi.json` says the same to others; a
//! test holds both together. Deliberately absent: `POST /`, which is the AWS protocol's.

use percent_encoding::percent_decode_str;

use crate::rest::limits::PATH_BYTES_MAX;

/// What a route does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// Where to begin.
    Home,
    /// All state machines.
    ListStateMachines,
    /// One state machine; for browsers its executions.
    DescribeStateMachine,
    /// Executions of a state machine.
    ListExecutions,
    /// Starts an execution.
    StartExecution,
    /// One execution; for browsers its page.
    DescribeExecution,
    /// Its events.
    GetExecutionHistory,
    /// Its graph.
    GetExecutionGraph,
    /// Stops it.
    StopExecution,
    /// A waiting task ends well.
    SendTaskSuccess,
    /// A waiting task fails.
    SendTaskFailure,
    /// A waiting task is alive.
    SendTaskHeartbeat,
    /// The page of an approver.
    ShowApproval,
    /// The form on it.
    DecideApproval,
    /// Mails kept instead of sent.
    ListMails,
    /// One of them.
    ShowMail,
    /// The description of all this.
    DescribeApi,
    /// Whether somebody is at home.
    CheckHealth,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// The method; GET answers HEAD too.
    pub method: &'static str,
    /// The path; a segment in braces stands for any one segment that is not empty.
    pub path: &'static str,
    /// What it does.
    pub operation: Operation,
}

const fn get(path: &'static str, operation: Operation) -> Route {
    Route { method: "GET", path, operation }
}

const fn post(path: &'static str, operation: Operation) -> Route {
    Route { method: "POST", path, operation }
}

/// The table. No path fits two different rows of one method.
pub const ROUTES: [Route; 18] = [
    get("/", Operation::Home),
    get("/state-machines", Operation::ListStateMachines),
    get("/state-machines/{machine}", Operation::DescribeStateMachine),
    get("/state-machines/{machine}/executions", Operation::ListExecutions),
    post("/state-machines/{machine}/executions", Operation::StartExecution),
    get("/executions/{machine}/{execution}", Operation::DescribeExecution),
    get("/executions/{machine}/{execution}/history", Operation::GetExecutionHistory),
    get("/executions/{machine}/{execution}/graph.svg", Operation::GetExecutionGraph),
    post("/executions/{machine}/{execution}/stop", Operation::StopExecution),
    post("/callbacks/{token}/success", Operation::SendTaskSuccess),
    post("/callbacks/{token}/failure", Operation::SendTaskFailure),
    post("/callbacks/{token}/heartbeat", Operation::SendTaskHeartbeat),
    get("/approvals/{token}", Operation::ShowApproval),
    post("/approvals/{token}", Operation::DecideApproval),
    get("/mailbox", Operation::ListMails),
    get("/mailbox/{id}", Operation::ShowMail),
    get("/openapi.json", Operation::DescribeApi),
    get("/health", Operation::CheckHealth),
];

/// Answer to [`find`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// This is the route; what stood in the place of its braces, decoded, in order.
    Route(Operation, Vec<String>),
    /// The path is known, with these methods only.
    Method {
        /// What the header `Allow` says.
        allow: String,
        /// Whether the path is an approval's, which answers people.
        is_approval: bool,
    },
    /// No such path.
    Unknown,
}

/// The route of a request.
pub fn find(method: &str, path: &str) -> Match {
    if path.len() > PATH_BYTES_MAX {
        return Match::Unknown;
    }
    let fitting: Vec<(&Route, Vec<String>)> =
        ROUTES.iter().filter_map(|route| Some((route, captured(route.path, path)?))).collect();
    let wanted = if method == "HEAD" { "GET" } else { method };
    if let Some((route, found)) = fitting.iter().find(|(route, _)| route.method == wanted) {
        return Match::Route(route.operation, found.clone());
    }
    let mut allow = Vec::new();
    for (route, _) in &fitting {
        allow.push(route.method);
        if route.method == "GET" {
            allow.push("HEAD");
        }
    }
    if allow.is_empty() {
        return Match::Unknown;
    }
    let is_approval = fitting.iter().any(|(route, _)| route.operation == Operation::ShowApproval);
    Match::Method { allow: allow.join(", "), is_approval }
}

/// What stands in the place of the braces, if the path fits.
fn captured(pattern: &str, path: &str) -> Option<Vec<String>> {
    let mut found = Vec::new();
    let mut segments = path.split('/');
    for wanted in pattern.split('/') {
        let segment = segments.next()?;
        if wanted.starts_with('{') {
            let text = percent_decode_str(segment).decode_utf8().ok()?;
            if text.is_empty() {
                return None;
            }
            found.push(text.into_owned());
        } else if wanted != segment {
            return None;
        }
    }
    segments.next().is_none().then_some(found)
}

#[cfg(test)]
#[path = "routes_tests.rs"]
mod tests;
