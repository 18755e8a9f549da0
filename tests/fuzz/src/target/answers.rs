//! What services answer, as the catalogue turns it into results and errors of tasks.

use serde_json::Value;
use stepwell_asl::resource::parse;
use stepwell_integrations::glue::MARKER_ARGUMENT;
use stepwell_integrations::service::{Reached, ServiceError, ServiceResponse};
use stepwell_integrations::{Integration, TaskCall, Verdict, find};

use crate::bytes::texts;
use crate::json::value;

const RESOURCES: [&str; 8] = [
    "arn:aws:lambda:us-east-1:123456789012:function:f",
    "arn:aws:states:::lambda:invoke",
    "arn:aws:states:::lambda:invoke.waitForTaskToken",
    "arn:aws:states:::glue:startJobRun",
    "arn:aws:states:::glue:startJobRun.sync",
    "arn:aws:states:::states:startExecution.sync",
    "arn:aws:states:::states:startExecution.sync:2",
    "arn:aws:states:::stepwell:approval.waitForTaskToken",
];

/// An input is parameters, an answer and what was submitted, three JSON texts. Every integration reads all of them.
pub fn run(data: &[u8]) {
    let mut texts = texts(data, 3).into_iter();
    let mut next = || value(&texts.next().unwrap_or_default());
    let (parameters, output, submitted) = (next(), next(), next());
    for resource in RESOURCES {
        let found = parse(resource).unwrap();
        let integration = find(&found.kind).unwrap();
        let call = TaskCall {
            resource,
            pattern: pattern(&found.kind),
            parameters: &parameters,
            region: "us-east-1",
            account: "123456789012",
            marker: "m/e#5",
            timeout_ms: None,
        };
        check(integration, &call, &output);
        job(integration, &call, &output, &submitted);
    }
}

fn pattern(kind: &stepwell_asl::resource::ResourceKind) -> stepwell_asl::resource::Pattern {
    match kind {
        stepwell_asl::resource::ResourceKind::Service { pattern, .. } => *pattern,
        stepwell_asl::resource::ResourceKind::Function | stepwell_asl::resource::ResourceKind::Activity => {
            stepwell_asl::resource::Pattern::RequestResponse
        }
    }
}

fn check(integration: &dyn Integration, call: &TaskCall<'_>, output: &Value) {
    if let Err(error) = integration.request(call) {
        assert!(error.error.is_some_and(|name| !name.is_empty()), "an error has a name");
    }
    let response = ServiceResponse {
        output: output.clone(),
        status: 200,
        headers: vec![("a".to_owned(), "b".to_owned()), ("a".to_owned(), "c".to_owned())],
        request_id: "r".to_owned(),
    };
    if let Err(error) = integration.result(call, response) {
        assert!(error.error.is_some(), "an error has a name");
    }
    let text = output.to_string();
    for (status, reached) in [(0, Reached::Unknown), (400, Reached::Answered), (503, Reached::Answered)] {
        let error = ServiceError {
            code: text.clone(),
            message: text.clone(),
            status,
            request_id: String::new(),
            service_name: "S".to_owned(),
            reached,
        };
        let name = integration.error(&error).error.unwrap();
        assert!(name.starts_with(integration.prefix()), "{name}");
    }
}

fn job(integration: &dyn Integration, call: &TaskCall<'_>, output: &Value, submitted: &Value) {
    let Some(job) = integration.job() else { return };
    assert_eq!(job.describe(call, submitted), job.describe(call, submitted));
    match job.verdict(call, output.clone()) {
        Verdict::Succeeded(result) => {
            let is_shown = result.get("Arguments").is_some_and(|all| all.get(MARKER_ARGUMENT).is_some());
            assert!(!is_shown, "the marker is not the author's");
        }
        Verdict::Failed(error) => assert!(error.error.is_some(), "an error has a name"),
        Verdict::Running => {}
    }
    let _ = job.cancel(call, submitted);
    let _ = job.search(call);
    if let Some(adopted) = job.adopt(call, output) {
        assert!(adopted.is_object(), "{adopted}");
    }
}
