//! Which optimised integrations exist: service, action, patterns. Source: Step Functions developer guide, "Integrating
//! optimized services", and the page of each service. `stepwell:approval` is ours. Deliberately absent: `aws-sdk`
//! services, of which there are too many to list; any well-formed one is taken.

use super::{Pattern, ResourceKind};

use Pattern::{RequestResponse, Sync, Sync2, WaitForTaskToken};

type Row = (&'static str, &'static str, &'static [Pattern]);

const CALL: &[Pattern] = &[RequestResponse];
const JOB: &[Pattern] = &[RequestResponse, Sync];
const CALLBACK: &[Pattern] = &[RequestResponse, WaitForTaskToken];
const JOB_CALLBACK: &[Pattern] = &[RequestResponse, Sync, WaitForTaskToken];
const NESTED: &[Pattern] = &[RequestResponse, Sync, Sync2, WaitForTaskToken];
const ONLY_CALLBACK: &[Pattern] = &[WaitForTaskToken];

/// What an `aws-sdk` integration can be completed by.
const SDK: &[Pattern] = &[RequestResponse, WaitForTaskToken];

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("apigateway", "invoke", CALLBACK),
    ("athena", "startQueryExecution", JOB),
    ("athena", "stopQueryExecution", CALL),
    ("athena", "getQueryExecution", CALL),
    ("athena", "getQueryResults", CALL),
    ("batch", "submitJob", JOB),
    ("bedrock", "invokeModel", CALLBACK),
    ("bedrock", "createModelCustomizationJob", JOB),
    ("codebuild", "startBuild", JOB),
    ("codebuild", "stopBuild", CALL),
    ("codebuild", "batchDeleteBuilds", CALL),
    ("codebuild", "batchGetReports", CALL),
    ("codebuild", "startBuildBatch", JOB),
    ("codebuild", "stopBuildBatch", CALL),
    ("codebuild", "retryBuildBatch", JOB),
    ("codebuild", "deleteBuildBatch", CALL),
    ("databrew", "startJobRun", JOB),
    ("dynamodb", "getItem", CALL),
    ("dynamodb", "putItem", CALL),
    ("dynamodb", "updateItem", CALL),
    ("dynamodb", "deleteItem", CALL),
    ("ecs", "runTask", JOB_CALLBACK),
    ("eks", "createCluster", JOB),
    ("eks", "deleteCluster", JOB),
    ("eks", "createNodegroup", JOB),
    ("eks", "deleteNodegroup", JOB),
    ("eks", "createFargateProfile", JOB),
    ("eks", "deleteFargateProfile", JOB),
    ("eks", "runJob", JOB_CALLBACK),
    ("eks", "call", CALLBACK),
    ("elasticmapreduce", "createCluster", JOB),
    ("elasticmapreduce", "setClusterTerminationProtection", CALL),
    ("elasticmapreduce", "terminateCluster", JOB),
    ("elasticmapreduce", "addStep", JOB),
    ("elasticmapreduce", "cancelStep", CALL),
    ("elasticmapreduce", "modifyInstanceFleetByName", CALL),
    ("elasticmapreduce", "modifyInstanceGroupByName", CALL),
    ("emr-containers", "createVirtualCluster", CALL),
    ("emr-containers", "deleteVirtualCluster", JOB),
    ("emr-containers", "startJobRun", JOB),
    ("emr-serverless", "createApplication", JOB),
    ("emr-serverless", "startApplication", JOB),
    ("emr-serverless", "stopApplication", JOB),
    ("emr-serverless", "deleteApplication", JOB),
    ("emr-serverless", "startJobRun", JOB),
    ("emr-serverless", "cancelJobRun", JOB),
    ("events", "putEvents", CALLBACK),
    ("glue", "startJobRun", JOB),
    ("http", "invoke", CALL),
    ("lambda", "invoke", CALLBACK),
    ("mediaconvert", "createJob", JOB),
    ("sagemaker", "createTrainingJob", JOB),
    ("sagemaker", "createTransformJob", JOB),
    ("sagemaker", "createProcessingJob", JOB),
    ("sagemaker", "createHyperParameterTuningJob", JOB),
    ("sagemaker", "createLabelingJob", JOB),
    ("sagemaker", "createModel", CALL),
    ("sagemaker", "createEndpointConfig", CALL),
    ("sagemaker", "createEndpoint", CALL),
    ("sagemaker", "updateEndpoint", CALL),
    ("sns", "publish", CALLBACK),
    ("sqs", "sendMessage", CALLBACK),
    ("states", "startExecution", NESTED),
    ("stepwell", "approval", ONLY_CALLBACK),
];

/// Whether a task may name this resource. Functions and activities are not looked up: they need not exist yet.
pub fn has(kind: &ResourceKind) -> bool {
    match kind {
        ResourceKind::Function | ResourceKind::Activity => true,
        ResourceKind::Service { service, action, pattern } => patterns(service, action).contains(pattern),
    }
}

/// The patterns of an action, none if there is no such action.
pub fn patterns(service: &str, action: &str) -> &'static [Pattern] {
    if service.starts_with("aws-sdk:") {
        return if is_sdk(service, action) { SDK } else { &[] };
    }
    let row = ROWS.iter().find(|(known, act, _)| *known == service && *act == action);
    row.map_or(&[], |(_, _, patterns)| patterns)
}

/// Services of the SDK are written in lower case, actions begin with a small letter.
fn is_sdk(service: &str, action: &str) -> bool {
    !service.contains(|next: char| next.is_ascii_uppercase())
        && action.starts_with(|first: char| first.is_ascii_lowercase())
}
