//! One program decided to its end in virtual time. Facts of one moment come in any order, together or one by one,
//! sometimes late, twice, or after their time; budgets and early starts are drawn for each program.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use stepwell_asl::{MachineType, Program, Work, parse};
use stepwell_engine::decide::Outcome;
use stepwell_engine::execution::Identity;
use stepwell_engine::limits::Limits;
use stepwell_engine::moment::Mint;
use stepwell_engine::{Effect, Event, Execution, HistoryEvent, Moment, Payload, Status, decide};
use stepwell_programs::Case;
use stepwell_programs::case::{ACCOUNT, REGION, machine_arn};
use stepwell_programs::chance::Chance;

use crate::answer;

/// Decisions after which an execution is taken to be without end.
const DECISIONS_MAX: usize = 200_000;

struct Tokens;

impl Mint for Tokens {
    fn token(&self, execution_arn: &str, stamp: u64) -> String {
        format!("{execution_arn}#{stamp}")
    }
}

/// An execution that was driven.
pub struct Driven {
    pub machine: String,
    pub name: String,
    pub execution: Execution,
    pub history: Vec<HistoryEvent>,
}

/// A program's world.
pub struct World<'c> {
    case: &'c Case,
    programs: BTreeMap<String, Program>,
    chance: Chance,
    limits: Limits,
    starts_calls: bool,
    stops: bool,
    driven: Vec<Driven>,
    /// Parameters of all attempts of all executions: none may occur twice.
    seen: BTreeSet<String>,
}

impl<'c> World<'c> {
    pub fn new(case: &'c Case, chance: Chance) -> Self {
        let mut chance = chance;
        let programs = case.machines.iter().map(|(name, definition)| {
            let parsed = parse(&definition.to_string(), MachineType::Standard);
            let program = parsed.program.unwrap_or_else(|| panic!("{name}: {:?}", parsed.diagnostics));
            (name.clone(), program)
        });
        let programs = programs.collect();
        let mut limits = Limits::default();
        if chance.percent(30) {
            limits.steps_per_decision_max = chance.between(1, 6) as usize;
        }
        let (starts_calls, stops) = (chance.percent(70), chance.percent(5));
        World {
            case,
            programs,
            chance,
            limits,
            starts_calls,
            stops,
            driven: Vec::new(),
            seen: BTreeSet::new(),
        }
    }

    /// Runs the main machine, and what it starts, to the end. The main execution is the last.
    pub fn run(mut self) -> Vec<Driven> {
        let input = self.case.input.clone();
        let main = self.case.main.clone();
        self.execution(&main, "main-run", input, 1_767_225_600_123);
        self.driven
    }

    /// Runs one execution; its status and when it ended.
    fn execution(&mut self, machine: &str, name: &str, input: Value, started_ms: u64) -> (Status, u64) {
        let identity = Identity {
            execution_arn: format!("arn:aws:states:{REGION}:{ACCOUNT}:execution:{machine}:{name}"),
            name: name.to_owned(),
            state_machine_arn: machine_arn(machine),
            state_machine_name: machine.to_owned(),
            role_arn: format!("arn:aws:iam::{ACCOUNT}:role/r"),
            region: REGION.to_owned(),
            started_ms,
        };
        let mut drive = Drive {
            execution: Execution::new(identity, Payload::from_value(input)),
            history: Vec::new(),
            coming: BTreeMap::new(),
            now_ms: started_ms,
            order: 0,
        };
        drive.coming.insert((started_ms, 0, 0), Event::Started);
        if self.stops {
            let at = started_ms + self.chance.between(1, 600_000);
            drive
                .coming
                .insert((at, 0, 1), Event::StopRequested { error: Some("Enough".to_owned()), cause: None });
        }
        for _ in 0..DECISIONS_MAX {
            let Some(facts) = drive.next(&mut self.chance) else { break };
            self.step(machine, &mut drive, &facts);
            if !drive.execution.status.is_running() {
                break;
            }
        }
        let (status, ended_ms) = (drive.execution.status.clone(), drive.execution.last_ms);
        self.driven.push(Driven {
            machine: machine.to_owned(),
            name: name.to_owned(),
            execution: drive.execution,
            history: drive.history,
        });
        (status, ended_ms)
    }

