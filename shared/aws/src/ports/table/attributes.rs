//! Items as DynamoDB keeps them: `p` and `s` the key, `v` the version, `b` the body, and where present `i`, `j`, `x` the
//! index entry and `e` the expiry, which is the table's time to live. `stepwell_journal::size` counts the same letters.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use stepwell_journal::store::{Cursor, IndexEntry, Item, Key, Listed, StoreError};

/// An item, a key or a cursor.
pub(super) type Attributes = HashMap<String, AttributeValue>;

/// A text.
pub(super) fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

/// A number.
pub(super) fn number(value: u64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

fn bytes(value: &[u8]) -> AttributeValue {
    AttributeValue::B(Blob::new(value))
}

fn named<const N: usize>(members: [(&str, AttributeValue); N]) -> Attributes {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The attributes of an item.
pub(super) fn of(item: &Item) -> Attributes {
    let mut attributes = named([
        ("p", text(&item.key.partition)),
        ("s", text(&item.key.sort)),
        ("v", number(item.version)),
        ("b", bytes(&item.body)),
    ]);
    if let Some(entry) = &item.index {
        attributes.extend(named([
            ("i", text(&entry.partition)),
            ("j", text(&entry.sort)),
            ("x", bytes(&entry.projection)),
        ]));
    }
    if let Some(seconds) = item.expires_s {
        attributes.insert("e".to_owned(), number(seconds));
    }
    attributes
}

/// The attributes of a key.
pub(super) fn key_attributes(key: &Key) -> Attributes {
    named([("p", text(&key.partition)), ("s", text(&key.sort))])
}

/// Where a query of the table, or of the index in this partition, goes on.
pub(super) fn cursor_attributes(cursor: &Cursor, index_partition: Option<&str>) -> Attributes {
    let mut attributes = key_attributes(&cursor.key);
    if let (Some(partition), Some(sort)) = (index_partition, &cursor.index_sort) {
        attributes.extend(named([("i", text(partition)), ("j", text(sort))]));
    }
    attributes
}

/// The item of its attributes.
pub(super) fn item_of(mut attributes: Attributes) -> Result<Item, StoreError> {
    let index = index_of(&mut attributes)?;
    Ok(Item {
        key: key_of(&mut attributes)?,
        version: take_number(&mut attributes, "v")?.ok_or_else(|| strange("v"))?,
        body: take_bytes(&mut attributes, "b")?.ok_or_else(|| strange("b"))?,
        index,
        expires_s: take_number(&mut attributes, "e")?,
    })
}

/// The row of the index of its attributes.
pub(super) fn listed_of(mut attributes: Attributes) -> Result<Listed, StoreError> {
    let entry = index_of(&mut attributes)?.ok_or_else(|| strange("i"))?;
    Ok(Listed { key: key_of(&mut attributes)?, entry })
}

/// The cursor of its attributes.
pub(super) fn cursor_of(mut attributes: Attributes) -> Result<Cursor, StoreError> {
    let index_sort = take_text(&mut attributes, "j")?;
    Ok(Cursor { key: key_of(&mut attributes)?, index_sort })
}

fn key_of(attributes: &mut Attributes) -> Result<Key, StoreError> {
    let partition = take_text(attributes, "p")?.ok_or_else(|| strange("p"))?;
    let sort = take_text(attributes, "s")?.ok_or_else(|| strange("s"))?;
    Ok(Key { partition, sort })
}

fn index_of(attributes: &mut Attributes) -> Result<Option<IndexEntry>, StoreError> {
    let Some(partition) = take_text(attributes, "i")? else { return Ok(None) };
    let sort = take_text(attributes, "j")?.ok_or_else(|| strange("j"))?;
    let projection = take_bytes(attributes, "x")?.ok_or_else(|| strange("x"))?;
    Ok(Some(IndexEntry { partition, sort, projection }))
}

fn take_text(attributes: &mut Attributes, name: &str) -> Result<Option<String>, StoreError> {
    match attributes.remove(name) {
        None => Ok(None),
        Some(AttributeValue::S(text)) => Ok(Some(text)),
        Some(_) => Err(strange(name)),
    }
}

fn take_number(attributes: &mut Attributes, name: &str) -> Result<Option<u64>, StoreError> {
    match attributes.remove(name) {
        None => Ok(None),
        Some(AttributeValue::N(digits)) => digits.parse().map(Some).map_err(|_| strange(name)),
        Some(_) => Err(strange(name)),
    }
}

fn take_bytes(attributes: &mut Attributes, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    match attributes.remove(name) {
        None => Ok(None),
        Some(AttributeValue::B(bytes)) => Ok(Some(bytes.into_inner())),
        Some(_) => Err(strange(name)),
    }
}

fn strange(name: &str) -> StoreError {
    StoreError::Refused(format!("an item of the table has no usable attribute `{name}`: it is not ours"))
}
