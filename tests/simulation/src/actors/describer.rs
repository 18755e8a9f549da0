//! Somebody who looks at an execution again and again: what has ended once has ended that way for ever.

use std::sync::Arc;

use serde_json::{Value, json};
use stepwell_journal::{Closed, ExecutionKey};

use crate::chance::{Domain, Parts};
use crate::client::Heard;
use crate::watch::Violation;
use crate::world::World;

/// Looks at most.
const LOOKS_MAX: u64 = 8;

/// Longest time between two looks, milliseconds.
const PAUSE_MS_MAX: u64 = 120_000;

/// Perhaps lets somebody look at the execution of this number.
pub(crate) fn begin(world: &Arc<World>, number: usize) {
    let mut parts = Parts::of(world.chance.draw(Domain::Describer, number as u64));
    if parts.one_in(3) {
        world.spawn_own(look(world.clone(), number, parts));
    }
}

async fn look(world: Arc<World>, number: usize, mut parts: Parts) {
    let Some(execution) = world.scenario.executions.get(number) else { return };
    let body = json!({ "executionArn": execution.arn() });
    let mut ended: Option<Value> = None;
    let mut is_there = false;
    for _ in 0..parts.below(LOOKS_MAX) {
        world.sleep(parts.skewed_ms(PAUSE_MS_MAX)).await;
        let heard = world.request("DescribeExecution", &body).await;
        if heard.is_error("ExecutionDoesNotExist") && is_there {
            world.complain(Violation::new("clients", format!("`{}` has vanished", execution.name)));
        }
        let Heard::Answer(200, described) = heard else { continue };
        world.acted("describer");
        is_there = true;
        if let Some(status) = closed(described["status"].as_str().unwrap_or_default()) {
            let key = ExecutionKey::new(execution.machine.as_str(), execution.name.as_str());
            world.tell(|watcher, at_ms| watcher.observed(at_ms, "describer", &key, status));
        }
        let shown = json!([described["status"], described["output"], described["stopDate"]]);
        match &ended {
            Some(before) if *before != shown => {
                let what = format!("`{}` ended as {before} and then as {shown}", execution.name);
                world.complain(Violation::new("clients", what));
            }
            Some(_) => {}
            None if described["status"] != "RUNNING" => ended = Some(shown),
            None => {}
        }
    }
}

/// The status of this name.
fn closed(name: &str) -> Option<Closed> {
    let all = [Closed::Running, Closed::Succeeded, Closed::Failed, Closed::TimedOut, Closed::Aborted];
    all.into_iter().find(|status| status.name() == name)
}
