//! Somebody who stops an execution, perhaps at the worst moment, and asks again until it is answered.

use std::sync::Arc;

use serde_json::json;

use crate::chance::{Domain, Parts};
use crate::disturbance::{Fault, Site};
use crate::world::World;

/// Latest stop, milliseconds after the beginning.
const STOP_MS_MAX: u64 = 300_000;

/// Perhaps lets somebody stop the execution of this number.
pub(crate) fn begin(world: &Arc<World>, number: usize) {
    let draw = || {
        let mut parts = Parts::of(world.chance.draw(Domain::Operator, number as u64));
        parts.hits(world.profile.stops).then(|| Fault::Acts(parts.skewed_ms(STOP_MS_MAX)))
    };
    if let Some(Fault::Acts(ms)) = world.fault(Site::Stop, number as u64, draw) {
        world.spawn_own(stop(world.clone(), number, ms));
    }
}

async fn stop(world: Arc<World>, number: usize, after_ms: u64) {
    let Some(execution) = world.scenario.executions.get(number) else { return };
    world.sleep(after_ms).await;
    let body = json!({ "executionArn": execution.arn(), "error": "Stopped", "cause": "enough" });
    loop {
        let heard = world.request("StopExecution", &body).await;
        // One that is not there yet cannot be stopped.
        if heard.is_final() {
            return;
        }
        world.sleep(2_000).await;
    }
}
