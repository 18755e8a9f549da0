//! `validate`: is what the job wrote fit to be published?

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::order::{CURRENCY, Order};
use crate::store::Place;

/// What is to be validated.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValidateRequest {
    /// The orders as they came in: a path below `DATA_URI`, or a URI.
    pub source: String,
    /// The orders that the job kept.
    pub filtered: String,
}

/// What a person needs to know before they approve.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// The validated file as a URI.
    pub uri: String,
    /// Orders in it.
    pub rows: u64,
    /// Orders that the job dropped.
    pub rejected: u64,
    /// Sum of all orders.
    pub total: f64,
    /// Currency of the sum.
    pub currency: String,
    /// Day of the first order.
    #[serde(rename = "firstDate")]
    pub first_date: String,
    /// Day of the last order.
    #[serde(rename = "lastDate")]
    pub last_date: String,
    /// How many customers ordered.
    pub customers: usize,
}

/// Reads both files. Fails with `FilteredFileMissing` if the job has not written its file yet, and with
/// `ValidationFailed` if that file is empty or has a flaw.
pub async fn validate(source: &Place, filtered: &Place) -> Result<Summary, Failure> {
    let kept =
        filtered.read().await?.ok_or_else(|| Failure::FilteredFileMissing(filtered.uri().to_owned()))?;
    let came = source.read().await?;
    let came =
        came.ok_or_else(|| Failure::BadRequest(format!("the source `{}` is not there", source.uri())))?;
    let came = csv::Reader::from_reader(came.as_slice()).records().count();
    let came = u64::try_from(came).unwrap_or(u64::MAX);
    summary(&kept, came, filtered.uri())
}

fn summary(kept: &[u8], came: u64, uri: &str) -> Result<Summary, Failure> {
    let failed = |what: String| Failure::ValidationFailed(format!("`{uri}`: {what}"));
    let (mut rows, mut cents) = (0_u64, 0_u64);
    let (mut ids, mut customers, mut dates) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for row in csv::Reader::from_reader(kept).deserialize::<Order>() {
        let order = row.map_err(|cause| failed(cause.to_string()))?;
        if let Some(flaw) = order.flaw() {
            return Err(failed(format!("order `{}` has a flaw: {flaw:?}", order.order_id)));
        }
        cents = cents.saturating_add(order.cents().unwrap_or_default());
        rows += 1;
        customers.insert(order.customer_id);
        dates.insert(order.order_date);
        if !ids.insert(order.order_id.clone()) {
            return Err(failed(format!("order `{}` is there twice", order.order_id)));
        }
    }
    let (Some(first), Some(last)) = (dates.first(), dates.last()) else {
        return Err(failed("no orders are left".to_owned()));
    };
    Ok(Summary {
        uri: uri.to_owned(),
        rows,
        rejected: came.saturating_sub(rows),
        total: euros(cents),
        currency: CURRENCY.to_owned(),
        first_date: first.clone(),
        last_date: last.clone(),
        customers: customers.len(),
    })
}

#[expect(clippy::cast_precision_loss, reason = "sums of money are far below 2^53 cents")]
fn euros(cents: u64) -> f64 {
    cents as f64 / 100.0
}

#[cfg(test)]
mod tests {
    use super::summary;
    use crate::filter::filter;
    use crate::generate::orders;

    #[test]
    fn the_summary_of_the_generated_orders() {
        let (kept, _) = filter(&orders(10_000, 1).unwrap()).unwrap();
        let found = serde_json::to_string(&summary(&kept, 10_000, "file:///f.csv").unwrap()).unwrap();
        let expected = "{\"uri\":\"file:///f.csv\",\"rows\":9034,\"rejected\":966,\"total\":405270.2,\"currency\":\"EUR\",\
                        \"firstDate\":\"2026-01-01\",\"lastDate\":\"2026-12-28\",\"customers\":2327}";
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_not_fit() {
        const HEAD: &str = "order_id,order_date,customer_id,product,quantity,amount,currency,country\n";
        const GOOD: &str = "O-1,2026-01-01,C-1,Tea,1,1.00,EUR,DE\n";
        let cases = [
            (HEAD.to_owned(), "`u`: no orders are left"),
            (format!("{HEAD}{GOOD}{GOOD}"), "`u`: order `O-1` is there twice"),
            (
                format!("{HEAD}O-2,2026-01-01,,Tea,1,1.00,EUR,DE\n"),
                "`u`: order `O-2` has a flaw: MissingCustomer",
            ),
        ];
        for (text, expected) in cases {
            let failure = summary(text.as_bytes(), 1, "u").unwrap_err();
            assert_eq!((failure.name(), failure.to_string().as_str()), ("ValidationFailed", expected));
        }
    }
}
