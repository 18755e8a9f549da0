//! How costs grow: what must not make an execution dearer, measured on the same counters as the budgets. Sweeps that
//! find nothing belong to the idle stack and are taken off.

use serde_json::{Value, json};
use stepwell_engine::Status;
use stepwell_journal::clock::Clock;
use stepwell_journal::metering::Usage;
use stepwell_protocol_tests::more::{DAY_MS, answer, ask};
use stepwell_protocol_tests::{invoke, order, retry};
use stepwell_world::services::Answer;
use stepwell_world::world::World;

/// What one execution used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
    write_units: u64,
    read_units: u64,
    queue_requests: u64,
    invocations: u64,
}

/// Read units, in halves, of a sweep that finds nothing.
fn idle_sweep() -> u64 {
    let mut world = World::new();
    let o = world.orchestrator.clone();
    let warm = world.finish(async move { o.sweep().await });
    assert!(warm.is_ok(), "{warm:?}");
    let next = world.time.now_ms() + 60_000;
    world.run_until_ms(next);
    let before = world.meter.snapshot();
    let o = world.orchestrator.clone();
    let swept = world.finish(async move { o.sweep().await });
    assert!(swept.is_ok(), "{swept:?}");
    world.meter.since(&before).read_half_units
}

/// Writes of the sweep's cursors.
fn cursors(used: &Usage) -> u64 {
    let is_cursor = |partition: &str| partition.starts_with("w#") && partition.matches('#').count() == 1;
    used.writes_by_partition
        .iter()
        .filter(|(partition, _)| is_cursor(partition))
        .map(|(_, units)| units)
        .sum()
}

/// Runs an execution in a warm world, lets `outside` happen to it, and says what it cost. The start counts as one
/// invocation and `outside` as `calls`.
fn cost(definition: &Value, input: Value, calls: u64, outside: impl Fn(&mut World)) -> (Cost, World) {
    let mut world = World::new();
    world.machine("main", definition);
    world.script.function("ask", [Answer::Echo(100)]);
    world.script.function("f", [Answer::Value(order(7), 100)]);
    // Warm: the definition is compiled, the machine's record is known.
    let warm = world.start("main", "warm", input.clone());
    let (o, key) = (world.orchestrator.clone(), warm.clone());
    let stopped = world.finish(async move { o.stop(&key, None, None).await });
    assert!(stopped.is_ok(), "{stopped:?}");
    world.run_to_end(&warm, 600_000);
    let settled = world.time.now_ms() + 600_000;
    world.run_until_ms(settled);
    world.script.function("f", [Answer::Value(order(7), 100)]);
    let o = world.orchestrator.clone();
    assert!(world.finish(async move { o.machine("main").await }).is_ok());
    let (before, messages, sweeps) = (world.meter.snapshot(), world.messages, world.sweeps);
    let key = world.start("main", "one", input);
    outside(&mut world);
    let status = world.run_to_end(&key, 400 * DAY_MS);
    assert!(matches!(status, Status::Succeeded { .. }), "{status:?}");
    let used = world.meter.since(&before);
    let idle = (world.sweeps - sweeps) * idle_sweep();
    let cost = Cost {
        write_units: used.write_units() - cursors(&used),
        read_units: used.read_half_units.saturating_sub(idle).div_ceil(2),
        queue_requests: used.queue_requests(),
        invocations: world.messages - messages + 1 + calls,
    };
    (cost, world)
}

fn nothing(_: &mut World) {}

#[test]
fn w5_approval_of_thirty_days() {
    let definition = json!({ "StartAt": "A", "States": { "A": ask(json!({})) } });
    let (cost, _) = cost(&definition, json!({ "n": 1 }), 1, |world| {
        let then = world.time.now_ms() + 30 * DAY_MS;
        world.run_until_ms(then);
        assert!(answer(world, json!("approved")));
    });
    println!("W5: {cost:?}");
    assert!(cost.write_units <= 10, "{cost:?}");
    assert!(cost.read_units <= 4, "{cost:?}");
    assert!(cost.queue_requests <= 6, "{cost:?}");
    assert!(cost.invocations <= 5, "{cost:?}");
}

#[test]
fn w4_a_job_of_ten_minutes() {
    let definition = json!({ "StartAt": "A", "States": { "A": { "Type": "Task", "End": true,
        "Resource": "arn:aws:states:::glue:startJobRun.sync", "Parameters": { "JobName": "filter" } } } });
    let (cost, _) = cost(&definition, json!({}), 0, |world| world.script.set_job_ms(600_000));
    println!("W4: {cost:?}");
    assert!(cost.write_units <= 10, "{cost:?}");
    assert!(cost.read_units <= 12, "{cost:?}");
    assert!(cost.queue_requests <= 30, "{cost:?}");
    assert!(cost.invocations <= 12, "{cost:?}");
}

