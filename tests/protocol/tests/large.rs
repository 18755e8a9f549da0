//! Texts beyond one record: the joined results of a wide Map are kept in parts, loaded again and given to the next state.
//! The size here suits a build without optimisation; `STEPWELL_SCALE=full` joins 100 MB.

use serde_json::{Value, json};
use stepwell_engine::limits::Limits;
use stepwell_engine::payload::Home;
use stepwell_engine::{Payload, Status};
use stepwell_journal::limits::RECORD_BYTES_MAX;
use stepwell_protocol_tests::invoke;
use stepwell_world::points::Points;
use stepwell_world::services::Answer;
use stepwell_world::world::World;

fn iterations() -> u64 {
    if std::env::var("STEPWELL_SCALE").as_deref() == Ok("full") { 10_000 } else { 450 }
}

fn raised() -> Limits {
    Limits { payload_bytes_max: 1 << 30, history_events_max: 1 << 40, ..Limits::default() }
}

/// Ten kilobytes that do not shrink to nothing when they are compressed.
fn text(index: u64) -> String {
    let numbers = (0..600).map(|part| stepwell_engine::moment::mix(index, part, 3));
    numbers.map(|number| format!("{number:016x} ")).collect()
}

/// The most memory that this process has had so far, in megabytes; nothing where the system does not say.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
}

#[test]
fn a_join_beyond_one_record_is_kept_and_given_to_the_next_state() {
    let iterations = iterations();
    let mut world = World::with(Points::default(), raised());
    let map = json!({ "Type": "Map", "Next": "Pause",
        "ItemProcessor": { "StartAt": "F", "States": { "F": invoke("f", None, None) } } });
    let mut last = invoke("count", None, None);
    last["Parameters"]["Payload.$"] = json!("$[0].n");
    let definition = json!({ "StartAt": "M", "States": {
        "M": map,
        "Pause": { "Type": "Wait", "Seconds": 100, "Next": "Last" },
        "Last": { "Type": "Pass", "InputPath": "$", "Next": "Count" },
        "Count": last } });
    world.machine("main", &definition);
    let answers = (0..iterations).map(|index| Answer::Value(json!({ "n": index, "text": text(index) }), 100));
    world.script.function("f", answers);
    world.script.function("count", [Answer::Echo(1)]);
    let key = world.start("main", "one", json!((0..iterations).collect::<Vec<u64>>()));
    assert!(world.exists(&key), "{:?}", world.errors);
    // Whoever goes on after the pause has nothing of it in memory.
    world.run_until_ms(stepwell_journal::clock::Clock::now_ms(&*world.time) + iterations * 3 + 30_000);
    assert!(world.status(&key).is_running(), "it waits: {:?}", world.errors);
    world.crash();
    let status = world.run_to_end(&key, 24 * 3_600_000);
    let Status::Succeeded { output } = &status else { panic!("{status:?} after {:?}", world.errors) };
    assert_eq!(output.value().unwrap(), &json!(0));
    let history = world.history(&key);
    let whole: Vec<&Payload> = history
        .iter()
        .flat_map(|event| event.detail.payloads())
        .filter(|it| it.bytes() > RECORD_BYTES_MAX)
        .collect();
    assert!(whole.len() >= 4, "what the Map gave, what was waited with and what was taken: {}", whole.len());
    let digest = |it: &&Payload| matches!(it.home(), Home::Payload { .. });
    assert!(whole.iter().all(digest));
    let Value::Array(results) = whole[0].value().unwrap() else { panic!("it is a list") };
    assert_eq!(results.len() as u64, iterations);
    for (index, result) in results.iter().enumerate() {
        assert_eq!(result, &json!({ "n": index, "text": text(index as u64) }));
    }
    let used = world.meter.snapshot();
    println!(
        "{} MB joined: {} payloads with {} MB written, {} payloads read, peak {:?} MB",
        whole[0].bytes() >> 20,
        used.payload_puts,
        used.payload_put_bytes >> 20,
        used.payload_gets,
        peak_mb()
    );
}
