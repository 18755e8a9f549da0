//! The job: `filter-orders --SOURCE <file> --TARGET <file> [--DELAY_SECONDS <n>]`, arguments as Glue passes them. Files are
//! paths below `DATA_URI` or URIs. Other arguments are ignored, for Glue adds its own.

use std::process::ExitCode;
use std::time::Duration;

use etl_approval_functions::failure::Failure;
use etl_approval_functions::filter::filter;
use etl_approval_functions::limits::DELAY_SECONDS_MAX;
use etl_approval_functions::store::Place;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match work(&words).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

async fn work(words: &[String]) -> Result<(), Failure> {
    let argument = |key: &str| words.iter().skip_while(|word| *word != key).nth(1);
    let required = |key: &str| {
        let text =
            argument(key).ok_or_else(|| Failure::BadRequest(format!("the argument `{key}` is missing")))?;
        Place::from_environment(text)
    };
    let (source, target) = (required("--SOURCE")?, required("--TARGET")?);
    let delay = argument("--DELAY_SECONDS").map_or("0", String::as_str);
    let seconds: u64 =
        delay.parse().ok().filter(|seconds| *seconds <= DELAY_SECONDS_MAX).ok_or_else(|| {
            Failure::BadRequest(format!("`--DELAY_SECONDS {delay}` is not from 0 to {DELAY_SECONDS_MAX}"))
        })?;
    let orders = source.read().await?;
    let orders = orders.ok_or_else(|| Failure::BadRequest(format!("`{}` is not there", source.uri())))?;
    let (kept, done) = filter(&orders)
        .map_err(|cause| Failure::BadRequest(format!("`{}` is no file of orders: {cause}", source.uri())))?;
    // Ten thousand orders take a moment only; a real job would still be reading.
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    target.write(kept).await?;
    let text = serde_json::to_string(&done).unwrap_or_default();
    println!("{text}");
    Ok(())
}
