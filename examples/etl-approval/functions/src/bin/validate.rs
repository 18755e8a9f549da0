//! The Lambda function `validate`: event [`ValidateRequest`], result [`Summary`].

use etl_approval_functions::failure::Failure;
use etl_approval_functions::store::Place;
use etl_approval_functions::validate::{Summary, ValidateRequest, validate};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(handle)).await
}

async fn handle(event: LambdaEvent<ValidateRequest>) -> Result<Summary, Failure> {
    let source = Place::from_environment(&event.payload.source)?;
    let filtered = Place::from_environment(&event.payload.filtered)?;
    validate(&source, &filtered).await
}
