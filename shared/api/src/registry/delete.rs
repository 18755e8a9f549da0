//! Deleting a state machine: it is marked, what runs is stopped, and the record goes when nothing runs any more. One
//! request stops a bounded number of executions; asking again goes on where it ended.

use stepwell_journal::cover::Closed;
use stepwell_journal::machine::{MachineStatus, Updated};
use stepwell_orchestrator::stop::StopError;

use super::machines;
use crate::api::Api;
use crate::fault::{Code, Fault};
use crate::limits::{DELETE_PASSES_MAX, DELETE_STOPS_MAX, UPDATE_TRIES_MAX};

/// Deletes a state machine; deleting what is not there succeeds.
///
/// # Errors
/// `ConflictException` if others keep changing it, and what goes wrong with the world.
pub async fn delete(api: &Api, name: &str) -> Result<(), Fault> {
    if !mark(api, name).await? {
        return Ok(());
    }
    // The list may lag behind, so that nothing runs is believed only when it is seen twice.
    let mut quiet = 0;
    for _ in 0..DELETE_PASSES_MAX {
        quiet = if stop_some(api, name).await? == 0 { quiet + 1 } else { 0 };
        if quiet == 2 {
            return machines(api).delete(name).await.map_err(|error| Fault::world(&error));
        }
    }
    Ok(())
}

/// Marks it; false if there is nothing of that name.
async fn mark(api: &Api, name: &str) -> Result<bool, Fault> {
    let machines = machines(api);
    let mut found = machines.get(name).await.map_err(|error| Fault::world(&error))?;
    for _ in 0..UPDATE_TRIES_MAX {
        let Some((mut machine, version)) = found else { return Ok(false) };
        if machine.status == MachineStatus::Deleting {
            return Ok(true);
        }
        machine.status = MachineStatus::Deleting;
        match machines.update(&machine, version).await.map_err(|error| Fault::world(&error))? {
            Updated::Done(_) => return Ok(true),
            Updated::Conflict(now) => found = now,
        }
    }
    Err(Fault::new(Code::Conflict, format!("the state machine `{name}` keeps changing: try again")))
}

/// Stops running executions, a bounded number, and says how many there were.
async fn stop_some(api: &Api, name: &str) -> Result<usize, Fault> {
    let orchestrator = &api.orchestrator;
    let listed = orchestrator.journal.list(name, Some(Closed::Running), DELETE_STOPS_MAX, None).await;
    let listed = listed.map_err(|error| Fault::world(&error))?;
    for execution in &listed.executions {
        match orchestrator.stop(&execution.key, None, None).await {
            Ok(_) | Err(StopError::DoesNotExist) => {}
            Err(StopError::World(error)) => return Err(Fault::world(&error)),
        }
    }
    // A part of the list that shows none may still have more behind it.
    Ok(listed.executions.len() + usize::from(listed.more.is_some()))
}
