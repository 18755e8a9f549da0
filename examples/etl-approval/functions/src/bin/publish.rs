//! The Lambda function `publish`: event [`PublishRequest`], result [`Published`].

use etl_approval_functions::failure::Failure;
use etl_approval_functions::publish::{PublishRequest, Published, publish};
use etl_approval_functions::store::Place;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(handle)).await
}

async fn handle(event: LambdaEvent<PublishRequest>) -> Result<Published, Failure> {
    let filtered = Place::from_environment(&event.payload.filtered)?;
    let published = Place::from_environment(&event.payload.published)?;
    publish(&filtered, &published).await
}
