//! Two versions side by side on one store and queue, with crashes at every kind of point: every execution ends right,
//! whoever began it. In the first step of an upgrade nothing is written that the old version cannot go on with.

use serde_json::{Value, json};
use stepwell_journal::ExecutionKey;
use stepwell_upgrade::dump;
use stepwell_upgrade::fleet::{Fleet, block_on};
use stepwell_upgrade::process::Code;
use stepwell_upgrade::stories::{self, Story};
use stepwell_world::points::Fault;

/// Longest life of a story in milliseconds.
const LIFE_MS: u64 = 4 * 3_600_000;

/// The output of each story that this test runs.
const OUTPUTS: &[(&str, fn() -> Value)] = &[
    ("ended", || json!({ "n": 1 })),
    ("in-a-call", || json!({ "n": 2 })),
    ("in-a-callback", || json!("yes")),
    ("in-a-job", || json!({ "state": "SUCCEEDED" })),
    ("before-a-retry", || json!([1, 2.5])),
    ("in-a-nested", || json!({ "child": true })),
];

fn story(name: &str) -> &'static [Story] {
    let at = stories::ALL.iter().position(|story| story.name == name).unwrap();
    &stories::ALL[at..=at]
}

/// Runs one story to its end with these processes and faults; the fleet after it.
fn lived(name: &str, codes: &[Code], plan: Vec<(u64, Fault)>) -> Fleet {
    let mut fleet = Fleet::new(codes);
    // Machines are older than the upgrade.
    let old = codes.iter().position(|code| code.schemas() != Code::New.schemas()).unwrap_or(0);
    stories::machines(&mut fleet, old, story(name));
    fleet.points.begin(plan);
    let key = fleet.start(old, name, "one", (story(name)[0].input)());
    if name == "in-a-callback" {
        answer(&mut fleet, &key);
    }
    assert!(fleet.run(LIFE_MS, Fleet::is_over), "{name} with {codes:?}: {:?}", fleet.errors);
    fleet
}

/// A person who tries one process after the other until somebody takes the answer.
fn answer(fleet: &mut Fleet, key: &ExecutionKey) {
    for turn in 0..60 {
        fleet.run(5_000, |_| false);
        if fleet.running().is_empty() || fleet.complete(turn % 2, key, json!("yes")) {
            return;
        }
    }
}

/// Runs each story once for each fourth point of it and each fault.
fn swept(codes: &[Code], check: impl Fn(&Fleet, &str)) -> usize {
    let mut runs = 0;
    for (name, output) in OUTPUTS {
        let points = lived(name, codes, Vec::new()).points.passed();
        for fault in Fault::ALL {
            for point in (1..=points.min(60)).step_by(4) {
                let fleet = lived(name, codes, vec![(point, fault)]);
                let context = format!("{name} with {codes:?}, {fault:?} at point {point}");
                let ended = fleet.ended(&stories::key(name));
                assert_eq!((ended.status.as_str(), &ended.output), ("SUCCEEDED", &output()), "{context}");
                check(&fleet, &context);
                runs += 1;
            }
        }
    }
    runs
}

fn is_of_newer(error: &str) -> bool {
    error.contains("newer version")
}

#[test]
fn in_the_first_step_the_old_version_goes_on_with_everything() {
    let runs = swept(&[Code::Old, Code::Step], |fleet, context| {
        assert!(!fleet.errors.iter().any(|error| is_of_newer(error)), "{context}: {:?}", fleet.errors);
    });
    println!("{runs} runs");
}

#[test]
fn when_an_old_process_was_forgotten_everything_still_ends_right() {
    let runs = swept(&[Code::Old, Code::New], |_, _| {});
    println!("{runs} runs");
}

#[test]
fn a_call_of_the_old_version_is_not_lost_when_the_new_one_turns_the_page() {
    let definition = json!({ "StartAt": "P", "States": { "P": { "Type": "Parallel", "End": true, "Branches": [
        { "StartAt": "F", "States": { "F": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": { "FunctionName": "echo-60", "Payload.$": "$" },
            "ResultSelector": { "it.$": "$.Payload" }, "OutputPath": "$.it", "End": true } } },
        { "StartAt": "C", "States": { "C": { "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Parameters": { "FunctionName": "ask", "Payload": { "token.$": "$$.Task.Token" } }, "End": true } } }
    ] } } });
    let mut fleet = Fleet::new(&[Code::Old]);
    fleet.machine(0, "main", &definition);
    let key = fleet.start(0, "main", "one", json!({ "n": 1 }));
    fleet.run(10_000, |_| false);
    fleet.join(Code::New);
    assert!(fleet.complete(1, &key, json!("yes")));
    assert!(fleet.run(LIFE_MS, Fleet::is_over), "{:?}", fleet.errors);
    let ended = fleet.ended(&key);
    assert_eq!((ended.status.as_str(), ended.output), ("SUCCEEDED", json!([{ "n": 1 }, "yes"])));
    assert_eq!(fleet.outside.count("echo-60"), 1, "no task here has a Retry");
}

