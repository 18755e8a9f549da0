//! Deleting a state machine: it is marked, what runs is stopped, and the record goes when nothing runs any more. One
//! request stops a bounded number of executions; asking again goes on where it ended.

use stepwell_journal::cover::Closed;
use stepwell_journal::machine::{MachineStatus, Updated};
use stepwell_orchestrator::stop::StopError;

use super::machines;
use crate::api::Api;
use crate::fault::{Code, Fault};
use crate::limits::{DELETE_STOPS_MAX, LISTED_AT_ONCE, UPDATE_TRIES_MAX};

/// Deletes a state machine; deleting what is not there succeeds.
///
/// # Errors
/// `ConflictException` if others keep changing it, and what goes wrong with the world.
pub async fn delete(api: &Api, name: &str) -> Result<(), Fault> {
    if !mark(api, name).await? {
        return Ok(());
    }
    // The list may lag behind, so that nothing runs is believed only when it is seen twice.
    let (mut quiet, mut stopped) = (0, 0);
    while stopped < DELETE_STOPS_MAX {
        quiet = if stop_all(api, name, &mut stopped).await? == 0 { quiet + 1 } else { 0 };
        if quiet == 2 {
            machines(api).delete(name).await.map_err(|error| Fault::world(&error))?;
            api.orchestrator.machine_changed(name);
            return Ok(());
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
        let updated = machines.update(&machine, version).await.map_err(|error| Fault::world(&error))?;
        api.orchestrator.machine_changed(name);
        match updated {
            Updated::Done(_) => return Ok(true),
            Updated::Conflict(now) => found = now,
        }
    }
    Err(Fault::new(Code::Conflict, format!("the state machine `{name}` keeps changing: try again")))
}

/// Goes through all executions that are listed as running, stops those that are, and says how many there were. Whether
/// one runs is the head's to say: the list lags behind.
async fn stop_all(api: &Api, name: &str, stopped: &mut usize) -> Result<usize, Fault> {
    let journal = &api.orchestrator.journal;
    let mut running = 0;
    let mut after = None;
    loop {
        let listed = journal.list(name, Some(Closed::Running), LISTED_AT_ONCE, after).await;
        let listed = listed.map_err(|error| Fault::world(&error))?;
        for execution in &listed.executions {
            let loaded = journal.load(&execution.key).await.map_err(|error| Fault::world(&error))?;
            if loaded.is_none_or(|loaded| !loaded.head.execution.status.is_running()) {
                continue;
            }
            running += 1;
            *stopped += 1;
            match api.orchestrator.stop(&execution.key, None, None).await {
                Ok(_) | Err(StopError::DoesNotExist) => {}
                Err(StopError::World(error)) => return Err(Fault::world(&error)),
            }
        }
        if listed.newer > 0 {
            let why = format!("{} executions were written by a newer version: delete it there", listed.newer);
            return Err(Fault::world(&why));
        }
        after = listed.more;
        if after.is_none() || *stopped >= DELETE_STOPS_MAX {
            return Ok(running);
        }
    }
}
