//! What lives cost in the units that AWS bills.

use stepwell_engine::{Payload, Status};

use super::{World, begin, cover, end, step};
use crate::journal::{Begun, Committed, HistoryQuery, NewExecution};
use crate::sample;

#[tokio::test]
async fn five_lambda_calls_cost_a_page_each_and_a_cold_load_one_read() {
    let world = World::new();
    let journal = world.cold();
    let (key, mut head, _) = begin(&journal, 1, 300).await;
    let begun = world.meter.snapshot();
    assert_eq!(begun.write_units(), 2, "the cover and its index entry");
    for number in 1..=5 {
        let before = world.meter.snapshot();
        head = step(&journal, &key, &head, sample::order(number, 1_000)).await.0;
        assert_eq!(world.meter.since(&before).write_units(), 1);
        let before = world.meter.snapshot();
        world.cold().load(&key).await.unwrap();
        let used = world.meter.since(&before);
        assert_eq!((used.read_half_units, used.write_units()), (2, 0), "{used:?}");
    }
    let (last, events) =
        end(&head, Status::Succeeded { output: Payload::from_text(sample::order(9, 1_000)) });
    assert_eq!(journal.commit(&key, &last, &events, 5).await, Ok(Committed::Done));
    let before = world.meter.snapshot();
    journal.close_cover(&key, &last.execution.status, 9).await.unwrap();
    let used = world.meter.since(&before);
    assert_eq!(
        (used.write_units(), used.read_half_units),
        (2, 0),
        "cover and index entry, nothing read: {used:?}"
    );
}

#[tokio::test]
async fn an_execution_born_closed_is_one_put() {
    let world = World::new();
    let (head, mut events) = sample::start(1, Payload::from_text(sample::order(1, 300)));
    let (mut closed, last) = end(&head, Status::Succeeded { output: head.execution.input.clone() });
    closed.page = 0;
    events.extend(last);
    let new = NewExecution { cover: cover(&head), head: closed, events, nonce: 4 };
    let key = new.cover.key();
    assert!(matches!(world.cold().begin(new).await.unwrap(), Begun::New(_)));
    assert_eq!(world.meter.snapshot().write_units(), 2);
    let description = world.cold().describe(&key).await.unwrap().unwrap();
    assert_eq!(description.status.name(), "SUCCEEDED");
}

#[tokio::test]
async fn a_long_history_is_read_in_linear_cost() {
    let world = World::new();
    let journal = world.cold();
    let (key, mut head, _) = begin(&journal, 1, 300).await;
    let mut reads = Vec::new();
    for pages in [250, 1_000] {
        while head.page < pages {
            head = step(&journal, &key, &head, sample::order(head.page, 200)).await.0;
        }
        let before = world.meter.snapshot();
        let cold = world.cold();
        let mut query = HistoryQuery { from: None, limit: 100, reverse: false, include_data: true };
        let mut events = 0;
        while let Some(part) = cold.history(&key, query).await.unwrap() {
            events += part.events.len();
            match part.next {
                Some(next) => query.from = Some(next),
                None => break,
            }
        }
        assert_eq!(events as u64, head.execution.last_event);
        reads.push(world.meter.since(&before).read_half_units);
    }
    assert!(reads[1] <= reads[0] * 9 / 2, "{reads:?}");
}
