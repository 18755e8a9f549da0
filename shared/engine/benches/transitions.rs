//! Interpreted transitions per second: a loop of 1,000 states decided from start to stop, in one thread. Deliberately
//! absent: stores; what is measured is the core alone.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use stepwell_asl::{MachineType, Program, parse};
use stepwell_engine::decide::Outcome;
use stepwell_engine::execution::Identity;
use stepwell_engine::limits::Limits;
use stepwell_engine::moment::Mint;
use stepwell_engine::{Event, Execution, Moment, Payload, decide};

const STATES: usize = 1_000;
const TRANSITIONS: usize = 20_000;

struct NoTokens;

impl Mint for NoTokens {
    fn token(&self, _: &str, _: u64) -> String {
        String::new()
    }
}

/// Pass and Choice in turn, the last one leading back to the first.
fn circle(pass_fields: &str) -> Program {
    let mut states = String::new();
    for number in 0..STATES {
        let next = (number + 1) % STATES;
        let comma = if number == 0 { "" } else { "," };
        let body = if number % 2 == 0 {
            format!(r#"{{"Type":"Pass"{pass_fields},"Next":"S{next}"}}"#)
        } else {
            format!(
                r#"{{"Type":"Choice","Choices":[{{"Variable":"$.a","NumericEquals":0,"Next":"End"}}],"Default":"S{next}"}}"#
            )
        };
        states.push_str(&format!(r#"{comma}"S{number}":{body}"#));
    }
    let text = format!(r#"{{"StartAt":"S0","States":{{{states},"End":{{"Type":"Succeed"}}}}}}"#);
    let parsed = parse(&text, MachineType::Standard);
    parsed.program.unwrap_or_else(|| unreachable!("the circle is refused: {:?}", parsed.diagnostics))
}

fn execution() -> Execution {
    let name = |text: &str| text.to_owned();
    let identity = Identity {
        execution_arn: name("arn:aws:states:us-east-1:123456789012:execution:m:e"),
        name: name("e"),
        state_machine_arn: name("arn:aws:states:us-east-1:123456789012:stateMachine:m"),
        state_machine_name: name("m"),
        role_arn: name("arn:aws:iam::123456789012:role/r"),
        region: name("us-east-1"),
        started_ms: 0,
    };
    Execution::new(identity, Payload::from_text(r#"{"a":1,"b":"two"}"#))
}

/// Decides until that many transitions have been made; history is dropped as a host drops it after its commit.
fn run(program: &Program, start: &Execution) {
    let limits = Limits { history_events_max: u64::MAX, ..Limits::default() };
    let moment = Moment { now_ms: 1, seed: 1, starts_calls: true, mint: &NoTokens, limits };
    let mut execution = start.clone();
    let mut facts = [Event::Started];
    while execution.last_event < 2 * TRANSITIONS as u64 {
        let Outcome::Decided(decision) = decide(program, &execution, &facts, &moment) else { return };
        execution = decision.execution;
        facts = [Event::Continued];
    }
}

fn transitions(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("transitions");
    group.throughput(Throughput::Elements(TRANSITIONS as u64));
    let start = execution();
    let cases = [
        ("pass and choice", ""),
        ("with result placed", r#","Result":1,"ResultPath":"$.r""#),
        ("with parameters", r#","Parameters":{"a.$":"$.a","b.$":"$.b","c":1}"#),
    ];
    for (name, fields) in cases {
        let program = circle(fields);
        group.bench_function(name, |bencher| bencher.iter(|| run(&program, &start)));
    }
    group.finish();
}

criterion_group!(benches, transitions);
criterion_main!(benches);
