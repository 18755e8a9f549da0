//! Histories and outcomes as short texts, so that tables can hold what is expected.

use stepwell_engine::execution::{Execution, Status};
use stepwell_engine::history::{Detail, Failure, HistoryEvent, wire};

use crate::world::{World, execution, program};

/// `3<2 TaskScheduled`, one event a line; states and iterations with their names, failures with theirs.
pub fn links(history: &[HistoryEvent]) -> String {
    history
        .iter()
        .map(|event| format!("{}<{} {}\n", event.id, event.previous, shown(&event.detail)))
        .collect()
}

fn shown(detail: &Detail) -> String {
    let name = wire::type_name(detail);
    match detail {
        Detail::StateEntered { name: state, .. } | Detail::StateExited { name: state, .. } => {
            format!("{name} {state}")
        }
        Detail::MapIteration { index, .. } => format!("{name} {index}"),
        Detail::MapStateStarted { length } => format!("{name} {length}"),
        Detail::ExecutionFailed(failure)
        | Detail::ExecutionAborted(failure)
        | Detail::ExecutionTimedOut(failure)
        | Detail::LambdaFunctionFailed(failure)
        | Detail::LambdaFunctionTimedOut(failure)
        | Detail::TaskFailed { failure, .. }
        | Detail::TaskTimedOut { failure, .. } => format!("{name}{}", error(failure)),
        _ => name,
    }
}

fn error(failure: &Failure) -> String {
    failure.error.as_ref().map(|error| format!(" {error}")).unwrap_or_default()
}

/// `SUCCEEDED <output>`, `FAILED <error>: <cause>`.
pub fn outcome(execution: &Execution) -> String {
    let name = execution.status.name();
    match &execution.status {
        Status::Running | Status::TimedOut => name.to_owned(),
        Status::Succeeded { output } => format!("{name} {}", output.text().expect("in memory")),
        Status::Failed { error, cause } | Status::Aborted { error, cause } => {
            let part = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
            format!("{name} {}: {}", part(error), part(cause))
        }
    }
}

/// Runs a definition in a world and compares its history, written one event a line, with or without indentation.
pub fn check_history(definition: &str, input: &str, mut world: World, expected: &str) -> (World, Execution) {
    let ended = world.run(&program(definition), execution(input));
    let expected: String =
        expected.lines().map(str::trim).filter(|line| !line.is_empty()).map(|l| format!("{l}\n")).collect();
    let actual = links(&world.history);
    assert_eq!(actual, expected, "{definition}\n{}\nactual:\n{actual}", outcome(&ended));
    (world, ended)
}

/// Runs a definition in a world and compares how it ends.
pub fn check_outcome(definition: &str, input: &str, mut world: World, expected: &str) {
    let ended = world.run(&program(definition), execution(input));
    assert_eq!(outcome(&ended), expected, "{definition} on {input}\n{}", links(&world.history));
}
