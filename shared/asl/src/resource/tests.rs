//! Resource ARNs: their parts, and which of them exist.

use super::{ResourceKind, catalogue, parse};

/// What a text is: its parts, and `unknown` if a task may not name it.
fn told(arn: &str) -> String {
    let Some(resource) = parse(arn) else { return "no resource".to_owned() };
    let parts = match &resource.kind {
        ResourceKind::Function => "function".to_owned(),
        ResourceKind::Activity => "activity".to_owned(),
        ResourceKind::Service { service, action, pattern } => {
            format!("{service} {action} {}", pattern.suffix()).trim().to_owned()
        }
    };
    if catalogue::has(&resource.kind) { parts } else { format!("{parts}, unknown") }
}

#[test]
fn texts_are_resources() {
    let cases = [
        ("arn:aws:lambda:eu-west-1:123456789012:function:f", "function"),
        ("arn:aws-cn:lambda:cn-north-1:123456789012:function:f:PROD", "function"),
        ("arn:aws:lambda:eu-west-1:123456789012:function:f:1:2", "no resource"),
        ("arn:aws:lambda:eu-west-1:123456789012:function:", "no resource"),
        ("arn:aws:lambda:eu-west-1:123456789012:layer:f", "no resource"),
        ("arn:aws:lambda:::function:f", "no resource"),
        ("arn:aws:states:eu-west-1:123456789012:activity:a", "activity"),
        ("arn:aws:states:eu-west-1:123456789012:stateMachine:a", "no resource"),
        ("arn:aws:states:::lambda:invoke", "lambda invoke"),
        ("arn:aws:states:::lambda:invoke.waitForTaskToken", "lambda invoke .waitForTaskToken"),
        ("arn:aws:states:::lambda:invoke.sync", "lambda invoke .sync, unknown"),
        ("arn:aws:states:::lambda:Invoke", "lambda Invoke, unknown"),
        ("arn:aws:states:::glue:startJobRun.sync", "glue startJobRun .sync"),
        ("arn:aws:states:::glue:startJobRun.sync:2", "glue startJobRun .sync:2, unknown"),
        ("arn:aws:states:::states:startExecution.sync:2", "states startExecution .sync:2"),
        ("arn:aws:states:::states:startExecution.later", "no resource"),
        ("arn:aws:states:::aws-sdk:dynamodb:putItem", "aws-sdk:dynamodb putItem"),
        (
            "arn:aws:states:::aws-sdk:sfn:startExecution.waitForTaskToken",
            "aws-sdk:sfn startExecution .waitForTaskToken",
        ),
        ("arn:aws:states:::aws-sdk:glue:startJobRun.sync", "aws-sdk:glue startJobRun .sync, unknown"),
        ("arn:aws:states:::aws-sdk:DynamoDb:putItem", "aws-sdk:DynamoDb putItem, unknown"),
        ("arn:aws:states:::aws-sdk:dynamodb:PutItem", "aws-sdk:dynamodb PutItem, unknown"),
        ("arn:aws:states:::http:invoke", "http invoke"),
        ("arn:aws:states:::stepwell:approval.waitForTaskToken", "stepwell approval .waitForTaskToken"),
        ("arn:aws:states:::stepwell:approval", "stepwell approval, unknown"),
        ("arn:aws:states:::emr-serverless:startJobRun.sync", "emr-serverless startJobRun .sync"),
        ("arn:aws:states:::lambda", "no resource"),
        ("arn:aws:states:::a:b:c", "no resource"),
        ("arn:aws:s3:::bucket", "no resource"),
        ("arn:aws", "no resource"),
        ("lambda:invoke", "no resource"),
        ("", "no resource"),
    ];
    for (arn, expected) in cases {
        assert_eq!(told(arn), expected, "{arn}");
    }
}
