//! `lambda:invoke` over the SDK. Source: AWS Lambda API, `Invoke`.
//! Deliberately absent: response streams.

use aws_sdk_lambda::Client;
use aws_sdk_lambda::config::{Builder, Region};
use aws_sdk_lambda::operation::RequestId;
use aws_sdk_lambda::operation::invoke::InvokeOutput;
use aws_sdk_lambda::primitives::Blob;
use serde_json::{Map, Value, json};
use stepwell_integrations::lambda::ERROR_TEXT;
use stepwell_integrations::service::{ServiceError, ServiceRequest, ServiceResponse};

use crate::course::Course;
use crate::failure::{Service, failure};
use crate::limits::LAMBDA_ANSWER_MS;
use crate::members::Members;
use crate::services::waits;

/// Invokes a function.
pub(crate) async fn invoke(
    client: &Client,
    request: &ServiceRequest,
) -> Result<ServiceResponse, ServiceError> {
    let mut given = Members::of(request, Service::Lambda)?;
    let call = client
        .invoke()
        .set_function_name(given.text("FunctionName")?)
        .set_invocation_type(given.text("InvocationType")?.map(|text| text.as_str().into()))
        .set_log_type(given.text("LogType")?.map(|text| text.as_str().into()))
        .set_client_context(given.text("ClientContext")?)
        .set_qualifier(given.text("Qualifier")?)
        .set_tenant_id(given.text("TenantId")?)
        .set_durable_execution_name(given.text("DurableExecutionName")?)
        .set_payload(given.value("Payload").map(payload));
    given.end()?;
    let course = Course::default();
    let over = Builder::new()
        .region(Region::new(request.region.clone()))
        .timeout_config(waits(request, LAMBDA_ANSWER_MS));
    let sent = call.customize().interceptor(course.clone()).config_override(over).send().await;
    let output = sent.map_err(|error| failure(&error, &course, Service::Lambda))?;
    let answer = course.answer();
    Ok(ServiceResponse {
        status: answer.status,
        headers: answer.headers,
        request_id: output.request_id().unwrap_or_default().to_owned(),
        output: members(output),
    })
}

/// The bytes a function gets: a string is JSON text, any other value is serialized.
fn payload(value: &Value) -> Blob {
    match value {
        Value::String(text) => Blob::new(text.as_bytes()),
        other => Blob::new(other.to_string()),
    }
}

/// The members of the answer, in the order recorded on the service.
fn members(output: InvokeOutput) -> Value {
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    if let Some(arn) = output.durable_execution_arn {
        put("DurableExecutionArn", json!(arn));
    }
    if let Some(version) = output.executed_version {
        put("ExecutedVersion", json!(version));
    }
    let bytes = output.payload.map(Blob::into_inner).unwrap_or_default();
    if let Some(error) = output.function_error {
        put("FunctionError", json!(error));
        // A bare function's error is quoted to the letter, which parsing would lose.
        put(ERROR_TEXT, json!(String::from_utf8_lossy(&bytes)));
    }
    if let Some(log) = output.log_result {
        put("LogResult", json!(log));
    }
    let payload = serde_json::from_slice(&bytes);
    put("Payload", payload.unwrap_or_else(|_| json!(String::from_utf8_lossy(&bytes))));
    put("StatusCode", json!(output.status_code));
    Value::Object(members)
}
