//! Promises that are looked at before their page is there: a writer that stalls between announcing a page and
//! committing it, and dies or loses its word right after, leaves nobody waiting. Each of these hung once.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use serde_json::json;
use stepwell_engine::{Event, Payload, Status};
use stepwell_journal::ExecutionKey;
use stepwell_journal::clock::Clock;
use stepwell_journal::journal::Announced;
use stepwell_orchestrator::complete::Completion;
use stepwell_orchestrator::start::StartRequest;
use stepwell_protocol_tests::more::ask;
use stepwell_protocol_tests::{invoke, retry};
use stepwell_world::points::Fault;
use stepwell_world::services::Answer;
use stepwell_world::world::World;

/// Milliseconds after which everything must have gone on: what a page may be late, and what a promise may be.
const PATIENCE_MS: u64 = 25 * 60_000;

fn forward(world: &mut World, ms: u64) {
    let until = world.time.now_ms() + ms;
    world.run_until_ms(until);
}

/// The number of the first point of this name that a client's request passes.
fn point(world: &World, name: &str) -> u64 {
    let names = world.points.names();
    let position = names.iter().position(|known| known.starts_with(name));
    assert!(position.is_some(), "no point {name} in {names:?}");
    position.map_or(0, |position| position as u64 + 1)
}

fn start(world: &mut World, name: &str) -> ExecutionKey {
    let (o, name) = (world.orchestrator.clone(), name.to_owned());
    let key = ExecutionKey::new("main", name.as_str());
    let started = world.attempt(async move {
        let machine = o.machine("main").await.ok().flatten().unwrap();
        let input = Payload::from_text("{}");
        let request = StartRequest { machine, name, input, start_id: None, trace_header: None, parent: None };
        o.start(request).await
    });
    assert!(started.is_none_or(|started| started.is_ok()));
    key
}

fn starting() -> World {
    let mut world = World::new();
    world.among_others();
    world.machine("main", &json!({ "StartAt": "A", "States": { "A": invoke("f", None, Some(retry())) } }));
    world.script.function("f", [Answer::Echo(100)]);
    world
}

/// A world whose execution waits for a callback, and the token.
fn asking() -> (World, ExecutionKey, String) {
    let mut world = World::new();
    world.among_others();
    let mut asks = ask(json!({ "Next": "B" }));
    asks.as_object_mut().map(|asks| asks.remove("End"));
    let states = json!({ "A": asks, "B": invoke("f", None, Some(retry())) });
    world.machine("main", &json!({ "StartAt": "A", "States": states }));
    world.script.function("ask", [Answer::Echo(100)]);
    world.script.function("f", [Answer::Echo(100)]);
    let key = world.start("main", "one", json!({}));
    // Long enough that no promise of what was done before stands any more.
    forward(&mut world, 20 * 60_000);
    let calls = world.script.calls();
    let (_, payload) = calls.last().unwrap();
    let token = payload["token"].as_str().unwrap_or_default().to_owned();
    (world, key, token)
}

fn answer(world: &mut World, token: &str) {
    let (o, token) = (world.orchestrator.clone(), token.to_owned());
    let output = Payload::from_value(json!("approved"));
    let answered = world.attempt(async move { o.complete(&token, Completion::Success(output)).await });
    assert!(answered.is_none_or(|answered| answered.is_ok()));
}

fn goes_on(world: &mut World, key: &ExecutionKey, what: &str) {
    let status = world.run_to_end(key, PATIENCE_MS);
    assert!(matches!(status, Status::Succeeded { .. }), "{what}: {status:?}");
}

/// How a page comes late and what else goes wrong with it.
fn mishaps(page: u64, go: u64) -> Vec<(&'static str, Vec<(u64, Fault)>)> {
    vec![
        ("a short stall and a lost word", vec![(page, Fault::Late(5_000)), (go, Fault::Lost)]),
        ("a stall and a lost word", vec![(page, Fault::Late(70_000)), (go, Fault::Lost)]),
        ("a stall and a death", vec![(page, Fault::LateCrash(200_000))]),
        ("a long stall and a death", vec![(page, Fault::LateCrash(600_000))]),
        ("a very long stall", vec![(page, Fault::Late(3_600_000))]),
    ]
}

#[test]
fn a_start_that_was_announced_long_before_is_gone_on_with() {
    let mut quiet = starting();
    quiet.points.begin(Vec::new());
    start(&mut quiet, "one");
    for (what, plan) in mishaps(point(&quiet, "create pc"), point(&quiet, "send")) {
        let mut world = starting();
        world.points.begin(plan);
        let key = start(&mut world, "one");
        goes_on(&mut world, &key, what);
    }
}

#[test]
fn a_callback_that_was_announced_long_before_is_gone_on_with() {
    let (mut quiet, _, token) = asking();
    quiet.points.begin(Vec::new());
    answer(&mut quiet, &token);
    for (what, plan) in mishaps(point(&quiet, "create p"), point(&quiet, "send")) {
        let (mut world, key, token) = asking();
        world.points.begin(plan);
        answer(&mut world, &token);
        goes_on(&mut world, &key, what);
    }
}

#[test]
fn a_letter_whose_words_were_all_lost_is_read() {
    let (mut world, key, token) = asking();
    let o = world.orchestrator.clone();
    let (_, stamp) = o.keyring.verify(&token).unwrap();
    let fact = Event::TaskSucceeded { stamp, output: Payload::from_text("\"by letter\"") };
    let letter = stepwell_orchestrator::inbox::encode(&fact).unwrap();
    let now = world.time.now_ms();
    let left = {
        let key = key.clone();
        world.attempt(async move {
            let announced = Announced { page: Announced::LETTER, at_ms: now };
            o.journal.promise_page(&key, now + 120_000, announced).await?;
            o.journal.leave(&key, letter).await
        })
    };
    assert!(matches!(left, Some(Ok(()))), "{left:?}");
    goes_on(&mut world, &key, "a letter");
}
