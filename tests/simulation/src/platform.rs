//! What the production code runs on: processes that come to life and die, messages that are handed to them, sweeps.

mod boot;
mod invocations;
mod sweeps;

use std::sync::Arc;

pub(crate) use self::boot::{ORIGIN, link_keys, task_keys};

use crate::chance::Domain;
use crate::executor::ProcessId;
use crate::profile::Host;
use crate::world::World;

/// Containers there are at most.
const CONTAINERS_MAX: usize = 12;

/// Longest time in milliseconds until a process that died is there again.
const RESTART_MS_MAX: u64 = 20_000;

impl World {
    /// Begins: the first processes, the queue, the sweeps.
    pub fn begin(self: &Arc<Self>) {
        let first = if self.profile.host == Host::Functions { 1 } else { self.profile.processes };
        for _ in 0..first {
            self.boot();
        }
        self.begin_upgrades();
        let world = self.clone();
        self.spawn_own(async move { world.hand_out_messages().await });
        let world = self.clone();
        self.spawn_own(async move { world.sweep_again_and_again().await });
    }

    /// Lets another process take the place of one that has died.
    pub fn replace_process(self: &Arc<Self>, process: ProcessId) {
        if self.profile.host == Host::Functions {
            return;
        }
        let world = self.clone();
        let ms = self.chance.below(Domain::Restart, process as u64, RESTART_MS_MAX);
        self.spawn_own(async move {
            world.sleep(ms).await;
            world.boot();
        });
    }

    /// A process for a request; none if none is there.
    pub fn some_process(self: &Arc<Self>) -> Option<ProcessId> {
        let alive = self.processes.alive();
        match self.profile.host {
            Host::Laptop | Host::Servers if alive.is_empty() => None,
            Host::Functions if alive.is_empty() => Some(self.boot()),
            Host::Laptop | Host::Servers | Host::Functions => {
                let drawn = self.chance.below(Domain::Client, self.next_draw(), alive.len() as u64);
                alive.get(drawn as usize).map(|(process, _)| *process)
            }
        }
    }

    /// A process for messages; none if none is free.
    fn worker(self: &Arc<Self>) -> Option<ProcessId> {
        if self.profile.host != Host::Functions {
            return self.some_process();
        }
        let alive = self.processes.alive();
        let idle: Vec<ProcessId> =
            alive.iter().filter(|(_, invocations)| *invocations == 0).map(|(process, _)| *process).collect();
        let drawn = self.chance.draw(Domain::Container, self.next_draw());
        let is_cold = (alive.len() as u64) < self.profile.processes && drawn.is_multiple_of(3);
        match idle.get(crate::chance::reduce(drawn, idle.len() as u64) as usize) {
            Some(process) if !is_cold => Some(*process),
            Some(_) | None if alive.len() < CONTAINERS_MAX => Some(self.boot()),
            found => found.copied(),
        }
    }
}
