//! Messages are handed to processes: in batches, acknowledged after they were handled, killed when they take too long.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use futures_util::future::select;
use stepwell_orchestrator::Orchestrator;
use stepwell_orchestrator::limits::VISIBILITY_S;

use crate::executor::{Kind, ProcessId};
use crate::lock;
use crate::profile::Host;
use crate::queue::Received;
use crate::store::Ports;
use crate::timeline::Sleep;
use crate::weakness::Weakness;
use crate::world::World;

/// Milliseconds for which a received message is hidden.
const VISIBILITY_MS: u64 = VISIBILITY_S as u64 * 1_000;

/// Longest pause before a message whose work failed comes again, milliseconds.
const RETRY_MS_MAX: u64 = 60_000;

/// One invocation.
struct Invocation {
    world: Arc<World>,
    process: ProcessId,
    state: Mutex<State>,
}

struct State {
    open: usize,
    handled: Vec<Received>,
}

impl Drop for Invocation {
    fn drop(&mut self) {
        self.world.processes.count(self.process, false);
    }
}

impl World {
    /// Hands messages to processes as long as there are any.
    pub(super) async fn hand_out_messages(self: Arc<Self>) {
        loop {
            self.message_is_due().await;
            let Some(process) = self.worker() else {
                self.sleep(1_000).await;
                continue;
            };
            let batch = self.receive(self.profile.batch, VISIBILITY_MS);
            if !batch.is_empty() {
                self.invoke(process, batch);
            }
        }
    }

    async fn message_is_due(self: &Arc<Self>) {
        loop {
            let next_ms = self.messages.next_ms();
            if next_ms.is_some_and(|at| at <= self.now_ms()) {
                return;
            }
            let mut told = false;
            let came = poll_fn(|context| {
                self.messages.tell_of_messages(context.waker());
                if std::mem::replace(&mut told, true) { Poll::Ready(()) } else { Poll::Pending }
            });
            match next_ms {
                Some(at) => drop(select(pin!(came), Sleep::until(&self.timeline, at)).await),
                None => came.await,
            }
        }
    }

    fn invoke(self: &Arc<Self>, process: ProcessId, batch: Vec<Received>) {
        let Some(orchestrator) = self.processes.orchestrator(process) else { return };
        self.processes.count(process, true);
        self.line(|| {
            format!("process {process} gets {:?}", batch.iter().map(|one| one.id).collect::<Vec<_>>())
        });
        let state = State { open: batch.len(), handled: Vec::new() };
        let invocation = Arc::new(Invocation { world: self.clone(), process, state: Mutex::new(state) });
        let limit_ms = self.profile.invocation_ms;
        if limit_ms > 0 {
            let (world, watched) = (self.clone(), Arc::downgrade(&invocation));
            self.spawn_own(async move {
                world.sleep(limit_ms).await;
                if watched.upgrade().is_some() {
                    world.line(|| format!("an invocation of process {process} takes too long"));
                    world.tell(|watcher, at_ms| watcher.faulted(at_ms));
                    world.crash(process);
                }
            });
        }
        for received in batch {
            let (invocation, orchestrator) = (invocation.clone(), orchestrator.clone());
            let hops = received.hops;
            self.spawn(Some(process), Kind::Handler, hops, async move {
                invocation.handle(&orchestrator, received).await;
            });
        }
    }
}

impl Invocation {
    async fn handle(&self, orchestrator: &Orchestrator, received: Received) {
        let world = &self.world;
        let ports = Ports { world: world.clone(), process: self.process };
        if world.lacks(Weakness::AckEarly) {
            ports.acknowledge(std::slice::from_ref(&received)).await;
        }
        let ended = if world.profile.host == Host::Functions {
            orchestrator.handle(&received.body).await
        } else {
            let work = pin!(orchestrator.handle(&received.body));
            let hidden = pin!(self.keep_hidden(&received));
            match select(work, hidden).await {
                futures_util::future::Either::Left((ended, _)) => ended,
                futures_util::future::Either::Right(((), _)) => Ok(()),
            }
        };
        match ended {
            Ok(()) => self.acknowledge(&ports, received).await,
            Err(error) => {
                world.fold(&[6, received.id]);
                world.line(|| format!("message {} failed: {error}", received.id));
                if world.profile.host != Host::Functions {
                    let pause_ms = (1_000 << (received.count - 1).min(10)).min(RETRY_MS_MAX);
                    world.messages.hide(&received, world.now_ms() + pause_ms);
                }
                self.close(&ports, None).await;
            }
        }
    }

    async fn acknowledge(&self, ports: &Ports, received: Received) {
        if self.world.profile.acks_together {
            return self.close(ports, Some(received)).await;
        }
        ports.acknowledge(std::slice::from_ref(&received)).await;
        self.world.send_withheld();
        self.close(ports, None).await;
    }

    /// One message less; the last one to end acknowledges all.
    async fn close(&self, ports: &Ports, received: Option<Received>) {
        let handled = {
            let mut state = lock(&self.state);
            state.open -= 1;
            state.handled.extend(received);
            if state.open == 0 { std::mem::take(&mut state.handled) } else { Vec::new() }
        };
        if !handled.is_empty() {
            ports.acknowledge(&handled).await;
        }
        self.world.send_withheld();
    }

    /// Keeps a message hidden while it is worked on; never ends.
    async fn keep_hidden(&self, received: &Received) {
        loop {
            self.world.sleep(VISIBILITY_MS / 3).await;
            self.world.messages.hide(received, self.world.now_ms() + VISIBILITY_MS);
        }
    }
}
