//! Writes the example's orders: `make-orders [<file>] [<rows>] [<seed>]`. Without arguments 10,000 orders, the same each
//! time, into `data/incoming/orders.csv` of the working folder.

use std::process::ExitCode;

use etl_approval_functions::failure::Failure;
use etl_approval_functions::generate::orders;
use etl_approval_functions::limits::ORDERS_MAX;
use etl_approval_functions::store::Place;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match make(&words).await {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

async fn make(words: &[String]) -> Result<String, Failure> {
    let text = words.first().map_or("data/incoming/orders.csv", String::as_str);
    let path = std::path::absolute(text)
        .map_err(|cause| Failure::BadRequest(format!("`{text}` is no path: {cause}")))?;
    let place = Place::of(&path.to_string_lossy(), None)?;
    let rows = number(words.get(1), 10_000, ORDERS_MAX)?;
    let seed = number(words.get(2), 1, u64::MAX)?;
    let file = orders(rows, seed).map_err(|cause| Failure::StorageFailed(cause.to_string()))?;
    place.write(file).await?;
    Ok(format!("{rows} orders in {}", path.display()))
}

fn number(word: Option<&String>, default: u64, most: u64) -> Result<u64, Failure> {
    let Some(word) = word else { return Ok(default) };
    let number = word.parse().ok().filter(|number| *number <= most);
    number.ok_or_else(|| Failure::BadRequest(format!("`{word}` is no whole number up to {most}")))
}
