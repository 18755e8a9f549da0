//! Time, chance and what else a decision may lean on. Deliberately absent: reading any of it from the world.

use crate::limits::Limits;

/// Makes the task token of an attempt. Pure: the same execution and stamp give the same token.
pub trait Mint {
    /// The token for the attempt that the event `stamp` opens in the execution of this ARN.
    fn token(&self, execution_arn: &str, stamp: u64) -> String;
}

/// What is so when a decision is made.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// Milliseconds since 1970.
    pub now_ms: u64,
    /// The only source of chance.
    pub seed: u64,
    /// Whether the one who decides will also make the request-response calls of this decision at once, so that their
    /// started events belong into it.
    pub starts_calls: bool,
    /// Makes task tokens.
    pub mint: &'a dyn Mint,
    /// The limits in force.
    pub limits: Limits,
}

/// A number from a seed and two salts, evenly spread (SplitMix64, Steele et al. 2014).
pub fn mix(seed: u64, salt: u64, more: u64) -> u64 {
    let mut z = seed ^ salt.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ more.rotate_left(32);
    z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
