//! What executions cost, counted as DynamoDB and SQS bill them. The figures are the release gate: write units, read
//! units, queue requests, invocations.

use serde_json::{Value, json};
use stepwell_engine::Status;
use stepwell_protocol_tests::{invoke, order, retry};
use stepwell_world::services::Answer;
use stepwell_world::world::World;

struct Budget {
    name: &'static str,
    write_units: u64,
    read_units: u64,
    queue_requests: u64,
}

fn check(budget: &Budget, definition: &Value, input: Value, prepare: impl Fn(&World)) {
    let mut world = World::new();
    world.machine("main", definition);
    prepare(&world);
    // Warm: the definition is compiled, the machine's record is known.
    let warm = world.start("main", "warm", input.clone());
    world.run_to_end(&warm, 1_000_000);
    prepare(&world);
    let o = world.orchestrator.clone();
    assert!(world.finish(async move { o.machine("main").await }).is_ok());
    let before = world.meter.snapshot();
    let key = world.start("main", "one", input);
    let status = world.run_to_end(&key, 100_000);
    assert!(matches!(status, Status::Succeeded { .. }), "{}: {status:?}", budget.name);
    let used = world.meter.since(&before);
    let read_units = used.read_half_units.div_ceil(2);
    println!(
        "{}: {} write units, {} read units ({} reads), {} queue requests, {} payloads written",
        budget.name,
        used.write_units(),
        read_units,
        used.store_reads,
        used.queue_requests(),
        used.payload_puts
    );
    assert!(used.write_units() <= budget.write_units, "{}: {} write units", budget.name, used.write_units());
    assert!(
        used.queue_requests() <= budget.queue_requests,
        "{}: {} requests",
        budget.name,
        used.queue_requests()
    );
    assert!(read_units <= budget.read_units, "{}: {read_units} read units", budget.name);
}

fn five_tasks() -> Value {
    let names = ["A", "B", "C", "D", "E"];
    let mut states = serde_json::Map::new();
    for (index, name) in names.iter().enumerate() {
        states.insert(
            (*name).to_owned(),
            invoke(&format!("f{index}"), names.get(index + 1).copied(), Some(retry())),
        );
    }
    json!({ "StartAt": "A", "States": states })
}

#[test]
fn w1_ten_flow_states() {
    let mut states = serde_json::Map::new();
    for index in 0..9 {
        states.insert(format!("S{index}"), json!({ "Type": "Pass", "Next": format!("S{}", index + 1) }));
    }
    states.insert("S9".to_owned(), json!({ "Type": "Succeed" }));
    let budget = Budget { name: "W1", write_units: 4, read_units: 1, queue_requests: 3 };
    check(
        &budget,
        &json!({ "StartAt": "S0", "States": states }),
        json!({ "order": "x".repeat(280) }),
        |_| {},
    );
}

#[test]
fn w2_five_lambda_calls() {
    let budget = Budget { name: "W2", write_units: 14, read_units: 1, queue_requests: 3 };
    check(&budget, &five_tasks(), json!({ "n": 1 }), |world| {
        for index in 0..5 {
            world.script.function(&format!("f{index}"), [Answer::Value(order(index), 100)]);
        }
    });
}

#[test]
fn w2_with_a_large_input() {
    let budget = Budget { name: "W2 with 20 KB", write_units: 14, read_units: 1, queue_requests: 3 };
    let input: Vec<Value> = (0..24).map(order).collect();
    check(&budget, &five_tasks(), json!(input), |world| {
        for index in 0..5 {
            world.script.function(&format!("f{index}"), [Answer::Value(order(index), 100)]);
        }
    });
}

#[test]
fn w3_map_of_a_thousand() {
    let budget = Budget { name: "W3", write_units: 1_200, read_units: 25, queue_requests: 30 };
    let definition = json!({ "StartAt": "M", "States": { "M": { "Type": "Map", "End": true, "ResultPath": null,
        "ItemProcessor": { "StartAt": "F", "States": { "F": invoke("f", None, Some(retry())) } } } } });
    let items: Vec<u64> = (0..1_000).collect();
    check(&budget, &definition, json!(items), |world| {
        let results = (0..1_000).map(|index| {
            let order = order(index);
            let result = json!({ "orderId": order["orderId"], "customer": order["customer"], "first": order["items"][0] });
            Answer::Value(result, 100)
        });
        world.script.function("f", results);
    });
}
