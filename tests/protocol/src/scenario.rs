//! A workflow with its world, and what it must come to.

use serde_json::{Value, json};
use stepwell_engine::Status;
use stepwell_journal::ExecutionKey;
use stepwell_world::world::World;

/// Error of a lost attempt without Retry.
pub const LOST: &str = "Lambda.SdkClientException";

/// Milliseconds that a scenario may take.
const WITHIN_MS: u64 = 4 * 3_600_000;

/// One way to end.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// With this output.
    Output(Box<Value>),
    /// With this error.
    Failed(&'static str),
    /// By the time-out of the execution.
    TimedOut,
    /// Stopped.
    Aborted,
}

impl End {
    /// With this output.
    pub fn output(value: Value) -> Self {
        End::Output(Box::new(value))
    }

    /// Whether it is this end that an execution came to.
    pub fn is(&self, status: &Status) -> bool {
        match (self, status) {
            (End::Output(expected), Status::Succeeded { output }) => output.value().ok() == Some(expected),
            (End::Failed(expected), Status::Failed { error, .. }) => error.as_deref() == Some(expected),
            (End::TimedOut, Status::TimedOut) | (End::Aborted, Status::Aborted { .. }) => true,
            (End::Output(_) | End::Failed(_) | End::TimedOut | End::Aborted, _) => false,
        }
    }
}

/// A workflow with its world.
pub struct Scenario {
    /// Its name.
    pub name: &'static str,
    /// Prepares machines and services.
    pub prepare: fn(&mut World),
    /// Input of the execution of machine `main`.
    pub input: fn() -> Value,
    /// Starts it.
    pub start: fn(&mut World, Value) -> ExecutionKey,
    /// What people and programs outside do while it runs.
    pub outside: fn(&mut World, &ExecutionKey),
    /// What it may come to, whatever fails on the way. Without faults it comes to the first.
    pub ends: Vec<End>,
    /// What else it may come to if calls take long: the time-outs of its author.
    pub late: Vec<End>,
    /// Calls that must not be made more often than this.
    pub at_most: &'static [(&'static str, usize)],
    /// What else must hold when everything is at rest.
    pub holds: fn(&World) -> Result<(), String>,
    /// Names of points that a run without faults must pass, so that the scenario tests what it says.
    pub passes: &'static [&'static str],
    /// Milliseconds that it may take.
    pub within_ms: u64,
    /// Most points that are failed, evenly spread; for scenarios that take long.
    pub sample: usize,
    /// Seed of the moments at which calls let each other go first, so that those who race meet in the middle; 0 for
    /// never.
    pub schedule: u64,
}

impl Default for Scenario {
    fn default() -> Self {
        Scenario {
            name: "",
            prepare: |_| {},
            input: || json!({}),
            start: |world, input| world.start("main", "one", input),
            outside: |_, _| {},
            ends: Vec::new(),
            late: Vec::new(),
            at_most: &[],
            holds: |_| Ok(()),
            passes: &[],
            within_ms: WITHIN_MS,
            sample: usize::MAX,
            schedule: 0,
        }
    }
}

impl Scenario {
    /// Whether it may end so. `late` says that calls took long.
    pub fn may_end(&self, status: &Status, late: bool) -> bool {
        self.ends.iter().chain(self.late.iter().filter(|_| late)).any(|end| end.is(status))
    }
}

/// Runs a scenario to its end; the status and the world after it.
pub fn run(scenario: &Scenario, mut world: World) -> (Status, ExecutionKey, World) {
    let key = (scenario.start)(&mut world, (scenario.input)());
    (scenario.outside)(&mut world, &key);
    let status = world.run_to_end(&key, scenario.within_ms);
    (status, key, world)
}
