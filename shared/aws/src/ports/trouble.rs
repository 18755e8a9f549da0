//! What a failed call to a table or queue means to the journal: nothing was done and trying again may help, nobody
//! knows, or trying again will not help.
//! Deliberately absent: retries. The clients repeat what is safe to repeat; the journal recognises its own writes.

use std::error::Error;

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use stepwell_journal::store::StoreError;

/// Error codes that say "not now": nothing was done. Source: Amazon DynamoDB Developer Guide, "Error handling with
/// DynamoDB"; Amazon SQS API reference, "Common errors".
const BUSY: [&str; 9] = [
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "ThrottledException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "LimitExceededException",
    "TransactionInProgressException",
    "TransactionConflictException",
    "OverLimit",
];

/// What the journal is told of a failed call.
pub(super) fn trouble<E>(error: &SdkError<E, HttpResponse>) -> StoreError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    match error {
        SdkError::ServiceError(answered) => {
            let meta = answered.err().meta();
            let code = meta.code().unwrap_or_default();
            let said = format!("{code}: {}", meta.message().unwrap_or_default());
            let status = answered.raw().status().as_u16();
            if BUSY.iter().any(|busy| code.ends_with(busy)) || status == 429 {
                StoreError::Busy(said)
            } else if status >= 500 {
                // The service failed somewhere on its way: it may have done it.
                StoreError::Unknown(said)
            } else {
                StoreError::Refused(said)
            }
        }
        SdkError::ConstructionFailure(_) => StoreError::Refused(DisplayErrorContext(error).to_string()),
        // Sent or not, answered or not: nobody knows.
        _ => StoreError::Unknown(DisplayErrorContext(error).to_string()),
    }
}
