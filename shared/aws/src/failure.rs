//! What the SDK's errors mean: how far the call came, and whose words tell what was wrong.
//! Deliberately absent: a decision what to do about it.

use std::error::Error;

use aws_sdk_lambda::config::http::HttpResponse;
use aws_sdk_lambda::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_lambda::operation::RequestId;
use stepwell_integrations::service::{Reached, ServiceError};

use crate::course::Course;
use crate::limits::CAUSES_MAX;

/// A service as causes name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Lambda,
    Glue,
}

impl Service {
    fn name(self) -> &'static str {
        match self {
            Service::Lambda => "AWSLambda",
            Service::Glue => "AWSGlue",
        }
    }

    /// Code of an answer that has none, as the Java SDK words it in states' errors.
    fn unnamed(self) -> &'static str {
        match self {
            Service::Lambda => "AWSLambdaException",
            Service::Glue => "AWSGlueException",
        }
    }
}

/// An input that no call can be made of; nothing was sent.
pub(crate) fn unusable(service: Service, message: &str) -> ServiceError {
    unanswered(service, "SdkClientException", message.to_owned(), Reached::NotSent)
}

/// An answer that came and says nothing that can be understood: what was done is unknown.
pub(crate) fn garbled(service: Service, message: String) -> ServiceError {
    unanswered(service, "SdkClientException", message, Reached::Unknown)
}

/// A failed call.
pub(crate) fn failure<E>(error: &SdkError<E, HttpResponse>, course: &Course, service: Service) -> ServiceError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    if let SdkError::ServiceError(answered) = error {
        let meta = answered.err().meta();
        return ServiceError {
            code: meta.code().unwrap_or(service.unnamed()).to_owned(),
            message: meta.message().unwrap_or("null").to_owned(),
            status: answered.raw().status().as_u16(),
            request_id: error.request_id().unwrap_or_default().to_owned(),
            service_name: service.name().to_owned(),
            reached: Reached::Answered,
        };
    }
    let reached =
        if course.was_sent() && !never_connected(error) { Reached::Unknown } else { Reached::NotSent };
    let code = if timed_out(error) { "ClientExecutionTimeoutException" } else { "SdkClientException" };
    let message = format!("Unable to execute HTTP request: {}", causes(error));
    unanswered(service, code, message, reached)
}

fn unanswered(service: Service, code: &str, message: String, reached: Reached) -> ServiceError {
    ServiceError {
        code: code.to_owned(),
        message,
        status: 0,
        request_id: String::new(),
        service_name: service.name().to_owned(),
        reached,
    }
}

fn timed_out<E>(error: &SdkError<E, HttpResponse>) -> bool {
    match error {
        SdkError::TimeoutError(_) => true,
        SdkError::DispatchFailure(failure) => failure.is_timeout(),
        _ => false,
    }
}

/// Whether there was no connection to send the call on.
fn never_connected<E: Error + 'static>(error: &SdkError<E, HttpResponse>) -> bool {
    chain(error).any(|cause| {
        cause.downcast_ref::<hyper_util::client::legacy::Error>().is_some_and(|error| error.is_connect())
    })
}

/// The causes from the outermost to the innermost, without what repeats the one before it.
fn causes(error: &(dyn Error + 'static)) -> String {
    let mut texts: Vec<String> = Vec::new();
    for cause in chain(error).skip(1) {
        // Some of them are lists on several lines.
        let text = cause.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        if texts.last().is_none_or(|before| !before.ends_with(&text)) {
            texts.push(text);
        }
    }
    if texts.is_empty() { error.to_string() } else { texts.join(": ") }
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let mut next = Some(error);
    let causes = std::iter::from_fn(move || {
        let error = next?;
        next = error.source();
        Some(error)
    });
    causes.take(CAUSES_MAX)
}
