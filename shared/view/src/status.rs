//! What became of a state or an execution, as the drawings name and colour it. Absent: how it was found out
//! (`progress`).

use std::collections::BTreeMap;

/// The status of a state in a drawing. The words and their colours are those of the Step Functions console.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Status {
    /// Never entered.
    #[default]
    NotStarted,
    /// Entered and at work.
    Running,
    /// An attempt failed and another one is under way or waited for.
    Retrying,
    /// Left in the ordinary way.
    Succeeded,
    /// Left through a catcher.
    Caught,
    /// Ended by an error nobody caught.
    Failed,
    /// Ended by a timeout nobody caught.
    TimedOut,
    /// Cut off because something around it ended.
    Aborted,
}

impl Status {
    /// All, in the order of the legend.
    pub const ALL: [Status; 8] = [
        Status::NotStarted,
        Status::Running,
        Status::Retrying,
        Status::Succeeded,
        Status::Caught,
        Status::Failed,
        Status::TimedOut,
        Status::Aborted,
    ];

    /// The word shown to people.
    pub fn word(self) -> &'static str {
        match self {
            Status::NotStarted => "not started",
            Status::Running => "in progress",
            Status::Retrying => "retrying",
            Status::Succeeded => "succeeded",
            Status::Caught => "caught error",
            Status::Failed => "failed",
            Status::TimedOut => "timed out",
            Status::Aborted => "aborted",
        }
    }

    /// The CSS class (also the colour variable) of this status.
    pub fn class(self) -> &'static str {
        match self {
            Status::NotStarted => "idle",
            Status::Running => "run",
            Status::Retrying => "retry",
            Status::Succeeded => "ok",
            Status::Caught => "caught",
            Status::Failed => "fail",
            Status::TimedOut => "late",
            Status::Aborted => "abort",
        }
    }

    /// Is the state still open?
    pub fn is_open(self) -> bool {
        match self {
            Status::Running | Status::Retrying => true,
            Status::NotStarted
            | Status::Succeeded
            | Status::Caught
            | Status::Failed
            | Status::TimedOut
            | Status::Aborted => false,
        }
    }

    /// From the `status` of `DescribeExecution` and `ListExecutions`; an unknown word is taken as not started.
    pub fn of_execution(word: &str) -> Status {
        match word {
            "RUNNING" => Status::Running,
            "PENDING_REDRIVE" => Status::Retrying,
            "SUCCEEDED" => Status::Succeeded,
            "FAILED" => Status::Failed,
            "TIMED_OUT" => Status::TimedOut,
            "ABORTED" => Status::Aborted,
            _ => Status::NotStarted,
        }
    }
}

/// What the graph shows of one state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mark {
    /// Colour, symbol and word.
    pub status: Status,
    /// A few words more (`12 of 40`, `attempt 2`), or empty.
    pub note: String,
}

/// Marks by state name. A state that is not in here was not started.
pub type Statuses = BTreeMap<String, Mark>;
