//! The sweeper: looks for promises that are due, at once after the start and then again and again.

use std::sync::Arc;

use stepwell_orchestrator::Orchestrator;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::told;
use crate::limits::SWEEP_EVERY;

/// Sweeps until told to stop.
pub async fn sweep(orchestrator: Arc<Orchestrator>, mut stop: watch::Receiver<bool>) {
    let mut ticks = interval(SWEEP_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            () = told(&mut stop) => return,
            _ = ticks.tick() => {}
        }
        match orchestrator.sweep().await {
            Ok(0) => {}
            Ok(woken) => tracing::debug!(woken, "executions were woken by the sweep"),
            Err(error) => tracing::warn!(%error, "the sweep failed and is tried again"),
        }
    }
}
