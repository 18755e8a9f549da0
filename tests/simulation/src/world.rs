//! The world of one run: what all ports, processes and people share. Deliberately absent: what each of them does.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use stepwell_invariants::Watcher;

use crate::chance::Chance;
use crate::client::Heard;
use crate::disturbance::{Disturbance, Fault, Plan, Site};
use crate::executor::{Kind, ProcessId, Ready, Running, Work};
use crate::lock;
use crate::logs::Lines;
use crate::moments::Moments;
use crate::outside::Outside;
use crate::processes::Processes;
use crate::profile::Profile;
use crate::queue::Messages;
use crate::scenario::Scenario;
use crate::table::Table;
use crate::timeline::{Sleep, Timeline};
use crate::trace::Trace;
use crate::watch::{Violation, process_name, watcher};
use crate::weakness::{Weakness, Withheld};
use crate::window::Windows;

/// The world.
pub(crate) struct World {
    pub chance: Chance,
    pub profile: Profile,
    pub scenario: Arc<Scenario>,
    pub weakness: Option<Weakness>,
    pub timeline: Arc<Timeline>,
    pub ready: Arc<Ready>,
    pub processes: Processes,
    pub table: Table,
    pub messages: Messages,
    pub outside: Outside,
    watcher: Option<Mutex<Watcher>>,
    pub withheld: Withheld,
    pub windows: Windows,
    plan: Mutex<Plan>,
    trace: Mutex<Trace>,
    spawned: Mutex<Vec<(Running, Work)>>,
    running: Mutex<Option<Running>>,
    complaints: Mutex<Vec<Violation>>,
    pub moments: Moments,
    /// Lines that the production code logged, if anybody listens.
    pub logs: Option<Lines>,
    pub logged: AtomicU64,
    acted: Mutex<BTreeMap<&'static str, u64>>,
    is_deleted: AtomicBool,
    waited_for: AtomicI64,
    starting: AtomicUsize,
    tasks: AtomicU64,
    points: AtomicU64,
    draws: AtomicU64,
}

/// What a world is made of.
pub(crate) struct Making {
    pub scenario: Arc<Scenario>,
    pub weakness: Option<Weakness>,
    pub with_lines: bool,
    pub is_watched: bool,
    pub logs: Option<Lines>,
}

impl World {
    pub fn new(making: Making) -> Arc<Self> {
        let Making { scenario, weakness, with_lines, is_watched, logs } = making;
        let table = Table::default();
        if weakness.is_some_and(Weakness::lags) {
            table.follow_all();
        }
        Arc::new(World {
            chance: Chance::new(scenario.seed),
            profile: scenario.profile.clone(),
            weakness,
            timeline: Arc::new(Timeline::new()),
            ready: Arc::default(),
            processes: Processes::default(),
            watcher: is_watched.then(|| Mutex::new(watcher(&table, &scenario.profile))),
            table,
            messages: Messages::default(),
            outside: Outside::default(),
            withheld: Withheld::default(),
            windows: Windows::default(),
            plan: Mutex::new(Plan::new(scenario.disturbances.as_deref())),
            trace: Mutex::new(Trace::new(with_lines)),
            spawned: Mutex::default(),
            running: Mutex::default(),
            complaints: Mutex::default(),
            moments: Moments::default(),
            logs,
            logged: AtomicU64::new(0),
            acted: Mutex::default(),
            is_deleted: AtomicBool::new(false),
            waited_for: AtomicI64::new(0),
            starting: AtomicUsize::new((1 << scenario.executions.len().min(63)) - 1),
            tasks: AtomicU64::new(0),
            points: AtomicU64::new(0),
            draws: AtomicU64::new(0),
            scenario,
        })
    }

    /// True time, milliseconds since 1970.
    pub fn now_ms(&self) -> u64 {
        self.timeline.now_ms()
    }

    /// Waits for so many milliseconds of true time.
    pub fn sleep(&self, ms: u64) -> Sleep {
        Sleep::for_ms(&self.timeline, ms)
    }

    /// Starts a task; `process` is the one that it dies with.
    pub fn spawn(
        &self,
        process: Option<ProcessId>,
        kind: Kind,
        hops: u32,
        work: impl Future<Output = ()> + Send + 'static,
    ) -> u64 {
        let task = self.tasks.fetch_add(1, Ordering::Relaxed);
        lock(&self.spawned).push((Running { task, process, kind, hops }, Box::pin(work)));
        task
    }

    /// Starts a task of the world itself.
    pub fn spawn_own(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.spawn(None, Kind::World, 0, work);
    }

    pub fn take_spawned(&self) -> Vec<(Running, Work)> {
        std::mem::take(&mut lock(&self.spawned))
    }

    /// A task goes on.
    pub fn enter(&self, running: Running) {
        *lock(&self.running) = Some(running);
    }

    /// It has gone on as far as it could.
    pub fn leave(&self) {
        *lock(&self.running) = None;
    }

    /// The task that goes on now.
    pub fn running(&self) -> Option<Running> {
        *lock(&self.running)
    }

