//! History events.

use minicbor::{Decode, Encode};

use super::{Text, Word};

/// Events with contiguous ids that end with the head's last event, as columns of equal length.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct EventsRecord {
    /// Id minus previous id.
    #[n(0)]
    pub previous: Vec<i64>,
    /// Milliseconds since the event before; of the first one since the head's last event time.
    #[n(1)]
    pub at: Vec<i64>,
    /// What happened.
    #[n(2)]
    pub details: Vec<DetailRecord>,
}

/// Type of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub(crate) enum StateTypeRecord {
    #[n(0)]
    Pass,
    #[n(1)]
    Task,
    #[n(2)]
    Choice,
    #[n(3)]
    Wait,
    #[n(4)]
    Succeed,
    #[n(5)]
    Fail,
    #[n(6)]
    Parallel,
    #[n(7)]
    Map,
}

/// What happened to an iteration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub(crate) enum IterationRecord {
    #[n(0)]
    Started,
    #[n(1)]
    Succeeded,
    #[n(2)]
    Failed,
    #[n(3)]
    Aborted,
}

/// What happened. Fields named as in the engine's details; failures are error and cause.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub(crate) enum DetailRecord {
    #[n(0)]
    ExecutionStarted(#[n(0)] Text, #[n(1)] Word),
    #[n(1)]
    ExecutionSucceeded(#[n(0)] Text),
    #[n(2)]
    ExecutionFailed(#[n(0)] Option<Word>, #[n(1)] Option<Word>),
    #[n(3)]
    ExecutionTimedOut(#[n(0)] Option<Word>, #[n(1)] Option<Word>),
    #[n(4)]
    ExecutionAborted(#[n(0)] Option<Word>, #[n(1)] Option<Word>),
    #[n(5)]
    StateEntered(#[n(0)] StateTypeRecord, #[n(1)] Word, #[n(2)] Text),
    #[n(6)]
    StateExited(#[n(0)] StateTypeRecord, #[n(1)] Word, #[n(2)] Text),
    #[n(7)]
    StateAborted(#[n(0)] StateTypeRecord),
    #[n(8)]
    ParallelStateStarted,
    #[n(9)]
    ParallelStateSucceeded,
    #[n(10)]
    ParallelStateFailed,
    #[n(11)]
    MapStateStarted(#[n(0)] u32),
    #[n(12)]
    MapStateSucceeded,
    #[n(13)]
    MapStateFailed,
    #[n(14)]
    MapIteration(#[n(0)] IterationRecord, #[n(1)] Word, #[n(2)] u32),
    /// Function, payload, time-out, role.
    #[n(15)]
    LambdaFunctionScheduled(#[n(0)] Word, #[n(1)] Text, #[n(2)] Option<u64>, #[n(3)] Option<Word>),
    #[n(16)]
    LambdaFunctionStarted,
    #[n(17)]
    LambdaFunctionSucceeded(#[n(0)] Text),
    #[n(18)]
    LambdaFunctionFailed(#[n(0)] Option<Word>, #[n(1)] Option<Word>),
    #[n(19)]
    LambdaFunctionTimedOut(#[n(0)] Option<Word>, #[n(1)] Option<Word>),
    #[n(20)]
    TaskScheduled(#[n(0)] ScheduledRecord),
    /// Resource type, resource.
    #[n(21)]
    TaskStarted(#[n(0)] Word, #[n(1)] Word),
    /// Resource type, resource, answer.
    #[n(22)]
    TaskSubmitted(#[n(0)] Word, #[n(1)] Word, #[n(2)] Text),
    /// Resource type, resource, result.
    #[n(23)]
    TaskSucceeded(#[n(0)] Word, #[n(1)] Word, #[n(2)] Text),
    /// Resource type, resource, error, cause.
    #[n(24)]
    TaskFailed(#[n(0)] Word, #[n(1)] Word, #[n(2)] Option<Word>, #[n(3)] Option<Word>),
    /// Resource type, resource, error, cause.
    #[n(25)]
    TaskTimedOut(#[n(0)] Word, #[n(1)] Word, #[n(2)] Option<Word>, #[n(3)] Option<Word>),
}

/// A scheduled service task.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct ScheduledRecord {
    #[n(0)]
    pub resource_type: Word,
    #[n(1)]
    pub resource: Word,
    #[n(2)]
    pub region: Word,
    #[n(3)]
    pub parameters: Text,
    #[n(4)]
    pub timeout_seconds: Option<u64>,
    #[n(5)]
    pub heartbeat_seconds: Option<u64>,
    #[n(6)]
    pub role_arn: Option<Word>,
}
