//! History events of a page.

use std::sync::Arc;

use stepwell_engine::HistoryEvent;
use stepwell_engine::history::{Detail, Failure, Iteration, StateType, TaskName};

use super::{Page, before, plus};
use crate::codec::CodecError;
use crate::codec::record::Word;
use crate::codec::record::event::{
    DetailRecord, EventsRecord, IterationRecord, ScheduledRecord, StateTypeRecord,
};

/// All events of the page.
pub(super) fn events(page: &Page) -> Result<Vec<HistoryEvent>, CodecError> {
    let EventsRecord { previous, at, details } = &page.record.events;
    if previous.len() != details.len() || at.len() != details.len() {
        return Err(CodecError::corrupt("columns of events differ in length"));
    }
    let first = page.record.head.last_event.checked_sub(details.len() as u64);
    let before_first = first.ok_or_else(|| CodecError::corrupt("more events than ids"))?;
    let mut at_ms = page.record.head.last_ms;
    let columns = (before_first..).map(|id| id.wrapping_add(1)).zip(previous).zip(at).zip(details);
    columns
        .map(|(((id, previous), at), record)| {
            at_ms = plus(at_ms, *at);
            Ok(HistoryEvent { id, previous: before(id, *previous), at_ms, detail: detail(record, page)? })
        })
        .collect()
}

fn detail(record: &DetailRecord, page: &Page) -> Result<Detail, CodecError> {
    let words = &page.words;
    Ok(match record {
        DetailRecord::ExecutionStarted(input, role) => {
            Detail::ExecutionStarted { input: page.payload(*input)?, role_arn: words.word(*role)? }
        }
        DetailRecord::ExecutionSucceeded(output) => {
            Detail::ExecutionSucceeded { output: page.payload(*output)? }
        }
        DetailRecord::ExecutionFailed(error, cause) => Detail::ExecutionFailed(why(*error, *cause, page)?),
        DetailRecord::ExecutionTimedOut(error, cause) => {
            Detail::ExecutionTimedOut(why(*error, *cause, page)?)
        }
        DetailRecord::ExecutionAborted(error, cause) => Detail::ExecutionAborted(why(*error, *cause, page)?),
        DetailRecord::StateEntered(of, name, input) => Detail::StateEntered {
            state_type: state_type(*of),
            name: words.word(*name)?,
            input: page.payload(*input)?,
        },
        DetailRecord::StateExited(of, name, output) => Detail::StateExited {
            state_type: state_type(*of),
            name: words.word(*name)?,
            output: page.payload(*output)?,
        },
        DetailRecord::StateAborted(of) => Detail::StateAborted(state_type(*of)),
        DetailRecord::ParallelStateStarted => Detail::ParallelStateStarted,
        DetailRecord::ParallelStateSucceeded => Detail::ParallelStateSucceeded,
        DetailRecord::ParallelStateFailed => Detail::ParallelStateFailed,
        DetailRecord::MapStateStarted(length) => Detail::MapStateStarted { length: *length },
        DetailRecord::MapStateSucceeded => Detail::MapStateSucceeded,
        DetailRecord::MapStateFailed => Detail::MapStateFailed,
        DetailRecord::MapIteration(what, name, index) => {
            Detail::MapIteration { what: iteration(*what), name: words.word(*name)?, index: *index }
        }
        DetailRecord::LambdaFunctionScheduled(resource, input, timeout, role) => {
            Detail::LambdaFunctionScheduled {
                resource: words.word(*resource)?,
                input: page.payload(*input)?,
                timeout_seconds: *timeout,
                role_arn: words.shared(*role)?,
            }
        }
        DetailRecord::LambdaFunctionStarted => Detail::LambdaFunctionStarted,
        DetailRecord::LambdaFunctionSucceeded(output) => {
            Detail::LambdaFunctionSucceeded { output: page.payload(*output)? }
        }
        DetailRecord::LambdaFunctionFailed(error, cause) => {
            Detail::LambdaFunctionFailed(why(*error, *cause, page)?)
        }
        DetailRecord::LambdaFunctionTimedOut(error, cause) => {
            Detail::LambdaFunctionTimedOut(why(*error, *cause, page)?)
        }
        DetailRecord::TaskScheduled(record) => scheduled(record, page)?,
        DetailRecord::TaskStarted(of, at) => Detail::TaskStarted(task(*of, *at, page)?),
        DetailRecord::TaskSubmitted(of, at, output) => {
            Detail::TaskSubmitted { task: task(*of, *at, page)?, output: page.payload(*output)? }
        }
        DetailRecord::TaskSucceeded(of, at, output) => {
            Detail::TaskSucceeded { task: task(*of, *at, page)?, output: page.payload(*output)? }
        }
        DetailRecord::TaskFailed(of, at, error, cause) => {
            Detail::TaskFailed { task: task(*of, *at, page)?, failure: why(*error, *cause, page)? }
        }
        DetailRecord::TaskTimedOut(of, at, error, cause) => {
            Detail::TaskTimedOut { task: task(*of, *at, page)?, failure: why(*error, *cause, page)? }
        }
    })
}

fn scheduled(record: &ScheduledRecord, page: &Page) -> Result<Detail, CodecError> {
    Ok(Detail::TaskScheduled {
        task: task(record.resource_type, record.resource, page)?,
        region: page.words.word(record.region)?,
        parameters: page.payload(record.parameters)?,
        timeout_seconds: record.timeout_seconds,
        heartbeat_seconds: record.heartbeat_seconds,
        role_arn: page.words.shared(record.role_arn)?,
    })
}

fn task(resource_type: Word, resource: Word, page: &Page) -> Result<TaskName, CodecError> {
    Ok(TaskName { resource_type: page.words.word(resource_type)?, resource: page.words.word(resource)? })
}

fn why(error: Option<Word>, cause: Option<Word>, page: &Page) -> Result<Failure, CodecError> {
    let shared = |word: Option<Word>| -> Result<Option<Arc<str>>, CodecError> { page.words.shared(word) };
    Ok(Failure { error: shared(error)?, cause: shared(cause)? })
}

fn state_type(record: StateTypeRecord) -> StateType {
    match record {
        StateTypeRecord::Pass => StateType::Pass,
        StateTypeRecord::Task => StateType::Task,
        StateTypeRecord::Choice => StateType::Choice,
        StateTypeRecord::Wait => StateType::Wait,
        StateTypeRecord::Succeed => StateType::Succeed,
        StateTypeRecord::Fail => StateType::Fail,
        StateTypeRecord::Parallel => StateType::Parallel,
        StateTypeRecord::Map => StateType::Map,
    }
}

fn iteration(record: IterationRecord) -> Iteration {
    match record {
        IterationRecord::Started => Iteration::Started,
        IterationRecord::Succeeded => Iteration::Succeeded,
        IterationRecord::Failed => Iteration::Failed,
        IterationRecord::Aborted => Iteration::Aborted,
    }
}
