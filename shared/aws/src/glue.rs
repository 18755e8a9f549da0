//! The calls of Glue jobs over the SDK. Source: AWS Glue API, `StartJobRun`, `GetJobRun`, `GetJobRuns`,
//! `BatchStopJobRun`. Answers are given as they came over the wire, which is JSON with PascalCase members and times in
//! seconds since 1970, so that members which this SDK does not know yet are there too.

use std::error::Error;

use aws_sdk_glue::Client;
use aws_sdk_glue::config::{Builder, Region};
use aws_sdk_glue::types::NotificationProperty;
use aws_sdk_lambda::config::http::HttpResponse;
use aws_sdk_lambda::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_lambda::operation::RequestId;
use serde_json::Value;
use stepwell_integrations::service::{ServiceError, ServiceRequest, ServiceResponse};

use crate::course::Course;
use crate::failure::{Service, failure, garbled};
use crate::limits::GLUE_ANSWER_MS;
use crate::members::Members;
use crate::services::waits;

/// Starts a run.
pub(crate) async fn start_job_run(
    client: &Client,
    request: &ServiceRequest,
) -> Result<ServiceResponse, ServiceError> {
    let mut given = Members::of(request, Service::Glue)?;
    let notification = given.object("NotificationProperty")?.map(notification).transpose()?;
    let call = client
        .start_job_run()
        .set_job_name(given.text("JobName")?)
        .set_job_run_queuing_enabled(given.flag("JobRunQueuingEnabled")?)
        .set_job_run_id(given.text("JobRunId")?)
        .set_arguments(given.map("Arguments")?)
        .set_timeout(given.whole("Timeout")?)
        .set_max_capacity(given.number("MaxCapacity")?)
        .set_security_configuration(given.text("SecurityConfiguration")?)
        .set_notification_property(notification)
        .set_worker_type(given.text("WorkerType")?.map(|text| text.as_str().into()))
        .set_number_of_workers(given.whole("NumberOfWorkers")?)
        .set_execution_class(given.text("ExecutionClass")?.map(|text| text.as_str().into()))
        .set_execution_role_session_policy(given.text("ExecutionRoleSessionPolicy")?);
    given.end()?;
    let course = Course::keeping_body();
    let call = call.customize().interceptor(course.clone()).config_override(over(request));
    answer(call.send().await, &course)
}

/// Tells how a run stands.
pub(crate) async fn get_job_run(
    client: &Client,
    request: &ServiceRequest,
) -> Result<ServiceResponse, ServiceError> {
    let mut given = Members::of(request, Service::Glue)?;
    let call = client
        .get_job_run()
        .set_job_name(given.text("JobName")?)
        .set_run_id(given.text("RunId")?)
        .set_predecessors_included(given.flag("PredecessorsIncluded")?);
    given.end()?;
    let course = Course::keeping_body();
    let call = call.customize().interceptor(course.clone()).config_override(over(request));
    answer(call.send().await, &course)
}

/// Tells of the latest runs of a job.
pub(crate) async fn get_job_runs(
    client: &Client,
    request: &ServiceRequest,
) -> Result<ServiceResponse, ServiceError> {
    let mut given = Members::of(request, Service::Glue)?;
    let call = client
        .get_job_runs()
        .set_job_name(given.text("JobName")?)
        .set_max_results(given.whole("MaxResults")?)
        .set_next_token(given.text("NextToken")?);
    given.end()?;
    let course = Course::keeping_body();
    let call = call.customize().interceptor(course.clone()).config_override(over(request));
    answer(call.send().await, &course)
}

/// Stops runs of a job.
pub(crate) async fn batch_stop_job_run(
    client: &Client,
    request: &ServiceRequest,
) -> Result<ServiceResponse, ServiceError> {
    let mut given = Members::of(request, Service::Glue)?;
    let call = client
        .batch_stop_job_run()
        .set_job_name(given.text("JobName")?)
        .set_job_run_ids(given.texts("JobRunIds")?);
    given.end()?;
    let course = Course::keeping_body();
    let call = call.customize().interceptor(course.clone()).config_override(over(request));
    answer(call.send().await, &course)
}

fn over(request: &ServiceRequest) -> Builder {
    Builder::new().region(Region::new(request.region.clone())).timeout_config(waits(request, GLUE_ANSWER_MS))
}

fn notification(mut given: Members<'_>) -> Result<NotificationProperty, ServiceError> {
    let after = given.whole("NotifyDelayAfter")?;
    given.end()?;
    Ok(NotificationProperty::builder().set_notify_delay_after(after).build())
}

/// The answer as it came; the SDK has read it too, and decided that it is no error.
fn answer<O, E>(
    sent: Result<O, SdkError<E, HttpResponse>>,
    course: &Course,
) -> Result<ServiceResponse, ServiceError>
where
    O: RequestId,
    E: ProvideErrorMetadata + Error + 'static,
{
    let output = sent.map_err(|error| failure(&error, course, Service::Glue))?;
    let answer = course.answer();
    let mut members: Value = serde_json::from_slice(&answer.body)
        .map_err(|cause| garbled(Service::Glue, format!("the answer of Glue is no JSON: {cause}")))?;
    members.sort_all_objects();
    Ok(ServiceResponse {
        output: members,
        status: answer.status,
        headers: answer.headers,
        request_id: output.request_id().unwrap_or_default().to_owned(),
    })
}
