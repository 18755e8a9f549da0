//! One order as a row of the CSV file, and what can be wrong with it.

use serde::{Deserialize, Serialize};
use time::Date;
use time::macros::format_description;

/// The only currency the shop sells in.
pub const CURRENCY: &str = "EUR";

/// A row. All columns are text, so that a flawed row can be read and named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Unique number, `O-000001`.
    pub order_id: String,
    /// Day of the order, `2026-01-31`.
    pub order_date: String,
    /// Who ordered, `C-0001`.
    pub customer_id: String,
    /// What was ordered.
    pub product: String,
    /// How many.
    pub quantity: String,
    /// Sum of the order, `19.90`.
    pub amount: String,
    /// Currency of the sum, ISO 4217.
    pub currency: String,
    /// Where it goes, ISO 3166.
    pub country: String,
}

/// Why an order is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Flaw {
    /// The customer is missing.
    MissingCustomer,
    /// The amount is no number with two decimals, or not above zero.
    BadAmount,
    /// The date is no day of the calendar, or not written as `2026-01-31`.
    BadDate,
    /// The currency is not the shop's.
    UnknownCurrency,
    /// An order with this number came before.
    DuplicateOrder,
}

impl Order {
    /// The order without white space around its values. That is no flaw.
    pub fn trimmed(self) -> Order {
        let trim = |text: String| if text.trim().len() == text.len() { text } else { text.trim().to_owned() };
        Order {
            order_id: trim(self.order_id),
            order_date: trim(self.order_date),
            customer_id: trim(self.customer_id),
            product: trim(self.product),
            quantity: trim(self.quantity),
            amount: trim(self.amount),
            currency: trim(self.currency),
            country: trim(self.country),
        }
    }

    /// What is wrong with the order by itself; none if nothing is.
    pub fn flaw(&self) -> Option<Flaw> {
        if self.customer_id.is_empty() {
            Some(Flaw::MissingCustomer)
        } else if self.cents().is_none_or(|cents| cents == 0) {
            Some(Flaw::BadAmount)
        } else if Date::parse(&self.order_date, format_description!("[year]-[month]-[day]")).is_err() {
            Some(Flaw::BadDate)
        } else if self.currency != CURRENCY {
            Some(Flaw::UnknownCurrency)
        } else {
            None
        }
    }

    /// The amount in cents. None if it is not written as digits, a point and two digits, or is negative.
    pub fn cents(&self) -> Option<u64> {
        let (whole, part) = self.amount.split_once('.')?;
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(part) || part.len() != 2 {
            return None;
        }
        whole.parse::<u64>().ok()?.checked_mul(100)?.checked_add(part.parse().ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::{Flaw, Order};

    #[test]
    fn flaws() {
        let good = Order {
            order_id: "O-1".to_owned(),
            order_date: "2026-02-28".to_owned(),
            customer_id: "C-1".to_owned(),
            product: "Tea".to_owned(),
            quantity: "1".to_owned(),
            amount: "10.50".to_owned(),
            currency: "EUR".to_owned(),
            country: "DE".to_owned(),
        };
        let cases = [
            (good.clone(), None),
            (Order { customer_id: String::new(), ..good.clone() }, Some(Flaw::MissingCustomer)),
            (Order { amount: "-10.50".to_owned(), ..good.clone() }, Some(Flaw::BadAmount)),
            (Order { amount: "0.00".to_owned(), ..good.clone() }, Some(Flaw::BadAmount)),
            (Order { amount: "ten".to_owned(), ..good.clone() }, Some(Flaw::BadAmount)),
            (Order { order_date: "2026-02-30".to_owned(), ..good.clone() }, Some(Flaw::BadDate)),
            (Order { order_date: "31/01/2026".to_owned(), ..good.clone() }, Some(Flaw::BadDate)),
            (Order { currency: "XXX".to_owned(), ..good.clone() }, Some(Flaw::UnknownCurrency)),
            (Order { currency: " EUR ".to_owned(), ..good.clone() }.trimmed(), None),
        ];
        for (order, expected) in cases {
            assert_eq!(order.flaw(), expected, "{order:?}");
        }
    }
}