    fn step(&mut self, machine: &str, drive: &mut Drive, facts: &[Event]) {
        let moment = Moment {
            now_ms: drive.now_ms,
            seed: self.chance.number(),
            starts_calls: self.starts_calls,
            mint: &Tokens,
            limits: self.limits,
        };
        let outcome = decide(&self.programs[machine], &drive.execution, facts, &moment);
        let Outcome::Decided(decision) = outcome else {
            panic!("payloads are missing, but all are in memory")
        };
        drive.execution = decision.execution;
        drive.history.extend(decision.history);
        for effect in decision.effects {
            if let Effect::CallTask { stamp } = effect {
                let facts = self.answered(machine, &drive.execution, stamp, drive.now_ms);
                for (after_ms, fact) in facts {
                    drive.come(after_ms, fact, &mut self.chance);
                }
            }
        }
    }

    fn answered(&mut self, machine: &str, execution: &Execution, stamp: u64, now_ms: u64) -> answer::Facts {
        let (_, frame, attempt) = execution.attempt(stamp).unwrap();
        let Work::Task(task) = &self.programs[machine].state(frame.state).work else { panic!("no task") };
        let resource = task.resource.arn.to_string();
        let parameters = attempt.parameters.value().unwrap().clone();
        assert!(self.seen.insert(format!("{resource} {parameters}")), "twice: {resource} {parameters}");
        let behaviours = &self.case.behaviours;
        match resource.strip_prefix("arn:aws:states:::") {
            None => answer::function(behaviours, stamp, &resource, &parameters),
            Some("lambda:invoke") => answer::invoke(behaviours, stamp, &parameters, false),
            Some("lambda:invoke.waitForTaskToken") => answer::invoke(behaviours, stamp, &parameters, true),
            Some("glue:startJobRun") => answer::job(behaviours, stamp, &parameters, false),
            Some("glue:startJobRun.sync") => answer::job(behaviours, stamp, &parameters, true),
            Some("stepwell:approval.waitForTaskToken") => answer::approval(behaviours, stamp, &parameters),
            Some(nested) => {
                let pattern = nested.trim_start_matches("states:startExecution").to_owned();
                let name = format!("{}-{stamp}", execution.identity.name);
                let child =
                    parameters["StateMachineArn"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
                let (status, ended_ms) =
                    self.execution(&child, &name, parameters["Input"].clone(), now_ms + 5);
                let came = match status {
                    Status::Succeeded { output } => Some(Ok(output.value().unwrap().clone())),
                    Status::Failed { .. } | Status::TimedOut | Status::Aborted { .. } => {
                        Some(Err(status.name().to_owned()))
                    }
                    Status::Running => None,
                };
                let ended = came.map(|came| (ended_ms.saturating_sub(now_ms) + 10, came));
                answer::nested(stamp, &format!("{child}:{name}"), &pattern, ended)
            }
        }
    }
}

/// One execution on its way.
struct Drive {
    execution: Execution,
    history: Vec<HistoryEvent>,
    /// Facts by time and lot.
    coming: BTreeMap<(u64, u64, u64), Event>,
    now_ms: u64,
    order: u64,
}

impl Drive {
    fn come(&mut self, after_ms: u64, fact: Event, chance: &mut Chance) {
        // Coarse times make facts meet.
        let after_ms = if chance.percent(50) { after_ms.div_ceil(1_000) * 1_000 } else { after_ms };
        let at = self.now_ms + after_ms;
        let fact = match fact {
            Event::HeartbeatReceived { stamp, .. } => Event::HeartbeatReceived { stamp, at_ms: at },
            other => other,
        };
        if chance.percent(5) {
            self.order += 1;
            self.coming.insert((at + chance.below(5_000), chance.number(), self.order), fact.clone());
        }
        self.order += 1;
        self.coming.insert((at, chance.number(), self.order), fact);
    }

    fn next(&mut self, chance: &mut Chance) -> Option<Vec<Event>> {
        let runnable = self.execution.is_runnable();
        let first = self.coming.keys().next().map(|(at, ..)| *at);
        if runnable && (chance.percent(60) || first.is_none_or(|at| at > self.now_ms)) {
            return Some(vec![Event::Continued]);
        }
        let due = self.execution.due_ms();
        let (Some(at), due) = (first.filter(|at| due.is_none_or(|due| *at <= due)), due) else {
            // A timer is seen when somebody looks: never early, sometimes late.
            let late = if chance.percent(20) { chance.below(3_000) } else { 0 };
            self.now_ms = self.now_ms.max(due?) + late;
            return Some(vec![Event::TimerFired]);
        };
        self.now_ms = self.now_ms.max(at);
        let mut facts = Vec::new();
        let together = chance.percent(60);
        while let Some(entry) = self.coming.first_entry()
            && entry.key().0 <= self.now_ms
            && (together || facts.is_empty())
        {
            facts.push(entry.remove());
        }
        if due.is_some_and(|due| due <= self.now_ms) && chance.percent(50) {
            facts.insert(0, Event::TimerFired);
        }
        Some(facts)
    }
}
