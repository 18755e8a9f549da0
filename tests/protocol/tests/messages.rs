//! Messages that nobody of ours would send: they hold no worker, and they end.

use serde_json::json;
use stepwell_engine::Status;
use stepwell_journal::ExecutionKey;
use stepwell_journal::clock::Clock;
use stepwell_orchestrator::message::{WakeUp, What};
use stepwell_world::world::World;

fn message(machine: &str, page: u64, sent_ms: u64, what: What) -> String {
    WakeUp { key: ExecutionKey::new(machine, "one"), page, sent_ms, what }.encode()
}

fn forward(world: &mut World, ms: u64) {
    world.run_until_ms(world.time.now_ms() + ms);
}

#[test]
fn a_message_from_the_future_waits_for_its_page_no_longer_than_others() {
    for ahead_ms in [60_000, 365 * 86_400_000, u64::MAX / 2] {
        let mut world = World::new();
        let sent_ms = world.time.now_ms() + ahead_ms;
        world.post(&message("gone", 3, sent_ms, What::Go));
        forward(&mut world, 1_000);
        assert!(!world.is_working(), "{ahead_ms}: it holds its worker");
        forward(&mut world, 300_000);
        assert_eq!(world.queued(), 0, "{ahead_ms}: it comes again and again");
    }
    let mut world = World::new();
    world.post(&message("gone", 3, u64::MAX, What::Go));
    forward(&mut world, 300_000);
    assert_eq!((world.is_working(), world.queued()), (false, 0));
}

#[test]
fn the_last_number_of_a_chain_of_polls_is_a_number_like_others() {
    let mut world = World::new();
    let resource = "arn:aws:states:::glue:startJobRun.sync";
    let job = json!({ "Type": "Task", "Resource": resource, "Parameters": { "JobName": "j" }, "End": true });
    world.machine("main", &json!({ "StartAt": "J", "States": { "J": job } }));
    world.script.set_job_ms(600_000);
    let key = world.start("main", "one", json!({}));
    forward(&mut world, 1_000);
    let now = world.time.now_ms();
    for chain in 0..4 {
        let what = What::Poll { stamp: 3, chain, since_ms: u64::MAX, turn: u64::MAX };
        world.post(&message("main", 0, now, what));
    }
    let status = world.run_to_end(&key, 7_200_000);
    assert!(matches!(status, Status::Succeeded { .. }), "{status:?}");
    assert_eq!(world.script.count("glue:startJobRun j"), 1);
}

#[test]
fn a_message_for_a_time_that_no_message_reaches_is_dropped() {
    let mut world = World::new();
    let now = world.time.now_ms();
    for at in [now + 86_400_000, u64::MAX] {
        world.post(&message("gone", 3, now, What::Due(at)));
    }
    forward(&mut world, 1_000);
    assert_eq!(world.queued(), 0);
}