/// The store of stories that the new version has begun; without the place of its sweep if that is to be old code's.
fn newest(has_swept: bool) -> String {
    let mut fleet = Fleet::new(&[Code::New]);
    stories::begin(&mut fleet);
    let store = dump::write(&fleet);
    let lines = store.lines().filter(|line| has_swept || !line.contains("\"swept\""));
    lines.map(|line| line.to_owned() + "\n").collect()
}

#[test]
fn old_code_alone_leaves_newer_executions_as_they_are_and_does_not_spin() {
    for has_swept in [true, false] {
        let mut fleet = dump::read(&newest(has_swept), &[Code::Old]);
        let before = fleet.running();
        for key in &before {
            fleet.wake(key);
        }
        let hours = 10;
        fleet.run(hours * 3_600_000, |_| false);
        assert_eq!(fleet.running(), before);
        assert_eq!(fleet.errors, Vec::<String>::new(), "each message went back");
        // A message comes back four times an hour; a sweep hints once in two minutes, for each promise that stood there.
        let most = if has_swept { hours * 6 } else { hours * 120 };
        let received = fleet.received / before.len() as u64;
        assert!(received >= hours * 4 && received <= most, "{received} messages for each execution");
        fleet.join(Code::New);
        fleet.run(300_000, |_| false);
        fleet.complete(1, &stories::key("in-a-callback"), json!("late"));
        assert!(fleet.run(LIFE_MS, Fleet::is_over), "{:?} after {:?}", fleet.running(), fleet.errors);
    }
}

#[test]
fn a_text_beyond_the_schema_fails_its_state_as_before() {
    // Five branches give a megabyte each.
    let branch = |index: u32| {
        let name = format!("B{index}");
        json!({ "StartAt": name, "States": { name: { "Type": "Pass", "End": true } } })
    };
    let branches: Vec<Value> = (0..5).map(branch).collect();
    let definition = json!({ "StartAt": "P", "States": {
        "P": { "Type": "Parallel", "Branches": branches, "Next": "A" },
        "A": { "Type": "Wait", "Seconds": 10, "Next": "Done" }, "Done": { "Type": "Succeed" } } });
    let input = json!("x".repeat(1 << 20));
    for (code, expected) in [(Code::Step, "FAILED"), (Code::Old, "FAILED"), (Code::New, "SUCCEEDED")] {
        let mut fleet = Fleet::new(&[]);
        fleet.limits.payload_bytes_max = 1 << 30;
        fleet.join(code);
        fleet.machine(0, "main", &definition);
        let key = fleet.start(0, "main", "one", input.clone());
        assert!(fleet.run(LIFE_MS, Fleet::is_over), "{:?}", fleet.errors);
        let ended = fleet.ended(&key);
        assert_eq!((ended.status.as_str(), fleet.errors.len()), (expected, 0), "{code:?}");
        if expected == "FAILED" {
            let last = &ended.history[ended.history.len() - 1];
            assert_eq!(last["executionFailedEventDetails"]["error"], "States.DataLimitExceeded");
        } else {
            assert_eq!(ended.output, json!(vec![input.clone(); 5]));
        }
    }
}

#[test]
fn messages_and_letters_of_newer_code_wait_for_it() {
    let mut fleet = Fleet::new(&[Code::New]);
    stories::start(&mut fleet, 0, story("in-a-callback"));
    let key = stories::key("in-a-callback");
    fleet.run(10_000, |_| false);
    fleet.post(json!({ "v": 2, "wish": "something new" }).to_string());
    let letter = json!({ "v": 2, "wish": "something else" }).to_string().into_bytes();
    assert!(block_on(fleet.looker().leave(&key, letter.clone())).is_ok());
    fleet.wake(&key);
    let before = fleet.received;
    fleet.run(3_600_000 / 6, |_| false);
    assert!(fleet.running().contains(&key));
    assert_eq!(
        (fleet.queued(), &fleet.errors),
        (3, &Vec::new()),
        "both went back; one is the timer of the task"
    );
    assert!(fleet.received - before < 60, "{} messages", fleet.received - before);
    let left = block_on(fleet.looker().inbox(&key)).unwrap();
    assert_eq!(left.iter().map(|it| it.fact.clone()).collect::<Vec<_>>(), [letter]);
    // Everything else goes on.
    assert!(fleet.complete(0, &key, json!("yes")));
    assert!(fleet.run(LIFE_MS, Fleet::is_over), "{:?}", fleet.errors);
}

#[test]
fn a_setting_can_be_taken_back() {
    let mut fleet = Fleet::new(&[Code::New]);
    stories::begin(&mut fleet);
    // The second step is undone in the middle: what was written stays readable, what follows is of schema 1.
    fleet.replace(&[Code::Step]);
    assert!(stories::finish(&mut fleet), "{:?} after {:?}", fleet.running(), fleet.errors);
    for key in fleet.executions() {
        assert_eq!(fleet.ended(&key).status, "SUCCEEDED", "{key:?}");
    }
}
