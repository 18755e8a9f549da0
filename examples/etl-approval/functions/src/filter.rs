//! The work of the job: keep the orders without flaws.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::order::{Flaw, Order};

/// What the filter did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Filtered {
    /// Orders read.
    pub read: u64,
    /// Orders kept.
    pub kept: u64,
    /// Orders dropped, by flaw; each order counts once, for its first flaw.
    pub dropped: BTreeMap<Flaw, u64>,
}

/// Reads orders as CSV with a head line and gives those without flaws as CSV, trimmed, in the same order. Of orders with
/// the same number the first good one is kept. An error names the line that is no CSV of orders.
pub fn filter(csv_in: &[u8]) -> Result<(Vec<u8>, Filtered), csv::Error> {
    let mut done = Filtered { read: 0, kept: 0, dropped: BTreeMap::new() };
    let mut seen = BTreeSet::new();
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in csv::Reader::from_reader(csv_in).deserialize::<Order>() {
        let order = row?.trimmed();
        done.read += 1;
        let flaw = order.flaw().or_else(|| {
            let first = seen.insert(order.order_id.clone());
            (!first).then_some(Flaw::DuplicateOrder)
        });
        match flaw {
            Some(flaw) => *done.dropped.entry(flaw).or_default() += 1,
            None => {
                done.kept += 1;
                writer.serialize(&order)?;
            }
        }
    }
    let bytes = writer.into_inner().map_err(|cause| std::io::Error::other(cause.to_string()))?;
    Ok((bytes, done))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Filtered, filter};
    use crate::generate::orders;
    use crate::order::Flaw;

    #[test]
    fn the_generated_orders_have_the_flaws_they_should_have() {
        let (kept, done) = filter(&orders(10_000, 1).unwrap()).unwrap();
        let dropped = BTreeMap::from([
            (Flaw::MissingCustomer, 250),
            (Flaw::BadAmount, 135),
            (Flaw::BadDate, 199),
            (Flaw::UnknownCurrency, 154),
            (Flaw::DuplicateOrder, 228),
        ]);
        assert_eq!(done, Filtered { read: 10_000, kept: 9_034, dropped });
        let (again, twice) = filter(&kept).unwrap();
        assert_eq!((again, twice.read, twice.dropped), (kept, done.kept, BTreeMap::new()));
    }

    #[test]
    fn what_is_no_orders_is_named_by_its_line() {
        let error = filter(b"order_id,amount\nO-1,2.00\n").unwrap_err().to_string();
        assert!(error.contains("line: 2"), "{error}");
    }
}
