//! Orders to play with: the same seed gives the same file, with the flaws that make filtering worth while.

use crate::order::{CURRENCY, Order};

/// Names and prices in cents.
const PRODUCTS: [(&str, u64); 12] = [
    ("Kettle, enamel", 3_490),
    ("Teapot 1.2 l", 2_950),
    ("Darjeeling 250 g", 1_490),
    ("Assam 250 g", 1_190),
    ("Espresso beans 1 kg", 2_290),
    ("Coffee grinder", 8_900),
    ("Mug \"Harbour\"", 1_250),
    ("Milk frother", 4_990),
    ("Filter papers, 100", 490),
    ("Honey, lime blossom", 790),
    ("Scales, digital", 5_450),
    ("Gift card", 2_500),
];

const COUNTRIES: [&str; 8] = ["DE", "DE", "DE", "AT", "FR", "NL", "IT", "ES"];

/// Random numbers that are the same on every machine: SplitMix64 (Steele, Lea, Flood 2014).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below `sides`; 0 for no sides.
    fn below(&mut self, sides: u64) -> u64 {
        self.next().checked_rem(sides).unwrap_or(0)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let sides = u64::try_from(from.len()).ok()?;
        from.get(usize::try_from(self.below(sides)).ok()?)
    }
}

/// A CSV file of so many orders of the year 2026. About one in ten has a flaw, some more have only white space around
/// their values.
pub fn orders(rows: u64, seed: u64) -> Result<Vec<u8>, csv::Error> {
    let mut dice = Dice(seed);
    let mut writer = csv::Writer::from_writer(Vec::new());
    for number in 1..=rows {
        let order = order(number, &mut dice);
        writer.serialize(spoilt(order, number, &mut dice))?;
    }
    Ok(writer.into_inner().map_err(|cause| std::io::Error::other(cause.to_string()))?)
}

/// A good order.
fn order(number: u64, dice: &mut Dice) -> Order {
    let (product, price) = dice.pick(&PRODUCTS).copied().unwrap_or_default();
    // Most people buy one thing.
    let quantity = 1 + dice.below(3) * dice.below(2) * dice.below(3);
    let cents = price * quantity;
    let (month, day) = (1 + dice.below(12), 1 + dice.below(28));
    Order {
        order_id: format!("O-{number:06}"),
        order_date: format!("2026-{month:02}-{day:02}"),
        customer_id: format!("C-{:04}", 1 + dice.below(2_400)),
        product: product.to_owned(),
        quantity: quantity.to_string(),
        amount: format!("{}.{:02}", cents / 100, cents % 100),
        currency: CURRENCY.to_owned(),
        country: dice.pick(&COUNTRIES).copied().unwrap_or_default().to_owned(),
    }
}

/// The order as the shop's old till would export it, in so many of a thousand cases not well.
fn spoilt(mut order: Order, number: u64, dice: &mut Dice) -> Order {
    match dice.below(1_000) {
        0..25 => order.customer_id = String::new(),
        25..40 => order.amount = format!("-{}", order.amount),
        40..60 => {
            let bad = ["2026-02-30", "31/01/2026", "", "yesterday", "2026-13-01"];
            order.order_date = dice.pick(&bad).copied().unwrap_or_default().to_owned();
        }
        60..75 => {
            let unknown = ["XXX", "EURO", "", "DM"];
            order.currency = dice.pick(&unknown).copied().unwrap_or_default().to_owned();
        }
        75..100 if number > 1 => order.order_id = format!("O-{:06}", 1 + dice.below(number - 1)),
        100..150 => {
            order.customer_id = format!("  {} ", order.customer_id);
            order.amount = format!("{} ", order.amount);
        }
        _ => {}
    }
    order
}

#[cfg(test)]
mod tests {
    use super::orders;

    #[test]
    fn a_seed_gives_one_file() {
        let file = orders(100, 7).unwrap();
        assert_eq!(file, orders(100, 7).unwrap());
        assert_ne!(file, orders(100, 8).unwrap());
        let text = String::from_utf8(file).unwrap();
        assert_eq!(text.lines().count(), 101);
        let head = "order_id,order_date,customer_id,product,quantity,amount,currency,country";
        assert_eq!(text.lines().next(), Some(head));
    }
}
