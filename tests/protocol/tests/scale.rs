//! Large executions through the whole protocol, with limits raised by the operator. The sizes here suit a build without
//! optimisation; `STEPWELL_SCALE=full` runs the full ones.

use serde_json::json;
use stepwell_engine::Status;
use stepwell_engine::limits::Limits;
use stepwell_journal::clock::Clock;
use stepwell_protocol_tests::invoke;
use stepwell_world::points::Points;
use stepwell_world::services::Answer;
use stepwell_world::world::World;

/// The full size, the small one, or as many as the variable says.
fn size(full: u64, small: u64) -> u64 {
    match std::env::var("STEPWELL_SCALE").as_deref() {
        Ok("full") => full,
        Ok(other) => other.parse().unwrap_or(small),
        Err(_) => small,
    }
}

fn raised() -> Limits {
    Limits { payload_bytes_max: 1 << 30, history_events_max: 1 << 40, ..Limits::default() }
}

#[test]
fn a_map_of_many_large_iterations() {
    let iterations = size(10_000, 400);
    let mut world = World::with(Points::default(), raised());
    // Every result has ten kilobytes; what is kept of them together fits into one text.
    let mut task = invoke("f", None, None);
    task["ResultSelector"] = json!({ "it.$": "$.Payload.n" });
    let definition = json!({ "StartAt": "M", "States": { "M": { "Type": "Map", "End": true,
        "ItemProcessor": { "StartAt": "F", "States": { "F": task } } } } });
    world.machine("main", &definition);
    // Ten kilobytes that do not shrink to nothing when they are compressed.
    let text = |index: u64| -> String {
        let numbers = (0..600).map(|part| stepwell_engine::moment::mix(index, part, 3));
        numbers.map(|number| format!("{number:016x} ")).collect()
    };
    let answers = (0..iterations).map(|index| Answer::Value(json!({ "n": index, "text": text(index) }), 100));
    world.script.function("f", answers);
    let items: Vec<u64> = (0..iterations).collect();
    let input = json!(items);
    let key = world.start("main", "one", input.clone());
    assert!(world.exists(&key), "{:?}", world.errors);
    let status = world.run_to_end(&key, 24 * 3_600_000);
    let Status::Succeeded { output } = &status else { panic!("{status:?} after {:?}", world.errors) };
    assert!(output.value().is_ok_and(|output| *output == input), "the results are in the order of the items");
    assert_eq!(world.script.count("lambda:invoke f") as u64, iterations);
    let used = world.meter.snapshot();
    println!(
        "{iterations} iterations: {} write units, {} MB written, {} read units, {} queue requests, {} payloads",
        used.write_units(),
        (used.written_bytes + used.payload_put_bytes) >> 20,
        used.read_half_units / 2,
        used.queue_requests(),
        used.payload_puts
    );
}

#[test]
fn a_loop_of_many_states_can_be_stopped() {
    let states = size(1_000_000, 20_000);
    let mut world = World::with(Points::default(), raised());
    let definition = json!({ "StartAt": "A", "States": {
        "A": { "Type": "Pass", "Next": "B" },
        "B": { "Type": "Choice", "Default": "A",
            "Choices": [{ "Variable": "$.n", "NumericEquals": 2, "Next": "Done" }] },
        "Done": { "Type": "Succeed" } } });
    world.machine("main", &definition);
    let key = world.start("main", "one", json!({ "n": 1 }));
    world.run_until_event(&key, 2 * states);
    assert!(world.status(&key).is_running());
    let (o, stopped) = (world.orchestrator.clone(), key.clone());
    let stopped = world.finish(async move { o.stop(&stopped, None, None).await });
    assert!(stopped.is_ok(), "{stopped:?}");
    let status = world.run_to_end(&key, 24 * 3_600_000);
    assert!(matches!(status, Status::Aborted { .. }), "{status:?}");
    let used = world.meter.snapshot();
    let took = world.time.now_ms() - stepwell_world::world::BEGIN_MS;
    println!(
        "{states} states: {} write units, {} queue requests, {took} ms",
        used.write_units(),
        used.queue_requests()
    );
}
