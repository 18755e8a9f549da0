//! What tasks order from the world, and when it is taken back.

use stepwell_engine::effect::{CancelTask, Effect};
use stepwell_engine::{Event, Payload};

use crate::transcript::outcome;
use crate::world::Act::{Gives, Submits};
use crate::world::{World, execution, one, program};

const JOB: &str =
    r#""Type":"Task","Resource":"arn:aws:states:::glue:startJobRun.sync","Parameters":{"JobName":"j"}"#;

fn orders(world: &World) -> Vec<String> {
    let shown = |effect: &Effect| match effect {
        Effect::CallTask { stamp } => format!("call {stamp}"),
        Effect::CancelTask(CancelTask { stamp, submitted, .. }) => format!("cancel {stamp} {submitted:?}"),
    };
    world.effects.iter().map(shown).collect()
}

#[test]
fn orders_and_their_cancelling() {
    let stop = || Event::StopRequested { error: None, cause: None };
    let with_timeout = format!(r#"{JOB},"TimeoutSeconds":9"#);
    let cases: [(&str, World, &[&str]); 5] = [
        (JOB, World::answering(&[("S", &[(0, Submits("{}")), (1, Gives("1"))])]), &["call 3"]),
        (
            JOB,
            World::answering(&[("S", &[(0, Submits("7"))])]).at(1, stop()),
            &["call 3", "cancel 3 Some(7)"],
        ),
        (JOB, World::default().at(1, stop()), &["call 3", "cancel 3 None"]),
        (&with_timeout, World::default(), &["call 3", "cancel 3 None"]),
        // Ordered and given up within one decision: nothing was begun.
        (
            r#""Type":"Parallel","Branches":[{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::glue:startJobRun.sync","Parameters":{"JobName":"j"},"End":true}}},{"StartAt":"F","States":{"F":{"Type":"Fail"}}}]"#,
            World::default(),
            &[],
        ),
    ];
    for (fields, mut world, expected) in cases {
        world.run(&program(&one(fields)), execution("{}"));
        assert_eq!(orders(&world), expected, "{fields}");
    }
}

#[test]
fn full_history_cancels_the_job_whose_fact_had_no_room() {
    let mut world = World::answering(&[("S", &[(0, Submits("{}"))])]);
    world.limits.history_events_max = 5;
    let ended = world.run(&program(&one(JOB)), execution("{}"));
    assert_eq!(
        outcome(&ended),
        "FAILED States.Runtime: The execution reached the maximum number of history events (5)."
    );
    assert_eq!(orders(&world), ["call 3", "cancel 3 None"]);
}

#[test]
fn facts_about_other_attempts_change_nothing() {
    let program = program(&one(JOB));
    let mut world = World::default();
    let before = world.step(&program, &execution("{}"), vec![Event::Started]);
    let events = before.last_event;
    for stamp in [0, 1, 2, 4, u64::MAX] {
        let output = Payload::from_text("1");
        let error = stepwell_engine::error::StateError::timeout();
        let facts = vec![
            Event::TaskStarted { stamp },
            Event::TaskSubmitted { stamp, output: output.clone() },
            Event::TaskSucceeded { stamp, output },
            Event::TaskFailed { stamp, error },
            Event::HeartbeatReceived { stamp, at_ms: u64::MAX },
            Event::TimerFired,
            Event::Continued,
            Event::Started,
        ];
        let after = world.step(&program, &before, facts);
        assert_eq!(after, before);
        assert_eq!(world.history.len() as u64, events);
    }
}

#[test]
fn credentials_and_seconds_are_in_the_events() {
    let fields = r#""Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"TimeoutSecondsPath":"$.t","HeartbeatSeconds":3,"Credentials":{"RoleArn.$":"$.r"}"#;
    let mut world = World::default();
    let program = program(&one(fields));
    world.step(&program, &execution(r#"{"t":9,"r":"arn:aws:iam::1:role/x"}"#), vec![Event::Started]);
    let event = stepwell_engine::history::wire::event(&world.history[2], true).unwrap();
    let expected = r#"{"resourceType":"lambda","resource":"invoke","region":"us-east-1","parameters":"{\"FunctionName\":\"f\"}","timeoutInSeconds":9,"heartbeatInSeconds":3,"taskCredentials":{"roleArn":"arn:aws:iam::1:role/x"}}"#;
    assert_eq!(event["taskScheduledEventDetails"].to_string(), expected);
}