    /// The number of the next point.
    pub fn next_point(&self) -> u64 {
        self.points.fetch_add(1, Ordering::Relaxed)
    }

    pub fn points(&self) -> u64 {
        self.points.load(Ordering::Relaxed)
    }

    /// A number for a draw that nothing else numbers.
    pub fn next_draw(&self) -> u64 {
        self.draws.fetch_add(1, Ordering::Relaxed)
    }

    /// A client was answered for good: the execution of this number is started, or cannot be.
    pub fn started(&self, number: usize, is_there: bool, heard: &Heard) {
        let machine_is_gone =
            heard.is_error("StateMachineDoesNotExist") || heard.is_error("StateMachineDeleting");
        let is_deleted = self.is_deleted.load(Ordering::Relaxed);
        if !(is_there || is_deleted && machine_is_gone) {
            self.complain(Violation::new("clients", format!("start {number} was refused: {heard:?}")));
        }
        self.starting.fetch_and(!(1 << number), Ordering::Relaxed);
    }

    /// Whether everybody has done what the run waits for.
    pub fn all_done(&self) -> bool {
        self.starting.load(Ordering::Relaxed) == 0 && self.waited_for.load(Ordering::Relaxed) == 0
    }

    /// The run waits for so many more to have done something.
    pub fn wait_for_more(&self, many: i64) {
        self.waited_for.fetch_add(many, Ordering::Relaxed);
    }

    /// Somebody begins to delete the machine whose executions are started.
    pub fn delete_machine(&self) {
        self.is_deleted.store(true, Ordering::Relaxed);
    }

    /// Somebody of this kind did something.
    pub fn acted(&self, who: &'static str) {
        *lock(&self.acted).entry(who).or_default() += 1;
    }

    /// Who did something, and how often.
    pub fn actors(&self) -> BTreeMap<&'static str, u64> {
        lock(&self.acted).clone()
    }

    /// Somebody saw what must not be.
    pub fn complain(&self, violation: Violation) {
        lock(&self.complaints).push(violation);
    }

    pub fn complaints(&self) -> Vec<Violation> {
        std::mem::take(&mut lock(&self.complaints))
    }

    /// What goes wrong at a place.
    pub fn fault(&self, site: Site, number: u64, draw: impl FnOnce() -> Option<Fault>) -> Option<Fault> {
        let fault = lock(&self.plan).at(site, number, draw)?;
        self.fold(&[2, site as u64, number, fault.code()]);
        self.tell(|watcher, at_ms| watcher.faulted(at_ms));
        Some(fault)
    }

    /// From now on nothing goes wrong.
    pub fn calm_down(&self) {
        lock(&self.plan).calm_down();
    }

    pub fn is_calm(&self) -> bool {
        lock(&self.plan).is_calm()
    }

    pub fn happened(&self) -> Vec<Disturbance> {
        lock(&self.plan).happened().to_vec()
    }

    /// Folds words into the trace.
    pub fn fold(&self, words: &[u64]) {
        lock(&self.trace).fold(words);
    }

    /// Adds a line to the trace, if lines are kept.
    pub fn line(&self, line: impl FnOnce() -> String) {
        let mut trace = lock(&self.trace);
        if trace.has_lines() {
            let ms = self.now_ms() - crate::timeline::BEGIN_MS;
            let task = lock(&self.running).map_or(0, |running| running.task);
            trace.line(|| format!("{:>9}.{:03} #{task:<4} {}", ms / 1_000, ms % 1_000, line()));
        }
    }

    pub fn trace_hash(&self) -> u64 {
        lock(&self.trace).hash()
    }

    pub fn take_lines(&self) -> String {
        lock(&self.trace).take_lines()
    }

    /// Tells whoever watches.
    pub fn tell(&self, what: impl FnOnce(&mut Watcher, u64)) {
        if let Some(watcher) = &self.watcher {
            what(&mut lock(watcher), self.now_ms());
        }
    }

    /// A process dies.
    pub fn crash(self: &Arc<Self>, process: ProcessId) {
        if self.processes.kill(process) {
            self.fold(&[3, process as u64]);
            self.line(|| format!("process {process} dies"));
            self.withheld.forget(process);
            self.replace_process(process);
        }
    }

    /// A process stands still for a while.
    pub fn stall(self: &Arc<Self>, process: ProcessId, ms: u64) {
        self.line(|| format!("process {process} stands still for {ms} ms"));
        let (from_ms, until_ms) = (self.now_ms(), self.now_ms() + ms);
        self.processes.still(process, until_ms);
        if self.is_in_window(process) {
            self.tell(|watcher, _| watcher.stalled(&process_name(process), from_ms, until_ms));
        }
        let world = self.clone();
        self.spawn_own(async move {
            Sleep::until(&world.timeline, until_ms).await;
            world.processes.go_on(world.now_ms(), &world.ready);
        });
    }

    /// Ends everything, so that nothing holds anything else any more.
    pub fn close(&self) {
        self.take_spawned().clear();
        self.processes.clear();
        self.messages.clear();
        self.timeline.clear();
    }
}
