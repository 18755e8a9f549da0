//! History events of a page.

use stepwell_engine::HistoryEvent;
use stepwell_engine::history::{Detail, Failure, Iteration, StateType, TaskName};

use super::minus;
use super::tables::Tables;
use crate::codec::CodecError;
use crate::codec::record::Word;
use crate::codec::record::event::{
    DetailRecord, EventsRecord, IterationRecord, ScheduledRecord, StateTypeRecord,
};

/// All events; `last_ms` is the head's time, from which the first event's time is counted.
pub(super) fn events(
    events: &[HistoryEvent],
    last_ms: u64,
    tables: &mut Tables<'_>,
) -> Result<EventsRecord, CodecError> {
    let before = [last_ms].into_iter().chain(events.iter().map(|event| event.at_ms));
    Ok(EventsRecord {
        previous: events.iter().map(|event| minus(event.id, event.previous)).collect(),
        at: events.iter().zip(before).map(|(event, before)| minus(event.at_ms, before)).collect(),
        details: events.iter().map(|event| detail(&event.detail, tables)).collect::<Result<_, _>>()?,
    })
}

fn detail(detail: &Detail, tables: &mut Tables<'_>) -> Result<DetailRecord, CodecError> {
    Ok(match detail {
        Detail::ExecutionStarted { input, role_arn } => {
            DetailRecord::ExecutionStarted(tables.text(input)?, tables.word(role_arn)?)
        }
        Detail::ExecutionSucceeded { output } => DetailRecord::ExecutionSucceeded(tables.text(output)?),
        Detail::ExecutionFailed(why) => failed(why, tables, DetailRecord::ExecutionFailed)?,
        Detail::ExecutionTimedOut(why) => failed(why, tables, DetailRecord::ExecutionTimedOut)?,
        Detail::ExecutionAborted(why) => failed(why, tables, DetailRecord::ExecutionAborted)?,
        Detail::StateEntered { state_type, name, input } => {
            DetailRecord::StateEntered(of_state(*state_type), tables.word(name)?, tables.text(input)?)
        }
        Detail::StateExited { state_type, name, output } => {
            DetailRecord::StateExited(of_state(*state_type), tables.word(name)?, tables.text(output)?)
        }
        Detail::StateAborted(state_type) => DetailRecord::StateAborted(of_state(*state_type)),
        Detail::ParallelStateStarted => DetailRecord::ParallelStateStarted,
        Detail::ParallelStateSucceeded => DetailRecord::ParallelStateSucceeded,
        Detail::ParallelStateFailed => DetailRecord::ParallelStateFailed,
        Detail::MapStateStarted { length } => DetailRecord::MapStateStarted(*length),
        Detail::MapStateSucceeded => DetailRecord::MapStateSucceeded,
        Detail::MapStateFailed => DetailRecord::MapStateFailed,
        Detail::MapIteration { what, name, index } => {
            DetailRecord::MapIteration(of_iteration(*what), tables.word(name)?, *index)
        }
        Detail::LambdaFunctionScheduled { resource, input, timeout_seconds, role_arn } => {
            let resource = tables.word(resource)?;
            let input = tables.text(input)?;
            let role_arn = tables.maybe(role_arn.as_deref())?;
            DetailRecord::LambdaFunctionScheduled(resource, input, *timeout_seconds, role_arn)
        }
        Detail::LambdaFunctionStarted => DetailRecord::LambdaFunctionStarted,
        Detail::LambdaFunctionSucceeded { output } => {
            DetailRecord::LambdaFunctionSucceeded(tables.text(output)?)
        }
        Detail::LambdaFunctionFailed(why) => failed(why, tables, DetailRecord::LambdaFunctionFailed)?,
        Detail::LambdaFunctionTimedOut(why) => failed(why, tables, DetailRecord::LambdaFunctionTimedOut)?,
        Detail::TaskScheduled { task, region, parameters, timeout_seconds, heartbeat_seconds, role_arn } => {
            let (resource_type, resource) = words(task, tables)?;
            DetailRecord::TaskScheduled(ScheduledRecord {
                resource_type,
                resource,
                region: tables.word(region)?,
                parameters: tables.text(parameters)?,
                timeout_seconds: *timeout_seconds,
                heartbeat_seconds: *heartbeat_seconds,
                role_arn: tables.maybe(role_arn.as_deref())?,
            })
        }
        Detail::TaskStarted(task) => {
            let (resource_type, resource) = words(task, tables)?;
            DetailRecord::TaskStarted(resource_type, resource)
        }
        Detail::TaskSubmitted { task, output } => {
            let (resource_type, resource) = words(task, tables)?;
            DetailRecord::TaskSubmitted(resource_type, resource, tables.text(output)?)
        }
        Detail::TaskSucceeded { task, output } => {
            let (resource_type, resource) = words(task, tables)?;
            DetailRecord::TaskSucceeded(resource_type, resource, tables.text(output)?)
        }
        Detail::TaskFailed { task, failure } => task_failed(task, failure, tables, DetailRecord::TaskFailed)?,
        Detail::TaskTimedOut { task, failure } => {
            task_failed(task, failure, tables, DetailRecord::TaskTimedOut)?
        }
    })
}

fn words(task: &TaskName, tables: &mut Tables<'_>) -> Result<(Word, Word), CodecError> {
    Ok((tables.word(&task.resource_type)?, tables.word(&task.resource)?))
}

fn failed(
    failure: &Failure,
    tables: &mut Tables<'_>,
    to: fn(Option<Word>, Option<Word>) -> DetailRecord,
) -> Result<DetailRecord, CodecError> {
    Ok(to(tables.maybe(failure.error.as_deref())?, tables.maybe(failure.cause.as_deref())?))
}

fn task_failed(
    task: &TaskName,
    failure: &Failure,
    tables: &mut Tables<'_>,
    to: fn(Word, Word, Option<Word>, Option<Word>) -> DetailRecord,
) -> Result<DetailRecord, CodecError> {
    let (resource_type, resource) = words(task, tables)?;
    let error = tables.maybe(failure.error.as_deref())?;
    let cause = tables.maybe(failure.cause.as_deref())?;
    Ok(to(resource_type, resource, error, cause))
}

fn of_state(state_type: StateType) -> StateTypeRecord {
    match state_type {
        StateType::Pass => StateTypeRecord::Pass,
        StateType::Task => StateTypeRecord::Task,
        StateType::Choice => StateTypeRecord::Choice,
        StateType::Wait => StateTypeRecord::Wait,
        StateType::Succeed => StateTypeRecord::Succeed,
        StateType::Fail => StateTypeRecord::Fail,
        StateType::Parallel => StateTypeRecord::Parallel,
        StateType::Map => StateTypeRecord::Map,
    }
}

fn of_iteration(what: Iteration) -> IterationRecord {
    match what {
        Iteration::Started => IterationRecord::Started,
        Iteration::Succeeded => IterationRecord::Succeeded,
        Iteration::Failed => IterationRecord::Failed,
        Iteration::Aborted => IterationRecord::Aborted,
    }
}
