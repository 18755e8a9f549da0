//! How many bytes DynamoDB counts for an item and for an entry of its list index. The item limit and the bill both
//! follow these numbers, so every adapter uses them. Deliberately absent: prices, see [`crate::metering`].
//!
//! An item has the attributes `p` and `s` (its key), `v` (version), `b` (body), and where present `i`, `j`, `x` (the
//! index entry's partition, sort and projection) and `e` (expiry). Source: Amazon DynamoDB Developer Guide, "DynamoDB
//! item sizes and formats": an attribute counts its name and its value; a text its UTF-8 bytes; binary its raw bytes; a
//! number one byte for every two significant digits and one more.

use crate::store::{IndexEntry, Item, Key};

/// Bytes of an attribute name: all of ours are one letter.
const NAME: usize = 1;

/// Bytes of the item as DynamoDB counts them.
pub fn item_bytes(item: &Item) -> usize {
    let index = item.index.as_ref().map_or(0, own_entry_bytes);
    let expires = item.expires_s.map_or(0, |seconds| NAME + number_bytes(seconds));
    key_bytes(&item.key) + NAME + number_bytes(item.version) + NAME + item.body.len() + index + expires
}

/// Bytes of the item's entry in the list index: the index key, the item's own key and the projection.
pub fn entry_bytes(key: &Key, entry: &IndexEntry) -> usize {
    key_bytes(key) + own_entry_bytes(entry)
}

fn key_bytes(key: &Key) -> usize {
    NAME + key.partition.len() + NAME + key.sort.len()
}

fn own_entry_bytes(entry: &IndexEntry) -> usize {
    NAME + entry.partition.len() + NAME + entry.sort.len() + NAME + entry.projection.len()
}

/// Zeros at the end do not count: DynamoDB keeps numbers as mantissa and exponent.
fn number_bytes(number: u64) -> usize {
    let mut significant = number;
    while significant != 0 && significant.is_multiple_of(10) {
        significant /= 10;
    }
    let digits = significant.checked_ilog10().map_or(0, |log| log as usize + 1);
    digits.div_ceil(2) + 1
}

#[cfg(test)]
mod tests;
