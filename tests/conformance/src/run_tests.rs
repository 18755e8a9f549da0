//! Whole runs on a target with prepared answers.

use async_trait::async_trait;
use serde_json::json;

use super::*;

/// Gives its answers in order and keeps what it was asked.
struct Prepared {
    answers: Vec<Answer>,
    asked: Vec<(String, Value)>,
    waited: f64,
    lacks: Option<&'static str>,
}

#[async_trait]
impl Target for Prepared {
    async fn call(&mut self, action: &str, body: Value) -> Answer {
        self.asked.push((action.to_owned(), body));
        if self.answers.len() > 1 { self.answers.remove(0) } else { self.answers[0].clone() }
    }

    fn region(&self) -> &str {
        "us-east-1"
    }

    fn account(&self) -> &str {
        "123456789012"
    }

    async fn script(&mut self, functions: Vec<ScriptedCall>) -> Result<(), String> {
        if functions.is_empty() { Ok(()) } else { Err("no functions".to_owned()) }
    }

    async fn wait_seconds(&mut self, seconds: f64) {
        self.waited += seconds;
    }

    fn supports(&self, _case: &Case) -> Result<(), String> {
        self.lacks.map_or(Ok(()), |reason| Err(reason.to_owned()))
    }
}

fn prepared(bodies: &[Value]) -> Prepared {
    let answers = bodies.iter().cloned().map(Answer::ok).collect();
    Prepared { answers, asked: Vec::new(), waited: 0.0, lacks: None }
}

fn case(name: &str, steps: Value) -> Case {
    let case = json!({"name": name, "area": "map", "kind": "plain", "recorded": "2024-01-01", "seconds": 2, "steps": steps});
    serde_json::from_value(case).unwrap()
}

fn start_and_wait() -> Case {
    case(
        "start",
        json!([
            {"action": "StartExecution", "request": {}, "save": {"executionArn.1": "deep.0.arn"}},
            {"wait": "execution-ended", "executionArn": "<<executionArn.1>>"},
            {"action": "DescribeExecution", "request": {"executionArn": "<<executionArn.1>>"},
                "expect": {"status": "SUCCEEDED", "name": "<<execution:0>>", "again": "<<execution:0>>"}},
        ]),
    )
}

#[tokio::test]
async fn saved_members_and_waits() {
    let running = json!({"status": "RUNNING"});
    let ended = json!({"status": "SUCCEEDED", "name": "e", "again": "e"});
    let mut target = prepared(&[json!({"deep": [{"arn": "arn:e"}]}), running.clone(), running, ended]);
    assert_eq!(run(&start_and_wait(), &mut target).await, Verdict::Passed);
    let poll = ("DescribeExecution".to_owned(), json!({"executionArn": "arn:e"}));
    assert_eq!(target.asked[1..], [poll.clone(), poll.clone(), poll.clone(), poll]);
    assert!((target.waited - 0.015).abs() < 1e-9, "{}", target.waited);
}

#[tokio::test]
async fn a_step_that_differs_is_reported() {
    let ended = json!({"status": "SUCCEEDED", "name": "e", "again": "f"});
    let mut target = prepared(&[json!({"deep": [{"arn": "arn:e"}]}), ended]);
    let Verdict::Failed(report) = run(&start_and_wait(), &mut target).await else { panic!("passed") };
    assert_eq!(
        report.to_string(),
        "map/start: step 3 DescribeExecution\n  $.again\n    expected \"e\"\n    got      \"f\"\n"
    );
}

#[tokio::test]
async fn histories_that_differ_are_outlined() {
    let event = |kind: &str| json!({"id": 1, "previousEventId": 0, "type": kind});
    let step = json!({"action": "GetExecutionHistory", "request": {}, "expect": {"events": [event("A")]}});
    let mut target = prepared(&[json!({"events": [event("B")]})]);
    let Verdict::Failed(report) = run(&case("history", json!([step])), &mut target).await else {
        panic!("passed")
    };
    assert!(report.text.ends_with("  ! 1<-0 A | 1<-0 B\n"), "{report}");
}

#[tokio::test]
async fn a_wait_ends_some_time() {
    let mut target = prepared(&[json!({"deep": [{"arn": "arn:e"}]}), json!({"status": "RUNNING"})]);
    let Verdict::Failed(report) = run(&start_and_wait(), &mut target).await else { panic!("passed") };
    assert!(report.text.starts_with("  not so after 32 seconds"), "{report}");
    assert!(target.waited >= 32.0 && target.waited < 32.2, "{}", target.waited);
}

#[tokio::test]
async fn listed_and_not_listed() {
    let step = |wait: &str| json!({"wait": wait, "action": "ListActivities", "request": {}, "arn": "arn:<<region>>"});
    let (with, without) = (json!({"activities": [{"arn": "arn:us-east-1"}]}), json!({"activities": []}));
    let steps = json!([step("listed"), step("not-listed")]);
    let mut target = prepared(&[without.clone(), with.clone(), with, without]);
    assert_eq!(run(&case("listed", steps), &mut target).await, Verdict::Passed);
    assert_eq!(target.asked.len(), 4);
}

#[tokio::test]
async fn what_is_not_there_yet() {
    let mut target = Prepared { lacks: Some("no maps"), ..prepared(&[json!({})]) };
    assert_eq!(run(&start_and_wait(), &mut target).await, Verdict::NotYet("no maps".to_owned()));
    let entry = serde_json::from_value(json!({"integration": "function", "result": 1})).unwrap();
    let scripted = Case { lambda_script: Some(vec![entry]), ..start_and_wait() };
    let verdict = run(&scripted, &mut prepared(&[json!({})])).await;
    assert_eq!(verdict, Verdict::NotYet("no functions".to_owned()));
}

#[tokio::test]
async fn a_known_quirk_is_told_apart() {
    let steps = json!([{"action": "GetExecutionHistory", "request": {}, "expect": {"events": []}}]);
    let quirk = case("map-items-path-max-concurrency-path-41e8", steps);
    let verdict = run(&quirk, &mut prepared(&[json!({"events": [{"id": 1}]})])).await;
    assert!(matches!(verdict, Verdict::Oddity { .. }), "{verdict:?}");
}

#[tokio::test]
async fn a_member_to_save_that_is_missing_fails() {
    let verdict = run(&start_and_wait(), &mut prepared(&[json!({"deep": []})])).await;
    assert!(
        matches!(&verdict, Verdict::Failed(report) if report.text.contains("`deep.0.arn`")),
        "{verdict:?}"
    );
}
