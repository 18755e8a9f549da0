//! Somebody who stops an execution, perhaps at the worst moment, and asks again until it is answered.

use std::sync::Arc;

use serde_json::json;
use stepwell_journal::ExecutionKey;

use crate::chance::{Domain, Parts};
use crate::disturbance::{Fault, Site};
use crate::moments::Moment;
use crate::world::World;

/// Latest stop, milliseconds after the beginning.
const STOP_MS_MAX: u64 = 300_000;

/// Latest page after which an execution is stopped.
const PAGE_MAX: u64 = 12;

/// Latest call during which it is stopped.
const CALL_MAX: u64 = 6;

/// Perhaps lets somebody stop the execution of this number.
pub(crate) fn begin(world: &Arc<World>, number: usize) {
    let draw = || {
        let mut parts = Parts::of(world.chance.draw(Domain::Operator, number as u64));
        parts.hits(world.profile.stops).then(|| match parts.below(3) {
            0 => Fault::Acts(parts.skewed_ms(STOP_MS_MAX)),
            1 => Fault::AtPage(parts.between(1, PAGE_MAX)),
            _ => Fault::AtCall(parts.between(1, CALL_MAX)),
        })
    };
    let Some(execution) = world.scenario.executions.get(number) else { return };
    let key = ExecutionKey::new(execution.machine.as_str(), execution.name.as_str());
    match world.fault(Site::Stop, number as u64, draw) {
        Some(Fault::Acts(ms)) => world.spawn_own(stop(world.clone(), number, ms)),
        Some(Fault::AtPage(page)) => world.moments.stop_at(&key, Moment::Page(page), number),
        Some(Fault::AtCall(call)) => world.moments.stop_at(&key, Moment::Call(call), number),
        Some(_) | None => {}
    }
}

/// Lets somebody stop it at once.
pub(crate) fn stop_now(world: &Arc<World>, number: usize) {
    world.spawn_own(stop(world.clone(), number, 0));
}

async fn stop(world: Arc<World>, number: usize, after_ms: u64) {
    let Some(execution) = world.scenario.executions.get(number) else { return };
    world.sleep(after_ms).await;
    world.acted("operator who stops");
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
