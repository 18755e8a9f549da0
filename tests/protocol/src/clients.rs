//! What people and programs outside do, as careful clients: what failed or was lost with its process is tried again.

use serde_json::Value;
use stepwell_engine::Payload;
use stepwell_journal::ExecutionKey;
use stepwell_journal::clock::Clock;
use stepwell_orchestrator::complete::{CompleteError, Completion};
use stepwell_world::world::World;

/// Milliseconds between two tries.
const PAUSE_MS: u64 = 2_000;

/// Tries before a client gives up.
const TRIES_MAX: usize = 600;

/// Lets the world go on for so many milliseconds.
pub fn forward(world: &mut World, ms: u64) {
    let until = world.time.now_ms() + ms;
    world.run_until_ms(until);
}

/// Tries something until it says that it is done.
///
/// # Panics
/// If it never is.
pub fn until(world: &mut World, what: &str, mut attempt: impl FnMut(&mut World) -> bool) {
    for _ in 0..TRIES_MAX {
        if attempt(world) {
            return;
        }
        forward(world, PAUSE_MS);
    }
    assert!(attempt(world), "{what}: never, after {:?}", world.errors);
}

/// Stops an execution.
pub fn stop(world: &mut World, key: &ExecutionKey) {
    until(world, "a stop", |world| {
        let (o, key) = (world.orchestrator.clone(), key.clone());
        let cause = Some("Enough".to_owned());
        matches!(world.attempt(async move { o.stop(&key, None, cause).await }), Some(Ok(_)))
    });
}

/// Waits for the execution to be there and for the function `ask` to be asked so many times; false if the execution
/// ends before.
pub fn asked(world: &mut World, key: &ExecutionKey, times: usize) -> bool {
    for _ in 0..TRIES_MAX * 6 {
        if tokens(world).len() >= times {
            return true;
        }
        if world.exists(key) && !world.status(key).is_running() {
            return false;
        }
        forward(world, PAUSE_MS);
    }
    false
}

/// The tokens that the function `ask` was given, oldest first.
pub fn tokens(world: &World) -> Vec<String> {
    let calls = world.script.calls();
    let asks = calls.iter().filter(|(name, _)| name == "lambda:invoke ask");
    asks.filter_map(|(_, payload)| payload["token"].as_str().map(str::to_owned)).collect()
}

/// Says how a task ended; whether it was taken. False if the task had ended already.
pub fn complete(world: &mut World, token: &str, completion: &Completion) -> bool {
    let mut taken = false;
    until(world, "a callback", |world| {
        let (o, token, completion) = (world.orchestrator.clone(), token.to_owned(), completion.clone());
        match world.attempt(async move { o.complete(&token, completion).await }) {
            Some(Ok(())) => {
                taken = true;
                true
            }
            Some(Err(CompleteError::World(_))) | None => false,
            Some(Err(_)) => true,
        }
    });
    taken
}

/// A good end with this output.
pub fn success(output: Value) -> Completion {
    Completion::Success(Payload::from_value(output))
}

/// Answers the newest token again and again until the execution has ended: a task that is tried again asks anew.
pub fn answer_until_closed(world: &mut World, key: &ExecutionKey, completion: &Completion) {
    until(world, "an answer", |world| {
        if world.exists(key) && !world.status(key).is_running() {
            return true;
        }
        if let Some(token) = tokens(world).pop() {
            complete(world, &token, completion);
        }
        false
    });
}
