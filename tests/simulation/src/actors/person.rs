//! Somebody who was given a task token by a function: beats, answers, answers twice or late, asks again until answered.

use std::sync::Arc;

use futures_util::FutureExt;
use serde_json::{Value, json};
use stepwell_engine::{Frame, Payload};
use stepwell_invariants::AttemptName;
use stepwell_orchestrator::Orchestrator;
use stepwell_orchestrator::complete::{CompleteError, Completion};
use stepwell_programs::behaviours::{Callback, CallbackEnd};

use crate::chance::{Domain, Parts};
use crate::disturbance::{Fault, Site};
use crate::platform::task_keys;
use crate::watch::Violation;
use crate::weakness::Weakness;
use crate::world::World;

/// Longest time by which a clumsy person is late, or between two answers, milliseconds.
const LATE_MS_MAX: u64 = 600_000;

/// Times that somebody looks whether an attempt is over whose token they have kept.
const LOOKS_MAX: u64 = 40;

/// Who was asked, and what they do.
pub(crate) struct Asked {
    /// Number of the asking.
    pub number: u64,
    /// The token.
    pub token: String,
    /// What they do.
    pub callback: Callback,
}

/// Does what a person does.
pub(crate) async fn react(world: Arc<World>, asked: Asked) {
    let began_ms = world.now_ms();
    world.acted("person");
    let until = |ms: u64| (began_ms + ms).saturating_sub(world.now_ms());
    let number = asked.number;
    let fault = world.fault(Site::Person, number, || drawn(&world, number));
    let last_ms = asked.callback.ends.as_ref().map_or(0, |(ms, _)| *ms);
    world.outside.expect(began_ms + last_ms);
    for beat_ms in &asked.callback.beats_ms {
        world.sleep(until(*beat_ms)).await;
        world.request("SendTaskHeartbeat", &json!({ "taskToken": asked.token })).await;
    }
    if fault == Some(Fault::OldToken) {
        world.spawn_own(keep(world.clone(), asked.number, asked.token.clone()));
    }
    let Some((at_ms, end)) = &asked.callback.ends else { return };
    let late_ms = if let Some(Fault::Late(ms)) = fault { ms } else { 0 };
    let due_ms = began_ms + at_ms + late_ms;
    // Together with all others who answer about then.
    let due_ms = due_ms.next_multiple_of(world.profile.unison_ms.max(1));
    world.outside.expect(due_ms);
    world.sleep(due_ms.saturating_sub(world.now_ms())).await;
    answer(&world, &asked.token, end).await;
    if let Some(Fault::Twice(ms)) = fault {
        world.sleep(ms).await;
        answer(&world, &asked.token, end).await;
    }
}

fn drawn(world: &World, number: u64) -> Option<Fault> {
    let mut parts = Parts::of(world.chance.draw(Domain::Person, number));
    if !parts.hits(world.profile.clumsy) {
        return None;
    }
    let ms = parts.skewed_ms(LATE_MS_MAX);
    Some(match parts.below(3) {
        0 => Fault::Late(ms),
        1 => Fault::OldToken,
        _ => Fault::Twice(ms),
    })
}

/// Keeps a token until its attempt is over, if it can until another one of the execution runs, and uses it then: nothing
/// may come of that.
async fn keep(world: Arc<World>, number: u64, token: String) {
    let Some((key, stamp)) = task_keys().verify(&token) else { return };
    let mut parts = Parts::of(world.chance.draw(Domain::Person, 1 << 32 | number));
    let mut is_over = false;
    for _ in 0..LOOKS_MAX {
        world.sleep(parts.skewed_ms(LATE_MS_MAX)).await;
        let Some(Ok(Some(loaded))) = world.looker().load(&key).now_or_never() else { return };
        let execution = loaded.head.execution;
        is_over = execution.attempt(stamp).is_none();
        let has_other = execution.frames.values().any(|frame| frame.attempt().is_some());
        if is_over && (has_other || !execution.status.is_running()) {
            break;
        }
    }
    if !is_over {
        return;
    }
    world.acted("person with an old token");
    let output = CallbackEnd::Success(json!("of an old token"));
    if world.lacks(Weakness::CompletionWithoutStamp) {
        return answer_anything(&world, &token, &output).await;
    }
    let body = json!({ "taskToken": token, "output": "\"of an old token\"" });
    for action in ["SendTaskHeartbeat", "SendTaskSuccess"] {
        let heard = world.request(action, &body).await;
        if heard.status() == 200 {
            let what = format!("{action} with the token of attempt {stamp}, which is over, was accepted");
            world.complain(Violation::new("clients", format!("{}/{}: {what}", key.machine, key.execution)));
        }
    }
}

async fn answer(world: &Arc<World>, token: &str, end: &CallbackEnd) {
    let (action, body) = match end {
        CallbackEnd::Success(output) => {
            ("SendTaskSuccess", json!({ "taskToken": token, "output": output.to_string() }))
        }
        CallbackEnd::Failure { error, cause } => ("SendTaskFailure", failure(token, error, cause)),
    };
    let named = task_keys().verify(token).map(|(key, stamp)| AttemptName { key, stamp });
    if let Some(attempt) = &named {
        world.tell(|watcher, _| watcher.reported(attempt));
    }
    if world.lacks(Weakness::CompletionWithoutStamp) {
        return answer_anything(world, token, end).await;
    }
    loop {
        let heard = world.request(action, &body).await;
        if let (200, Some(attempt)) = (heard.status(), &named) {
            world.tell(|watcher, at_ms| watcher.accepted(at_ms, attempt));
        }
        if heard.is_error("ValidationException") || heard.is_error("InvalidOutput") {
            // What is too large to be an output is a failure of whoever made it.
            let (error, cause) = (Some("Order.Bad".to_owned()), None);
            return Box::pin(answer(world, token, &CallbackEnd::Failure { error, cause })).await;
        }
        if heard.is_final() {
            return;
        }
        world.sleep(2_000).await;
    }
}

fn failure(token: &str, error: &Option<String>, cause: &Option<String>) -> Value {
    let mut body = json!({ "taskToken": token });
    if let Some(error) = error {
        body["error"] = json!(error);
    }
    if let Some(cause) = cause {
        body["cause"] = json!(cause);
    }
    body
}

/// Completes whatever attempt of the token's execution is open.
async fn answer_anything(world: &Arc<World>, token: &str, end: &CallbackEnd) {
    loop {
        let completion = match end {
            CallbackEnd::Success(output) => Completion::Success(Payload::from_value(output.clone())),
            CallbackEnd::Failure { error, cause } => {
                Completion::Failure { error: error.clone(), cause: cause.clone() }
            }
        };
        let token = token.to_owned();
        let done =
            world.ask(|orchestrator| async move { complete_any(&orchestrator, &token, completion).await });
        if done.await.is_some_and(|answer| !matches!(answer, Err(CompleteError::World(_)))) {
            return;
        }
        world.sleep(2_000).await;
    }
}

async fn complete_any(
    orchestrator: &Orchestrator,
    token: &str,
    completion: Completion,
) -> Result<(), CompleteError> {
    let Some((key, _)) = orchestrator.keyring.verify(token) else { return Ok(()) };
    let loaded = orchestrator.journal.load(&key).await.ok().flatten();
    let open = loaded.and_then(|loaded| {
        let mut attempts = loaded.head.execution.frames.values().filter_map(Frame::attempt);
        attempts.next().map(|attempt| attempt.stamp)
    });
    match open {
        Some(stamp) => orchestrator.complete_attempt(&key, stamp, completion).await,
        None => Ok(()),
    }
}
