//! Runs scenarios with every point going wrong in every way, and says what does not hold. Deliberately absent: chance;
//! the same plan is the same run.

use std::collections::BTreeMap;

use stepwell_engine::history::Detail;
use stepwell_engine::limits::Limits;
use stepwell_engine::{HistoryEvent, Status};
use stepwell_journal::ExecutionKey;
use stepwell_journal::cover::Closed;
use stepwell_journal::outbox::Order;
use stepwell_world::points::{Fault, Points};
use stepwell_world::world::World;

use crate::clients::forward;
use crate::scenario::{End, LOST, Scenario, run};

/// Points of one scenario: more would be a scenario too large for this test, or work without end.
const POINTS_MAX: u64 = 4_000;

/// Milliseconds in which everything comes to rest after a scenario has ended: promises for waits that were given up
/// stand until their time.
const REST_MS: u64 = 400 * 24 * 3_600_000;

/// Milliseconds after the end in which what must be cancelled is cancelled.
const CANCEL_MS: u64 = 900_000;

/// Milliseconds of a delay that is noticed, and of one that outlives a claim.
pub const DELAYS_MS: [u64; 2] = [3_000, 40_000];

/// Milliseconds for which a machine sleeps: longer than any message or promise is kept.
const ASLEEP_MS: u64 = 600_000;

/// Wake items that one fault may cost: a promise or two for every process that died or was late, and one for every two
/// minutes in which a page that was announced may still come.
const WAKES_OF_A_FAULT: usize = 20;

/// Among many hosts one combination of point and fault in so many is run: most of them look like one host's.
const MANY_STRIDE: u64 = 3;

/// A plan: which points go wrong, and how.
pub type Plan = Vec<(u64, Fault)>;

/// Who works in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hosts {
    /// One server that does everything, as on a laptop.
    One,
    /// One process for clients and several for messages, none of which knows of the others, as on AWS.
    Many,
}

impl Hosts {
    /// What goes wrong at a point of this name.
    pub fn faults_at(self, name: &str) -> Vec<Fault> {
        let mut faults = self.faults();
        if name.starts_with("create p") {
            // A page whose writer was asleep: all its promises have been looked at meanwhile.
            faults.push(Fault::Late(ASLEEP_MS));
        }
        faults.retain(|fault| fault.fits(name));
        faults
    }

    /// What goes wrong among them. What fails only a call looks alike to one process and to many.
    pub fn faults(self) -> Vec<Fault> {
        let late = DELAYS_MS.map(Fault::Late);
        match self {
            Hosts::One => [&Fault::ALL[..], &late, &[Fault::Lost, Fault::Doubled]].concat(),
            Hosts::Many => {
                let [_, long] = DELAYS_MS;
                vec![Fault::CrashBefore, Fault::CrashAfter, Fault::Late(long), Fault::AnsweredLate(long)]
            }
        }
    }
}

/// What a run used, to hold others against it.
#[derive(Clone, Debug)]
pub struct Quiet {
    /// Points that may go wrong, with their names.
    pub points: Vec<(u64, String)>,
    /// Names of all points.
    pub names: Vec<String>,
    wakes: usize,
    messages: u64,
}

/// A scenario's world, its machines made before the points begin to count.
pub fn prepared(scenario: &Scenario, hosts: Hosts, plan: Plan) -> World {
    let mut world = World::with(Points::default(), Limits::default());
    if hosts == Hosts::Many {
        world.fleet(2);
    }
    (scenario.prepare)(&mut world);
    world.points.set_schedule(scenario.schedule);
    world.points.begin(plan);
    world
}

/// Runs a scenario without faults.
///
/// # Errors
/// What does not hold.
pub fn quiet(scenario: &Scenario, hosts: Hosts) -> Result<Quiet, String> {
    let (status, key, mut world) = run(scenario, prepared(scenario, hosts, Vec::new()));
    let points = world.points.worthwhile();
    let names = world.points.names();
    if !scenario.ends.first().is_some_and(|end| end.is(&status)) && scenario.schedule == 0 {
        return Err(format!("ended {status:?} without faults"));
    }
    if points.is_empty() || world.points.passed() > POINTS_MAX {
        return Err(format!("{} points", world.points.passed()));
    }
    for wanted in scenario.passes {
        if !names.iter().any(|name| name.starts_with(wanted)) {
            return Err(format!("no point `{wanted}` was passed: {names:?}"));
        }
    }
    settled(scenario, &mut world, &key)?;
    let wakes = world.items("w#").len();
    Ok(Quiet { points, names, wakes, messages: world.messages })
}

