//! The AWS API: any request is answered, well or with a known error; one that is refused has changed nothing.

use serde_json::Value;
use stepwell_api::{ApiRequest, handle};
use stepwell_world::world::block_on;

use crate::bytes::texts;
use crate::history;
use crate::house::House;

/// Requests in one input.
const REQUESTS_MAX: usize = 6;

/// An input is requests one after the other: the action in the first line, then the body.
pub fn run(data: &[u8]) {
    let mut house = House::new();
    for text in texts(data, REQUESTS_MAX) {
        let text = house.filled(&text);
        let (action, body) = text.split_once('\n').unwrap_or((text.as_str(), ""));
        request(&house, action, body);
        house.world.run_until_ms(stepwell_journal::clock::Clock::now_ms(&*house.world.time) + 1_000);
    }
    aftermath(&mut house);
}

fn request(house: &House, action: &str, body: &str) {
    house.world.points.begin(Vec::new());
    let target = if action.contains('.') { action.to_owned() } else { format!("AWSStepFunctions.{action}") };
    let answer = block_on(handle(
        &house.api,
        ApiRequest {
            target: Some(&target),
            content_type: Some("application/x-amz-json-1.0"),
            trace_header: None,
            body: body.as_bytes(),
        },
    ));
    let value: Value = serde_json::from_slice(&answer.body).unwrap();
    assert!(value.is_object(), "{value}");
    assert!(answer.headers.iter().any(|(name, _)| *name == "x-amzn-requestid"));
    if answer.status == 200 {
        return;
    }
    assert!(
        answer.status == 400 || answer.status == 413 || answer.status == 501,
        "{} {value}",
        answer.status
    );
    let name = value["__type"].as_str().unwrap().rsplit('#').next().unwrap().to_owned();
    assert!(!name.is_empty() && value["message"].is_string(), "{value}");
    let (created, changed) = house.written();
    let may_find_another = name.ends_with("AlreadyExists");
    assert!(
        may_find_another || (created.is_empty() && changed.is_empty()),
        "{name}: {created:?} {changed:?}"
    );
}

/// Whatever was asked for, histories are whole, and the world comes to rest.
pub fn aftermath(house: &mut House) {
    let world = &mut house.world;
    world.run_until_ms(stepwell_journal::clock::Clock::now_ms(&*world.time) + 3 * 3_600_000);
    for key in House::keys_of_all().filter(|key| world.exists(key)) {
        let is_closed = !world.status(&key).is_running();
        history::check(&world.history(&key), is_closed);
    }
    assert!(!world.is_working(), "somebody is still at it: {:?}", world.errors);
    assert!(world.errors.is_empty(), "{:?}", world.errors);
}
