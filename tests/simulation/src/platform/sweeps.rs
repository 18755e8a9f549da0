//! Sweeps: once a minute, or never, or three times. Those that would find nothing are not run, but leave their mark.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use futures_util::FutureExt;
use futures_util::future::select;
use stepwell_journal::limits::WAKE_SHARDS;
use stepwell_orchestrator::limits::SWEEP_AHEAD_MS;

use crate::executor::Kind;
use crate::timeline::{BEGIN_MS, Sleep};
use crate::world::World;

/// Milliseconds after which a world without sweeps looks whether there are any again.
const PAUSE_MS: u64 = 5_000;

impl World {
    /// Sweeps for ever.
    pub(super) async fn sweep_again_and_again(self: Arc<Self>) {
        loop {
            let sweeps = if self.is_calm() { 1 } else { self.profile.sweeps };
            if sweeps == 0 {
                self.sleep(PAUSE_MS).await;
                continue;
            }
            let Some(minute) = self.table.first_wake() else {
                self.wake_is_made(None).await;
                continue;
            };
            let period_ms = 60_000 / sweeps;
            let due_ms = (minute * 60_000).saturating_sub(SWEEP_AHEAD_MS).max(self.now_ms() + 1);
            let tick_ms = BEGIN_MS + (due_ms - BEGIN_MS).div_ceil(period_ms) * period_ms;
            if tick_ms > self.now_ms() {
                self.wake_is_made(Some(tick_ms)).await;
            }
            if tick_ms <= self.now_ms() {
                self.sweep(tick_ms - period_ms);
            }
        }
    }

    /// Waits until somebody makes a wake item, or for so long.
    async fn wake_is_made(self: &Arc<Self>, until_ms: Option<u64>) {
        let mut told = false;
        let made = poll_fn(|context| {
            self.table.tell_of_wakes(context.waker());
            if std::mem::replace(&mut told, true) { Poll::Ready(()) } else { Poll::Pending }
        });
        match until_ms {
            Some(at) => drop(select(pin!(made), Sleep::until(&self.timeline, at)).await),
            None => made.await,
        }
    }

    /// Starts a sweep in some process, as if one had run in vain at every tick until `last_ms`.
    fn sweep(self: &Arc<Self>, last_ms: u64) {
        let Some(process) = self.some_process() else { return };
        let Some(orchestrator) = self.processes.orchestrator(process) else { return };
        let Some(code) = self.processes.code(process) else { return };
        let looker = self.looker().with_schemas(code.schemas());
        let passed = (last_ms + SWEEP_AHEAD_MS) / 60_000 + 1;
        for shard in 0..WAKE_SHARDS {
            // What newer code keeps is left to it.
            let Some(Ok(swept)) = looker.swept(shard).now_or_never() else { continue };
            self.table.passed(shard, swept.unwrap_or(0));
            let minute = self.table.first_wake_of(shard).map_or(passed, |first| first.min(passed));
            if swept.is_none_or(|swept| swept < minute) {
                // Memory does not fail.
                let _ = looker.set_swept(shard, minute).now_or_never();
            }
        }
        self.line(|| format!("process {process} sweeps"));
        let world = self.clone();
        self.spawn(Some(process), Kind::Sweep, 0, async move {
            if let Err(error) = orchestrator.sweep().await {
                world.line(|| format!("a sweep failed: {error}"));
            }
        });
    }
}