/// Runs a scenario with a plan.
///
/// # Errors
/// What does not hold.
pub fn check(scenario: &Scenario, hosts: Hosts, plan: &Plan, quiet: &Quiet) -> Result<(), String> {
    let (status, key, mut world) = run(scenario, prepared(scenario, hosts, plan.clone()));
    let late = plan.iter().any(|(_, fault)| fault.is_delay());
    if is_shown() {
        println!("{plan:?}: {status:?}");
        world.points.names().iter().enumerate().for_each(|(at, name)| println!("{} {name}", at + 1));
        world.history(&key).iter().for_each(|event| println!("{event:?}"));
        println!("{:?}", world.loaded(&key).map(|loaded| loaded.head));
    }
    if !scenario.may_end(&status, late) {
        return Err(format!("ended {status:?} after {:?}", world.errors));
    }
    settled(scenario, &mut world, &key)?;
    let faults = plan.len();
    let wakes = world.items("w#").len();
    if wakes > quiet.wakes + WAKES_OF_A_FAULT * faults {
        return Err(format!("{wakes} wake items instead of {}", quiet.wakes));
    }
    if world.messages > 3 * quiet.messages + 40 * faults as u64 {
        return Err(format!("{} messages instead of {}", world.messages, quiet.messages));
    }
    Ok(())
}

/// What must hold once an execution has ended, and once everything is at rest.
fn settled(scenario: &Scenario, world: &mut World, key: &ExecutionKey) -> Result<(), String> {
    for (name, most) in scenario.at_most {
        let count = world.script.count(name);
        if count > *most {
            return Err(format!("{name} was called {count} times"));
        }
    }
    forward(world, CANCEL_MS);
    let running = world.script.running_jobs();
    if !running.is_empty() {
        return Err(format!("jobs {running:?} run on"));
    }
    let before = world.history(key).len();
    if !world.rest(REST_MS) {
        return Err(format!("no rest: {} messages, working {}", world.queued(), world.is_working()));
    }
    if world.history(key).len() != before {
        return Err("a closed execution went on".to_owned());
    }
    for (name, most) in scenario.at_most {
        if world.script.count(name) > *most {
            return Err(format!("{name} was called {} times in the end", world.script.count(name)));
        }
    }
    for machine in ["main", "child", "last"] {
        for listed in world.listed(machine) {
            let is = closed(world, &listed.key, listed.closed);
            is.map_err(|why| format!("{machine}/{}: {why}", listed.key.execution))?;
        }
    }
    (scenario.holds)(world)
}

/// Whether an execution is closed in every place that speaks of it.
fn closed(world: &World, key: &ExecutionKey, listed: Closed) -> Result<(), String> {
    let Some(loaded) = world.loaded(key) else { return Err("it is listed and not there".to_owned()) };
    let status = &loaded.head.execution.status;
    if status.is_running() {
        return Err("it runs for ever".to_owned());
    }
    if listed != Closed::from(status) || loaded.cover.closed != listed {
        return Err(format!("it is {} and listed as {}", status.name(), listed.name()));
    }
    if loaded.head.outbox.iter().any(|owed| !matches!(owed.order, Order::CloseCover)) {
        return Err(format!("it still owes {:?}", loaded.head.outbox));
    }
    let letters = world.items(&key.partition()).iter().filter(|item| item.key.sort.starts_with("i#")).count();
    if letters > 0 {
        return Err(format!("{letters} facts are left in its inbox"));
    }
    let history = world.history(key);
    whole(&history, status, loaded.head.execution.last_event)
}

/// Whether a history is whole.
fn whole(history: &[HistoryEvent], status: &Status, last: u64) -> Result<(), String> {
    for (position, event) in history.iter().enumerate() {
        let in_order = position == 0 || history[position - 1].at_ms <= event.at_ms;
        if event.id != position as u64 + 1 || event.previous >= event.id || !in_order {
            return Err(format!("event {} at position {position}", event.id));
        }
    }
    let ends: Vec<u64> = history.iter().filter(|event| is_end(&event.detail)).map(|event| event.id).collect();
    if ends != [last] || history.len() as u64 != last {
        return Err(format!("{} events, of which {ends:?} end it, and the last is {last}", history.len()));
    }
    let says = history.last().map(|event| match (&event.detail, status) {
        (Detail::ExecutionSucceeded { .. }, Status::Succeeded { .. })
        | (Detail::ExecutionFailed(_), Status::Failed { .. })
        | (Detail::ExecutionTimedOut(_), Status::TimedOut)
        | (Detail::ExecutionAborted(_), Status::Aborted { .. }) => true,
        (_, _) => false,
    });
    if says == Some(true) { Ok(()) } else { Err(format!("{status:?} after {:?}", history.last())) }
}

fn is_end(detail: &Detail) -> bool {
    matches!(
        detail,
        Detail::ExecutionSucceeded { .. }
            | Detail::ExecutionFailed(_)
            | Detail::ExecutionTimedOut(_)
            | Detail::ExecutionAborted(_)
    )
}

/// What sweeps came to.
#[derive(Debug, Default)]
pub struct Tally {
    /// Scenarios.
    pub scenarios: u64,
    /// Points that went wrong.
    pub points: u64,
    /// Runs.
    pub runs: u64,
    /// What did not hold, the first line of each.
    pub failures: Vec<String>,
}

