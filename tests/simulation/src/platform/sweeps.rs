//! Sweeps: once a minute, or never, or three times. Those that would find nothing are not run, but leave their mark, and
//! mostly those that are run find that another has just been to the shards in which nothing is due.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use futures_util::FutureExt;
use futures_util::future::select;
use stepwell_journal::limits::WAKE_SHARDS;
use stepwell_journal::store::{Key, Store as _};
use stepwell_orchestrator::limits::SWEEP_AHEAD_MS;

use crate::chance::Domain;
use crate::executor::Kind;
use crate::table::done;
use crate::timeline::{BEGIN_MS, Sleep};
use crate::world::World;

/// Milliseconds after which a world without sweeps looks whether there are any again.
const PAUSE_MS: u64 = 5_000;

/// One in so many sweeps goes through all shards.
const EVERYWHERE_ONE_IN: u64 = 4;

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
        let next = |ms: u64| (ms + SWEEP_AHEAD_MS) / 60_000 + 1;
        let goes_everywhere = self.chance.below(Domain::Sweep, self.now_ms() / 1_000, EVERYWHERE_ONE_IN) == 0;
        let passed = if goes_everywhere { next(last_ms) } else { next(self.now_ms()) };
        for shard in 0..WAKE_SHARDS {
            // What newer code keeps is left to it.
            let Some(Ok(swept)) = looker.swept(shard).now_or_never() else { continue };
            self.table.passed(shard, swept.unwrap_or(0));
            let minute = match self.table.first_wake_of(shard) {
                Some(first) if first < passed => first,
                Some(_) | None => passed,
            };
            if swept.is_none_or(|swept| swept < minute) {
                // Memory does not fail.
                let _ = looker.set_swept(shard, minute).now_or_never();
                let mark = Key::new(format!("w#{shard}"), "swept");
                if let Ok(Some(item)) = done(self.table.store.get(&mark)) {
                    self.tell(|watcher, at_ms| watcher.wrote(at_ms, "", &item));
                }
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
