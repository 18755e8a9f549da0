//! One run: things go wrong for a while, then nothing does any more, and everything must end.

mod endings;
mod machines;

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use stepwell_journal::ExecutionKey;

pub use self::endings::Ending;
use self::endings::Open;
use crate::actors::{deleter, describer, operator, starter};
use crate::chance::{Chance, Domain};
use crate::disturbance::Disturbance;
use crate::executor::Executor;
use crate::logs::{Lines, kept};
use crate::profile::Expiry;
use crate::scenario::Scenario;
use crate::swarm;
use crate::timeline::BEGIN_MS;
use crate::watch::{Violation, case_of, compare};
use crate::weakness::Weakness;
use crate::world::{Making, World};

/// Tasks polled in one run; more would be work without end.
const STEPS_MAX: u64 = 1_000_000;

/// Simulated milliseconds within which everything must go on once nothing goes wrong any more.
const PATIENCE_MS: u64 = 300_000;

/// Milliseconds by which expired items are deleted late, if they are.
const EXPIRY_LATE_MS: u64 = 2 * 24 * 3_600_000;

/// Of so many runs, logs are looked at in one.
const LISTENED: u64 = 16;

/// How seeds and scenarios are run.
#[derive(Clone, Default)]
pub struct Options {
    /// A rule that is left out.
    pub weakness: Option<Weakness>,
    /// Whether every point is written down in words.
    pub with_lines: bool,
    /// Whether logs are looked at in every run, not only in some.
    pub with_logs: bool,
    /// Whether nobody looks at the invariants.
    pub unwatched: bool,
}

/// What came of a run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The seed.
    pub seed: u64,
    /// Points passed.
    pub points: u64,
    /// Tasks polled.
    pub steps: u64,
    /// Hash over everything that happened: the same seed gives the same.
    pub trace_hash: u64,
    /// Simulated time, milliseconds.
    pub simulated_ms: u64,
    /// Calls that the outside saw.
    pub calls: u64,
    /// Everything that went wrong.
    pub happened: Vec<Disturbance>,
    /// Who did something, and how often.
    pub actors: BTreeMap<&'static str, u64>,
    /// How the executions ended.
    pub endings: Vec<Ending>,
    /// Broken promises.
    pub violations: Vec<Violation>,
    /// Most functions that one message was handed through.
    pub hops_max: u32,
    /// Messages that were stopped because they had gone through too many.
    pub cut: u64,
    /// Lines that the production code logged, if anybody listened.
    pub logged: u64,
    /// The trace in words, if it was asked for.
    pub lines: String,
}

/// Runs the scenario of a seed.
pub fn run(seed: u64, options: &Options) -> Report {
    run_scenario(&swarm::scenario(seed), options)
}

/// Runs a scenario.
pub fn run_scenario(scenario: &Scenario, options: &Options) -> Report {
    let scenario = Arc::new(scenario.clone());
    // Lines change nothing but the time that a run takes, so only some are listened to.
    let listens = !options.unwatched
        && (options.with_logs || Chance::new(scenario.seed).below(Domain::Logs, 0, LISTENED) == 0);
    let lines = Lines::default();
    let world = World::new(Making {
        scenario: scenario.clone(),
        weakness: options.weakness,
        with_lines: options.with_lines,
        is_watched: !options.unwatched,
        logs: listens.then(|| lines.clone()),
    });
    let mut run = Run {
        executor: Executor::default(),
        world: world.clone(),
        open: Open::default(),
        unwatched: options.unwatched,
    };
    let (violations, endings) = match machines::make(&world) {
        Ok(()) => {
            catch_unwind(AssertUnwindSafe(|| if listens { kept(&lines, || run.go()) } else { run.go() }))
                .unwrap_or_else(|died| (vec![panicked(&*died)], Vec::new()))
        }
        Err(complaint) => (vec![Violation::new("program", complaint)], Vec::new()),
    };
    let report = Report {
        seed: scenario.seed,
        points: world.points(),
        steps: run.executor.steps(),
        trace_hash: world.trace_hash(),
        simulated_ms: world.now_ms() - BEGIN_MS,
        calls: world.outside.calls(),
        happened: world.happened(),
        actors: world.actors(),
        endings,
        violations,
        hops_max: world.messages.hops_max(),
        cut: world.messages.cut(),
        logged: world.logged.load(Ordering::Relaxed),
        lines: world.take_lines(),
    };
    // The tasks go first: they hold the world.
    drop(run);
    world.close();
    report
}

