//! What holds for every definition and every course of events, tried on small ones made up at random.

use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};
use stepwell_asl::Program;
use stepwell_engine::decide::Outcome;
use stepwell_engine::error::StateError;
use stepwell_engine::frame::{Doing, Ended};
use stepwell_engine::history::Detail;
use stepwell_engine::moment::mix;
use stepwell_engine::payload::Home;
use stepwell_engine::{Effect, Event, Execution, HistoryEvent, Payload, decide};

use crate::generate::{INPUT, definitions};
use crate::transcript::outcome;
use crate::world::{World, decided, execution, program};

fn world(chance: u64) -> World {
    World { chance: Some(chance), ..World::default() }
}

fn run(program: &Program, mut world: World) -> (World, Execution) {
    let ended = world.run(program, execution(INPUT));
    (world, ended)
}

/// Facts about all attempts that this execution does not have.
fn stale(execution: &Execution) -> Vec<Event> {
    let mut facts = vec![Event::Started];
    for stamp in (0..=execution.last_event + 2).filter(|stamp| execution.attempt(*stamp).is_none()) {
        let output = Payload::from_text("0");
        facts.push(Event::TaskStarted { stamp });
        facts.push(Event::TaskSubmitted { stamp, output: output.clone() });
        facts.push(Event::TaskSucceeded { stamp, output });
        facts.push(Event::TaskFailed { stamp, error: StateError::timeout() });
        facts.push(Event::HeartbeatReceived { stamp, at_ms: u64::MAX });
    }
    facts
}