#[test]
fn a_waits_cost_does_not_depend_on_its_length() {
    let mut costs = Vec::new();
    for seconds in [16 * 60, 3_600, 30 * 86_400, 365 * 86_400] {
        let wait = json!({ "Type": "Wait", "Seconds": seconds, "Next": "Done" });
        let definition = json!({ "StartAt": "W", "States": { "W": wait, "Done": { "Type": "Succeed" } } });
        let (cost, _) = cost(&definition, json!({ "n": 1 }), 0, nothing);
        println!("{seconds} s: {cost:?}");
        costs.push(cost);
    }
    let dearest = costs.iter().map(|cost| cost.write_units).max();
    assert!(costs.iter().all(|cost| Some(cost.write_units) == dearest), "{costs:?}");
    assert!(costs.iter().all(|cost| cost.queue_requests == costs[0].queue_requests), "{costs:?}");
    let reads = costs.iter().map(|cost| cost.read_units);
    assert!(reads.clone().max().unwrap_or(0) - reads.min().unwrap_or(0) <= 1, "{costs:?}");
}

#[test]
fn deterministic_states_add_nothing() {
    let chain = |n: usize| {
        let mut states = serde_json::Map::new();
        states.insert("T".to_owned(), invoke("f", Some("S0"), Some(retry())));
        for index in 0..n {
            states.insert(format!("S{index}"), json!({ "Type": "Pass", "Next": format!("S{}", index + 1) }));
        }
        states.insert(format!("S{n}"), json!({ "Type": "Succeed" }));
        json!({ "StartAt": "T", "States": states })
    };
    let (few, _) = cost(&chain(1), json!({ "n": 1 }), 0, nothing);
    let (many, _) = cost(&chain(20), json!({ "n": 1 }), 0, nothing);
    assert_eq!(few, many);
}

#[test]
fn a_payload_dragged_along_is_written_once() {
    let orders: Vec<Value> = (0..60).map(order).collect();
    let input = json!(orders);
    let bytes = input.to_string().len() as u64;
    let drag = |n: usize| {
        let mut states = serde_json::Map::new();
        for index in 0..n {
            let mut task = invoke("f", Some(&format!("S{}", index + 1)), Some(retry()));
            task["Parameters"] = json!({ "FunctionName": "f", "Payload": {} });
            task["ResultPath"] = Value::Null;
            task.as_object_mut().map(|task| (task.remove("ResultSelector"), task.remove("OutputPath")));
            states.insert(format!("S{index}"), task);
        }
        states.insert(format!("S{n}"), json!({ "Type": "Succeed" }));
        json!({ "StartAt": "S0", "States": states })
    };
    let written = |n: usize| {
        let (_, world) = cost(&drag(n), input.clone(), 0, nothing);
        let used = world.meter.snapshot();
        used.written_bytes + used.payload_put_bytes
    };
    let (two, ten) = (written(2), written(10));
    println!("{bytes} bytes of input: {two} bytes written by 2 tasks, {ten} by 10");
    // Eight more results of a kilobyte each, and nothing of the input.
    assert!(ten - two < 8 * 1_500, "{two} and {ten}");
}

/// A message that comes again changes nothing and costs at most one read and one write.
#[test]
fn a_duplicate_is_nearly_free() {
    let definition = json!({ "StartAt": "A", "States": { "A": ask(json!({})) } });
    let mut world = World::new();
    world.machine("main", &definition);
    world.script.function("ask", [Answer::Echo(5_000)]);
    let key = world.start("main", "one", json!({ "n": 1 }));
    let go = |page: u64| {
        format!(
            r#"{{"v":1,"m":"main","e":"one","p":{page},"t":{},"w":{{"go":true}}}}"#,
            stepwell_world::world::BEGIN_MS
        )
    };
    for (after_ms, what) in [(1_000, "while the call is made"), (20_000, "while the callback is awaited")] {
        let then = world.time.now_ms() + after_ms;
        world.run_until_ms(then);
        let (before, events) = (world.meter.snapshot(), world.history(&key).len());
        world.post(&go(0));
        let then = world.time.now_ms() + 10;
        world.run_until_ms(then);
        let used = world.meter.since(&before);
        assert_eq!(world.history(&key).len(), events, "{what}");
        assert!(used.read_half_units <= 2 && used.write_units() <= 1, "{what}: {used:?}");
    }
    assert!(answer(&mut world, json!("approved")));
    world.run_to_end(&key, 60_000);
    let before = world.meter.snapshot();
    world.post(&go(0));
    let then = world.time.now_ms() + 10;
    world.run_until_ms(then);
    let used = world.meter.since(&before);
    assert!(used.read_half_units <= 2 && used.write_units() == 0, "when it is closed: {used:?}");
}