/// An assertion that failed is a violation like others.
fn panicked(died: &(dyn Any + Send)) -> Violation {
    let text = died.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| died.downcast_ref::<&str>().copied());
    Violation::new("panic", text.unwrap_or("an assertion failed"))
}

struct Run {
    executor: Executor,
    world: Arc<World>,
    open: Open,
    unwatched: bool,
}

impl Run {
    fn go(&mut self) -> (Vec<Violation>, Vec<Ending>) {
        let world = self.world.clone();
        if world.logs.is_some() {
            world.name_secrets();
        }
        world.begin();
        for number in 0..world.scenario.executions.len() {
            starter::begin(&world, number);
            operator::begin(&world, number);
            describer::begin(&world, number);
        }
        deleter::begin(&world);
        let stuck = self.until_the_end();
        let healed = stuck.is_none();
        world.look_at_logs();
        let mut violations = world.complaints();
        violations.extend(stuck);
        world.tell(|watcher, at_ms| {
            violations.extend(watcher.finish(at_ms, healed).into_iter().map(Violation::from));
        });
        let endings = self.open.endings(&world);
        if !self.unwatched {
            let (journal, case) = (world.looker(), case_of(&world.scenario));
            violations.extend(
                endings
                    .iter()
                    .filter_map(|ending| compare(&journal, &case, &ending.key, ending.status.as_ref()?)),
            );
        }
        (violations, endings)
    }

    /// Goes on until everything has ended; what is stuck if something is.
    fn until_the_end(&mut self) -> Option<Violation> {
        let world = self.world.clone();
        let calm_ms = BEGIN_MS + world.profile.rough_ms;
        loop {
            if self.executor.step(&world) {
                if self.executor.steps() > STEPS_MAX {
                    return Some(Violation::new("I10", "work without end"));
                }
                continue;
            }
            world.look_at_logs();
            world.tell(|watcher, at_ms| watcher.check(at_ms));
            self.open.look(&world);
            if self.open.is_over(&world) {
                return None;
            }
            let next_ms = world.timeline.next_ms();
            if !world.is_calm() && next_ms.is_none_or(|at| at >= calm_ms) {
                self.move_to(calm_ms);
                world.line(|| "nothing goes wrong any more".to_owned());
                world.calm_down();
                continue;
            }
            let stands = world.now_ms().max(calm_ms).max(world.table.last_page_ms()) + PATIENCE_MS;
            let Some(next_ms) = next_ms else { return Some(self.open.stuck(&world)) };
            if next_ms > stands && next_ms > self.open.horizon_ms(&world) + self.patience_ms() {
                return Some(self.open.stuck(&world));
            }
            self.move_to(next_ms);
        }
    }

    /// How long it may take until something goes on: a sweep lets what has stood still for long wait longer.
    fn patience_ms(&self) -> u64 {
        PATIENCE_MS + self.world.profile.rough_ms / 2
    }

    fn move_to(&self, ms: u64) {
        let world = &self.world;
        let late_ms = match world.profile.expiry {
            Expiry::Never => None,
            Expiry::Late => Some(EXPIRY_LATE_MS),
            Expiry::AtOnce => Some(0),
        };
        if let Some(late_ms) = late_ms {
            for key in world.table.expire((ms - late_ms) / 1_000) {
                world.tell(|watcher, at_ms| watcher.deleted(at_ms, &key));
            }
        }
        world.timeline.move_to(ms);
    }
}

/// The key of an execution of the scenario.
fn key_of(scenario: &Scenario, number: usize) -> Option<ExecutionKey> {
    let execution = scenario.executions.get(number)?;
    Some(ExecutionKey::new(execution.machine.as_str(), execution.name.as_str()))
}
