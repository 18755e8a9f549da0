//! Tasks of one thread: who is ready, in which order they go on, who dies with which process.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use crate::chance::{Domain, reduce};
use crate::lock;
use crate::world::World;

/// Number of a process; none is used twice.
pub(crate) type ProcessId = usize;

/// What a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The world's own: queues, people, clients.
    World,
    /// The handler of a message.
    Handler,
    /// A request of a client.
    Entry,
    /// A sweep.
    Sweep,
}

/// A task as ports see it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Running {
    /// Its number; none is used twice.
    pub task: u64,
    /// The process that it dies with.
    pub process: Option<ProcessId>,
    /// What it is.
    pub kind: Kind,
    /// Hops of the message that it handles.
    pub hops: u32,
}

/// Work to be done.
pub(crate) type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Tasks that can go on.
#[derive(Debug, Default)]
pub(crate) struct Ready(Mutex<Vec<(usize, u64)>>);

impl Ready {
    /// Lets a task go on.
    pub fn push(&self, place: usize, task: u64) {
        lock(&self.0).push((place, task));
    }

    fn take(&self, drawn: impl FnOnce(usize) -> usize) -> Option<(usize, u64)> {
        let mut list = lock(&self.0);
        match list.len() {
            0 => None,
            1 => list.pop(),
            many => Some(list.swap_remove(drawn(many))),
        }
    }
}

struct Bell {
    place: usize,
    task: u64,
    ready: Arc<Ready>,
    rung: AtomicBool,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.rung.swap(true, Ordering::Relaxed) {
            self.ready.push(self.place, self.task);
        }
    }
}

struct Task {
    running: Running,
    work: Work,
    bell: Arc<Bell>,
    waker: Waker,
}

/// All tasks of a run.
#[derive(Default)]
pub(crate) struct Executor {
    tasks: Vec<Option<Task>>,
    free: Vec<usize>,
    steps: u64,
}

impl Executor {
    /// Tasks polled so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Lets one task that is ready go on; false if none is.
    pub fn step(&mut self, world: &Arc<World>) -> bool {
        for (running, work) in world.take_spawned() {
            self.add(world, running, work);
        }
        let step = self.steps;
        let drawn = |many: usize| reduce(world.chance.draw(Domain::Schedule, step), many as u64) as usize;
        let Some((place, number)) = world.ready.take(drawn) else { return false };
        let Some(task) = self.tasks[place].as_mut().filter(|task| task.running.task == number) else {
            return true;
        };
        if task.running.process.is_some_and(|process| world.processes.park(process, place, number)) {
            return true;
        }
        self.steps += 1;
        task.bell.rung.store(false, Ordering::Relaxed);
        world.fold(&[1, number]);
        world.enter(task.running);
        let polled = task.work.as_mut().poll(&mut Context::from_waker(&task.waker));
        world.leave();
        if polled == Poll::Ready(()) {
            self.remove(place);
        }
        self.bury(world);
        true
    }

    fn add(&mut self, world: &Arc<World>, running: Running, work: Work) {
        // A process may have died before its task began.
        if running.process.is_some_and(|process| !world.processes.is_alive(process)) {
            return;
        }
        let place = self.free.pop().unwrap_or_else(|| {
            self.tasks.push(None);
            self.tasks.len() - 1
        });
        let ready = world.ready.clone();
        let bell = Arc::new(Bell { place, task: running.task, ready, rung: AtomicBool::new(true) });
        world.ready.push(place, running.task);
        let waker = Waker::from(bell.clone());
        self.tasks[place] = Some(Task { running, work, bell, waker });
    }

    fn remove(&mut self, place: usize) {
        let task = self.tasks[place].take();
        self.free.push(place);
        drop(task);
    }

    /// Takes away the tasks of processes that have died.
    fn bury(&mut self, world: &Arc<World>) {
        for dead in world.processes.take_dead() {
            for place in 0..self.tasks.len() {
                let is_its = |task: &Task| task.running.process == Some(dead);
                if self.tasks[place].as_ref().is_some_and(is_its) {
                    self.remove(place);
                }
            }
        }
    }
}
