//! Queue messages: whatever they say, they are hints. An execution does the same with them as without.

use std::sync::OnceLock;

use stepwell_engine::HistoryEvent;
use stepwell_engine::Payload;
use stepwell_engine::history::Detail;
use stepwell_journal::clock::Clock;
use stepwell_orchestrator::complete::Completion;
use stepwell_orchestrator::message::WakeUp;

use crate::bytes::texts;
use crate::history;
use crate::house::House;

/// Messages in one input.
const MESSAGES_MAX: usize = 8;

/// An input is messages.
pub fn run(data: &[u8]) {
    let texts = texts(data, MESSAGES_MAX);
    for text in &texts {
        if let Some(read) = WakeUp::decode(text) {
            assert_eq!(WakeUp::decode(&read.encode()), Some(read), "what is read is written the same");
        }
    }
    static WITHOUT: OnceLock<Vec<Vec<(u64, u64, String)>>> = OnceLock::new();
    let without = WITHOUT.get_or_init(|| course(&[]));
    assert_eq!(course(&texts), *without, "messages changed what happens");
}

/// What happens in a house into which these messages come.
fn course(messages: &[String]) -> Vec<Vec<(u64, u64, String)>> {
    let mut house = House::new();
    let world = &mut house.world;
    let waiting = world.queued();
    for message in messages {
        world.post(message);
        world.run_until_ms(world.time.now_ms() + 20_000);
        assert!(!world.is_working(), "a message holds whoever took it");
    }
    world.run_until_ms(stepwell_world::world::BEGIN_MS + 600_000);
    assert!(world.queued() <= waiting + messages.len(), "messages grow: {}", world.queued());
    let (o, token) = (world.orchestrator.clone(), house.token.clone());
    let output = Payload::from_text("{\"done\":true}");
    world.finish(async move { o.complete(&token, Completion::Success(output)).await }).unwrap();
    world.run_until_ms(stepwell_world::world::BEGIN_MS + 3 * 3_600_000);
    assert!(world.errors.is_empty(), "{:?}", world.errors);
    let all = House::keys_of_all().map(|key| {
        let events = world.history(&key);
        history::check(&events, !world.status(&key).is_running());
        events.iter().map(told).collect()
    });
    all.collect()
}

/// An event without its time.
fn told(event: &HistoryEvent) -> (u64, u64, String) {
    let detail = match &event.detail {
        // The output of a job tells times.
        Detail::TaskSucceeded { task, .. } => format!("TaskSucceeded {task:?}"),
        detail => format!("{detail:?}"),
    };
    (event.id, event.previous, detail)
}
