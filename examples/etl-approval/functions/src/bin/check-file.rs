//! The Lambda function `check-file`: event [`CheckRequest`], result as in `etl_approval_functions::check`.

use etl_approval_functions::check::{CheckRequest, CheckResult, check};
use etl_approval_functions::failure::Failure;
use etl_approval_functions::store::Place;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(handle)).await
}

async fn handle(event: LambdaEvent<CheckRequest>) -> Result<CheckResult, Failure> {
    let place = Place::from_environment(&event.payload.file)?;
    check(&event.payload, &place).await
}
