//! Somebody who deletes a state machine while its executions run: what runs is stopped or goes on to its end, and once
//! the machine is gone nothing is started any more.

use std::sync::Arc;

use serde_json::json;
use stepwell_programs::case::machine_arn;

use crate::chance::{Domain, Parts};
use crate::disturbance::{Fault, Site};
use crate::watch::Violation;
use crate::world::World;

/// Latest deletion, milliseconds after the beginning.
const DELETE_MS_MAX: u64 = 300_000;

/// Pause before it is asked again whether the machine is gone, milliseconds.
const PAUSE_MS: u64 = 5_000;

/// Times that this is asked while nothing goes wrong.
const TRIES_MAX: u64 = 200;

/// Milliseconds after which nobody remembers a machine that is gone. Source: executions started within a few seconds of a
/// change may still use the machine as it was.
const REMEMBERED_MS: u64 = 5_000;

/// Perhaps lets somebody delete the machine whose executions are started.
pub(crate) fn begin(world: &Arc<World>) {
    let draw = || {
        let mut parts = Parts::of(world.chance.draw(Domain::Deleter, 0));
        parts.hits(world.profile.deletes).then(|| Fault::Acts(parts.skewed_ms(DELETE_MS_MAX)))
    };
    if let Some(Fault::Acts(ms)) = world.fault(Site::Delete, 0, draw) {
        let own = world.clone();
        world.wait_for_more(1);
        world.spawn_own(async move {
            own.sleep(ms).await;
            delete(&own).await;
            own.wait_for_more(-1);
        });
    }
}

async fn delete(world: &Arc<World>) {
    let Some(execution) = world.scenario.executions.first() else { return };
    world.acted("operator who deletes");
    world.delete_machine();
    let body = json!({ "stateMachineArn": machine_arn(&execution.machine) });
    let mut tries = 0;
    loop {
        let heard = world.request("DeleteStateMachine", &body).await;
        if heard.status() == 200
            && world.request("DescribeStateMachine", &body).await.is_error("StateMachineDoesNotExist")
        {
            break;
        }
        world.sleep(PAUSE_MS).await;
        tries += u64::from(world.is_calm());
        if tries > TRIES_MAX {
            let what = format!("`{}` is not deleted after {tries} times: {heard:?}", execution.machine);
            return world.complain(Violation::new("clients", what));
        }
    }
    world.sleep(REMEMBERED_MS).await;
    let body = json!({ "stateMachineArn": machine_arn(&execution.machine), "name": "late", "input": "{}" });
    for _ in 0..TRIES_MAX {
        let heard = world.request("StartExecution", &body).await;
        if heard.is_error("StateMachineDoesNotExist") {
            return;
        }
        if heard.is_final() {
            let what = format!("`{}` was started after it had been deleted: {heard:?}", execution.machine);
            return world.complain(Violation::new("clients", what));
        }
        world.sleep(PAUSE_MS).await;
    }
}
