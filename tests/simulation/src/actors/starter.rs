//! Somebody who starts an execution and asks again with the same name until it is answered; perhaps twice at a time.

use std::sync::Arc;

use serde_json::json;
use stepwell_journal::{Closed, ExecutionKey};
use stepwell_programs::case::machine_arn;

use crate::chance::{Domain, Parts};
use crate::disturbance::{Fault, Site};
use crate::world::World;

/// Latest begin, milliseconds after that of the run.
const FIRST_MS_MAX: u64 = 3_000;

/// Longest time between two starts of one execution, milliseconds.
const SECOND_MS_MAX: u64 = 60_000;

/// Lets somebody start the execution of this number.
pub(crate) fn begin(world: &Arc<World>, number: usize) {
    let first_ms = world.chance.below(Domain::Starter, number as u64, FIRST_MS_MAX);
    world.spawn_own(start(world.clone(), number, first_ms));
    let draw = || {
        let mut parts = Parts::of(world.chance.draw(Domain::Starter, 1 << 32 | number as u64));
        parts.hits(world.profile.second_starts).then(|| Fault::Acts(parts.skewed_ms(SECOND_MS_MAX)))
    };
    if let Some(Fault::Acts(ms)) = world.fault(Site::SecondStart, number as u64, draw) {
        world.spawn_own(start(world.clone(), number, ms));
    }
}

async fn start(world: Arc<World>, number: usize, after_ms: u64) {
    let Some(execution) = world.scenario.executions.get(number) else { return };
    world.sleep(after_ms).await;
    world.acted("starter");
    let body = json!({
        "stateMachineArn": machine_arn(&execution.machine),
        "name": execution.name,
        "input": execution.input.to_string(),
    });
    let mut pause_ms = 500;
    loop {
        let heard = world.request("StartExecution", &body).await;
        if heard.is_final() {
            if heard.status() == 200 {
                let key = ExecutionKey::new(execution.machine.as_str(), execution.name.as_str());
                world.tell(|watcher, at_ms| watcher.observed(at_ms, "starter", &key, Closed::Running));
            }
            let taken = heard.is_error("ExecutionAlreadyExists");
            world.started(number, heard.status() == 200 || taken, &heard);
            return;
        }
        world.sleep(pause_ms).await;
        pause_ms = (pause_ms * 2).min(10_000);
    }
}