fn is_closing(event: &HistoryEvent) -> bool {
    matches!(
        event.detail,
        Detail::ExecutionSucceeded { .. }
            | Detail::ExecutionFailed(_)
            | Detail::ExecutionTimedOut(_)
            | Detail::ExecutionAborted(_)
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn histories_have_their_shape(definition in definitions(), chance in any::<u64>(), shuffle in any::<u64>()) {
        let (world, ended) = run(&program(&definition), World { shuffle, ..world(chance) });
        prop_assert!(!ended.status.is_running(), "not at its end");
        prop_assert!(ended.frames.is_empty());
        prop_assert_eq!(ended.due_ms(), None);
        for (position, event) in world.history.iter().enumerate() {
            prop_assert_eq!(event.id, position as u64 + 1);
            prop_assert!(event.previous < event.id);
        }
        prop_assert!(world.history.windows(2).all(|two| two[0].at_ms <= two[1].at_ms));
        prop_assert_eq!(world.history.iter().filter(|event| is_closing(event)).count(), 1);
        prop_assert!(world.history.last().is_some_and(is_closing));
    }

    #[test]
    fn facts_said_twice_and_stale_facts_change_nothing(definition in definitions(), chance in any::<u64>()) {
        let program = program(&definition);
        let (mut world, _) = run(&program, world(chance));
        let mut execution = execution(INPUT);
        for (now_ms, facts) in std::mem::take(&mut world.decided) {
            world.now_ms = now_ms;
            execution = decided(decide(&program, &execution, &facts, &world.moment())).execution;
            for again in [facts, stale(&execution)] {
                let twice = decided(decide(&program, &execution, &again, &world.moment()));
                prop_assert_eq!(&twice.execution, &execution);
                prop_assert!(twice.history.is_empty() && twice.effects.is_empty());
            }
        }
        prop_assert!(!execution.status.is_running());
    }

    #[test]
    fn stopping_ends_everything_at_every_point(definition in definitions(), chance in any::<u64>()) {
        let program = program(&definition);
        let (mut world, _) = run(&program, world(chance));
        let mut execution = execution(INPUT);
        for (now_ms, facts) in std::mem::take(&mut world.decided) {
            world.now_ms = now_ms;
            let stop = Event::StopRequested { error: None, cause: None };
            let stopped = decided(decide(&program, &execution, &[stop], &world.moment()));
            prop_assert_eq!(outcome(&stopped.execution), "ABORTED -: -");
            prop_assert!(stopped.execution.frames.is_empty());
            prop_assert_eq!(stopped.history.len(), 1);
            let cancelled = stopped.effects.iter().filter(|effect| matches!(effect, Effect::CancelTask(_)));
            let attempts = execution.frames.values().filter(|frame| frame.attempt().is_some());
            prop_assert_eq!(cancelled.count(), attempts.count());
            prop_assert_eq!(stopped.effects.iter().filter(|effect| matches!(effect, Effect::CallTask { .. })).count(), 0);
            execution = decided(decide(&program, &execution, &facts, &world.moment())).execution;
        }
    }

    #[test]
    fn one_by_one_ends_as_all_at_once(definition in definitions(), chance in any::<u64>()) {
        let program = program(&definition);
        let (_, together) = run(&program, world(chance));
        let (_, single) = run(&program, World { batches: false, ..world(chance) });
        prop_assert_eq!(outcome(&single), outcome(&together));
    }

    #[test]
    fn budgets_do_not_show(definition in definitions(), chance in any::<u64>(), steps in 1..4_usize) {
        let program = program(&definition);
        let (large, _) = run(&program, world(chance));
        let mut small = world(chance);
        small.limits.steps_per_decision_max = steps;
        let (small, _) = run(&program, small);
        prop_assert_eq!(&small.history, &large.history);
        let mut small = world(chance);
        small.limits.bytes_per_decision_max = steps;
        let (small, _) = run(&program, small);
        prop_assert_eq!(&small.history, &large.history);
    }

    #[test]
    fn folding_with_texts_out_of_memory_gives_the_same(definition in definitions(), chance in any::<u64>()) {
        let program = program(&definition);
        let (mut world, _) = run(&program, world(chance));
        let mut texts = Texts { kept: Vec::new(), chance };
        let mut execution = execution(INPUT);
        let mut history = Vec::new();
        for (now_ms, facts) in std::mem::take(&mut world.decided) {
            world.now_ms = now_ms;
            texts.drop_some(&mut execution);
            let decision = loop {
                match decide(&program, &execution, &facts, &world.moment()) {
                    Outcome::Decided(decision) => break decision,
                    Outcome::Need(payloads) => {
                        prop_assert!(payloads.iter().all(|payload| !payload.is_present()));
                        payloads.iter().for_each(|payload| texts.fill(payload));
                    }
                }
            };
            history.extend(decision.history);
            execution = decision.execution;
        }
        history.iter().flat_map(|event| event.detail.payloads()).for_each(|payload| texts.fill(payload));
        prop_assert_eq!(history, world.history);
    }
}

/// Texts that are out of memory; each is found by its number.
struct Texts {
    kept: Vec<std::sync::Arc<str>>,
    chance: u64,
}

impl Texts {
    fn drop_some(&mut self, execution: &mut Execution) {
        self.maybe_drop(&mut execution.input);
        for frame in execution.frames.values_mut() {
            self.maybe_drop(&mut frame.input);
            match &mut frame.doing {
                Doing::Task(attempt) => {
                    self.maybe_drop(&mut attempt.parameters);
                    attempt.submitted.iter_mut().for_each(|payload| self.maybe_drop(payload));
                }
                Doing::Join(join) => {
                    self.maybe_drop(&mut join.input);
                    let inner = join.results.iter_mut().flatten().chain(join.items.iter_mut());
                    inner.for_each(|payload| self.maybe_drop(payload));
                }
                Doing::Resume(Ended::Succeeded(payload)) => self.maybe_drop(payload),
                Doing::Resume(Ended::Failed { .. } | Ended::Waited)
                | Doing::Enter
                | Doing::Wait { .. }
                | Doing::Backoff { .. } => {}
            }
        }
    }

    fn maybe_drop(&mut self, payload: &mut Payload) {
        self.chance = mix(self.chance, 1, 2);
        if let Ok(text) = payload.text()
            && self.chance.is_multiple_of(2)
        {
            let digest = (self.kept.len() as u128).to_be_bytes();
            *payload = Payload::absent(Home::Payload { digest }, text.len());
            self.kept.push(text);
        }
    }

    fn fill(&self, payload: &Payload) {
        if let Home::Payload { digest } = payload.home() {
            payload.fill(self.kept[u128::from_be_bytes(digest) as usize].clone());
        }
    }
}
