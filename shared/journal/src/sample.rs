//! Typical executions for tests: orders that go through Lambda functions, made from a number, the same for the same
//! number. Deliberately absent: anything random.

use std::fmt::Write;
use std::sync::Arc;

use stepwell_asl::StateId;
use stepwell_engine::frame::{Attempt, Doing};
use stepwell_engine::history::{Detail, StateType};
use stepwell_engine::moment::mix;
use stepwell_engine::{Execution, Frame, FramePath, HistoryEvent, Identity, Payload};

use crate::head::Head;
use crate::outbox::{Claim, Order, Owed};

const FIRST: [&str; 8] = ["Ada", "Grace", "Linus", "Barbara", "Edsger", "Margaret", "Ken", "Radia"];
const LAST: [&str; 8] = ["Miller", "Okafor", "Tanaka", "Silva", "Novak", "Haddad", "Jensen", "Moreau"];
const CITY: [&str; 8] = ["Lagos", "Osaka", "Porto", "Brno", "Leeds", "Quito", "Aarhus", "Nantes"];
const STATUS: [&str; 4] = ["PENDING", "RESERVED", "SHIPPED", "BACKORDERED"];

/// When sample executions start: milliseconds since 1970.
pub(crate) const STARTED_MS: u64 = 1_763_640_000_000;

/// An order as a function would return it: JSON of about `bytes` bytes.
pub(crate) fn order(seed: u64, bytes: usize) -> String {
    let pick = |salt: u64| mix(seed, salt, 1);
    let of = |salt: u64, from: &[&'static str]| from[(pick(salt) % from.len() as u64) as usize];
    let mut text = format!(
        r#"{{"orderId":"ord-{:010x}","customer":{{"id":{},"name":"{} {}","email":"{}.{}@example.com"}},"address":{{"street":"{} {} Street","city":"{}","postcode":"{}"}},"status":"{}","total":{}.{:02},"items":["#,
        pick(1) >> 24,
        pick(2) % 1_000_000,
        of(3, &FIRST),
        of(4, &LAST),
        of(3, &FIRST).to_lowercase(),
        of(4, &LAST).to_lowercase(),
        pick(5) % 300,
        of(6, &LAST),
        of(7, &CITY),
        pick(8) % 90_000 + 10_000,
        of(9, &STATUS),
        pick(10) % 2_000,
        pick(11) % 100,
    );
    let mut salt = 20;
    while text.len() + 110 < bytes {
        let comma = if salt == 20 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            r#"{comma}{{"sku":"SKU-{:06}","title":"{} {}","quantity":{},"price":{}.{:02},"warehouse":"{}"}}"#,
            pick(salt) % 1_000_000,
            of(salt + 1, &CITY),
            of(salt + 2, &LAST),
            pick(salt + 3) % 12 + 1,
            pick(salt + 4) % 400,
            pick(salt + 5) % 100,
            of(salt + 6, &CITY),
        );
        salt += 7;
    }
    text.push_str("]}");
    text
}

/// Identity of the sample execution `number`.
pub(crate) fn identity(number: u64) -> Identity {
    let name = format!("{:08x}-{:04x}-4f3a-9c2e-{:012x}", number, number % 0xffff, mix(number, 1, 2) >> 16);
    Identity {
        execution_arn: format!("arn:aws:states:us-east-1:123456789012:execution:order-flow:{name}"),
        name,
        state_machine_arn: "arn:aws:states:us-east-1:123456789012:stateMachine:order-flow".to_owned(),
        state_machine_name: "order-flow".to_owned(),
        role_arn: "arn:aws:iam::123456789012:role/order-flow-role".to_owned(),
        region: "us-east-1".to_owned(),
        started_ms: STARTED_MS,
    }
}

fn function(step: u64) -> Arc<str> {
    const NAMES: [&str; 5] = ["check-stock", "reserve-items", "charge-card", "print-label", "send-receipt"];
    format!("arn:aws:lambda:us-east-1:123456789012:function:{}", NAMES[(step % 5) as usize]).into()
}

fn state(step: u64) -> Arc<str> {
    const NAMES: [&str; 5] = ["CheckStock", "ReserveItems", "ChargeCard", "PrintLabel", "SendReceipt"];
    NAMES[(step % 5) as usize].into()
}

/// A start that is about to call its first function: what rides on the cover.
pub(crate) fn start(number: u64, input: Payload) -> (Head, Vec<HistoryEvent>) {
    let mut execution = Execution::new(identity(number), input.clone());
    let role_arn = execution.identity.role_arn.as_str().into();
    let details = [Detail::ExecutionStarted { input: input.clone(), role_arn }];
    let events = schedule(&mut execution, details.into(), 0, input, STARTED_MS);
    (Head { page: 0, execution, outbox: vec![call(5)], promised_ms: 0, timer_ms: 0 }, events)
}

/// The page on which function `head.page` has returned `result` and the next one is called.
pub(crate) fn step(head: &Head, result: Payload) -> (Head, Vec<HistoryEvent>) {
    let mut next = head.clone();
    next.page += 1;
    let at_ms = head.execution.last_ms + 137;
    let details = vec![
        Detail::LambdaFunctionSucceeded { output: result.clone() },
        Detail::StateExited { state_type: StateType::Task, name: state(head.page), output: result.clone() },
    ];
    let events = schedule(&mut next.execution, details, next.page, result, at_ms);
    next.outbox = vec![call(next.execution.last_event)];
    next.promised_ms = at_ms + 120_000;
    (next, events)
}

fn call(stamp: u64) -> Owed {
    let session = "2026/11/20/[$LATEST]8a41f0c6d2".to_owned();
    let claim = Some(Claim { session, deadline_ms: STARTED_MS + 30_000 });
    Owed { stamp, order: Order::Call { claim }, tries: 0, not_before_ms: 0 }
}

fn schedule(
    execution: &mut Execution,
    mut details: Vec<Detail>,
    step: u64,
    input: Payload,
    at_ms: u64,
) -> Vec<HistoryEvent> {
    details.extend([
        Detail::StateEntered { state_type: StateType::Task, name: state(step), input: input.clone() },
        Detail::LambdaFunctionScheduled {
            resource: function(step),
            input: input.clone(),
            timeout_seconds: None,
            role_arn: None,
        },
        Detail::LambdaFunctionStarted,
    ]);
    let first = execution.last_event + 1;
    execution.last_event += details.len() as u64;
    execution.last_ms = at_ms;
    let last = execution.last_event;
    let attempt = Attempt {
        stamp: last - 1,
        parameters: input.clone(),
        role_arn: None,
        started: true,
        submitted: None,
        timeout_at_ms: Some(at_ms + 60_000),
        heartbeat_seconds: None,
        heartbeat_at_ms: None,
    };
    let frame = Frame {
        state: StateId(step as u32),
        input,
        previous: last,
        entered: last - 2,
        before_entered: last - 3,
        entered_ms: at_ms,
        retries: Vec::new(),
        doing: Doing::Task(attempt),
    };
    execution.frames = [(FramePath::root(), frame)].into();
    let events = (first..).zip(details);
    events.map(|(id, detail)| HistoryEvent { id, previous: id - 1, at_ms, detail }).collect()
}