/// Runs a scenario once for each point and each way to go wrong there.
pub fn singles(scenario: &Scenario, hosts: Hosts, tally: &mut Tally) {
    let began = tally.runs;
    let quiet = match quiet(scenario, hosts) {
        Ok(quiet) => quiet,
        Err(why) => return tally.failures.push(format!("{} ({hosts:?}): {why}", scenario.name)),
    };
    let points = sampled(&quiet.points, if is_full() { usize::MAX } else { scenario.sample });
    let mut number = began;
    let wanted = |point: u64| chosen().is_none_or(|chosen| chosen == point);
    for (point, name) in points.iter().filter(|(point, _)| wanted(*point)) {
        for fault in hosts.faults_at(name) {
            number += 1;
            if hosts == Hosts::Many && !number.is_multiple_of(MANY_STRIDE) && !is_full() && !is_shown() {
                continue;
            }
            let plan = vec![(*point, fault)];
            tally.runs += 1;
            if let Err(why) = check(scenario, hosts, &plan, &quiet) {
                tally
                    .failures
                    .push(format!("{} ({hosts:?}) with {fault:?} at {point} `{name}`: {why}", scenario.name));
            }
        }
    }
    tally.scenarios += 1;
    tally.points += points.len() as u64;
    println!("{} ({hosts:?}): {} points, {} runs", scenario.name, points.len(), tally.runs - began);
}

/// Pairs of points: ways of which one is enough for each kind of loss.
const PAIRED: [Fault; 3] = [Fault::FailAfter, Fault::CrashBefore, Fault::CrashAfter];

/// Points up to which all pairs of a scenario are of interest.
const PAIRED_POINTS_MAX: usize = 40;

/// Runs a small scenario once for each pair of points, or for some of them: one pair in `stride` unless all are wanted.
pub fn pairs(scenario: &Scenario, hosts: Hosts, stride: usize, tally: &mut Tally) {
    let Ok(quiet) = quiet(scenario, hosts) else { return };
    if quiet.points.len() > PAIRED_POINTS_MAX || scenario.sample != usize::MAX {
        return;
    }
    let (began, stride) = (tally.runs, if is_full() { 1 } else { stride });
    let mut number = stepwell_engine::moment::mix(scenario.name.len() as u64, 0, 0) as usize % stride;
    for (at, (first, name)) in quiet.points.iter().enumerate() {
        for (second, other) in &quiet.points[at + 1..] {
            for (a, b) in PAIRED.iter().flat_map(|a| PAIRED.map(|b| (*a, b))) {
                number += 1;
                if !number.is_multiple_of(stride) {
                    continue;
                }
                tally.runs += 1;
                let plan = vec![(*first, a), (*second, b)];
                if let Err(why) = check(scenario, hosts, &plan, &quiet) {
                    tally.failures.push(format!(
                        "{} ({hosts:?}) with {a:?} at {first} `{name}` and {b:?} at {second} `{other}`: {why}",
                        scenario.name
                    ));
                }
            }
        }
    }
    tally.scenarios += 1;
    tally.points += quiet.points.len() as u64;
    println!("{} ({hosts:?}): {} points, {} pairs", scenario.name, quiet.points.len(), tally.runs - began);
}

/// Whether everything is to be run, however long it takes.
pub fn is_full() -> bool {
    std::env::var("STEPWELL_POINTS").is_ok_and(|value| value == "full")
}

/// Whether every run is to be told at length: for one scenario and one point, `STEPWELL_POINTS=<number>`.
fn is_shown() -> bool {
    chosen().is_some()
}

/// The only point that is wanted.
fn chosen() -> Option<u64> {
    std::env::var("STEPWELL_POINTS").ok()?.parse().ok()
}

/// So many of them, evenly spread.
fn sampled<T: Clone>(all: &[T], most: usize) -> Vec<T> {
    if all.len() <= most {
        return all.to_vec();
    }
    (0..most).map(|index| all[index * all.len() / most].clone()).collect()
}

/// Ends a test with what did not hold.
///
/// # Panics
/// If something did not.
pub fn conclude(tally: &Tally) {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for failure in &tally.failures {
        *kinds.entry(failure.split(" with ").next().unwrap_or_default()).or_default() += 1;
    }
    println!("{} scenarios, {} points, {} runs", tally.scenarios, tally.points, tally.runs);
    assert!(
        tally.failures.is_empty(),
        "{} failures {kinds:#?}\n{}",
        tally.failures.len(),
        tally.failures.iter().take(60).cloned().collect::<Vec<_>>().join("\n")
    );
}

/// The ends of a scenario whose task without Retry may be lost.
pub fn or_lost(end: End) -> Vec<End> {
    vec![end, End::Failed(LOST)]
}
