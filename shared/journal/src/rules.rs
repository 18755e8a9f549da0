//! What every adapter refuses before it touches anything: sizes and shapes that one of the stores behind the ports
//! would not take. Checked in one place, so that what works on a laptop works in the cloud.

use crate::limits::{
    DELAY_SECONDS_MAX, ITEM_BYTES_MAX, KEY_BYTES_MAX, MESSAGE_BYTES_MAX, VISIBILITY_SECONDS_MAX,
};
use crate::queue::Message;
use crate::size::item_bytes;
use crate::store::{Item, Key, Range, StoreError};

/// Checks an item that is about to be created.
pub fn check_new(item: &Item) -> Result<(), StoreError> {
    if item.version != 1 {
        return refuse(format!("a new item has version 1, this one has {}", item.version));
    }
    check_item(item)
}

/// Checks an item that is about to replace another.
pub fn check_replacement(item: &Item) -> Result<(), StoreError> {
    // Versions are kept as signed numbers by one of the stores.
    if item.version < 2 || i64::try_from(item.version).is_err() {
        return refuse(format!("no item can be replaced by version {}", item.version));
    }
    check_item(item)
}

/// Checks a key.
pub fn check_key(key: &Key) -> Result<(), StoreError> {
    check_part("partition key", &key.partition)?;
    check_part("sort key", &key.sort)
}

/// Checks a query of the table or of the index.
pub fn check_range(range: &Range) -> Result<(), StoreError> {
    if range.limit == 0 {
        return refuse("a query wants at least one row".to_owned());
    }
    check_part("partition key", &range.partition)
}

/// Checks messages that are about to be sent.
pub fn check_messages(messages: &[Message]) -> Result<(), StoreError> {
    for message in messages {
        let bytes = message.body.len();
        if bytes == 0 {
            return refuse("the message is empty".to_owned());
        }
        if bytes > MESSAGE_BYTES_MAX {
            return refuse(format!("the message has {bytes} bytes, at most {MESSAGE_BYTES_MAX} are allowed"));
        }
        if message.delay_s > DELAY_SECONDS_MAX {
            return refuse(format!(
                "the message is delayed by {} s, at most {DELAY_SECONDS_MAX} s are allowed",
                message.delay_s
            ));
        }
    }
    Ok(())
}

/// Checks for how long a received message shall be hidden.
pub fn check_visibility(seconds: u32) -> Result<(), StoreError> {
    if seconds > VISIBILITY_SECONDS_MAX {
        return refuse(format!(
            "the message is to be hidden for {seconds} s, at most {VISIBILITY_SECONDS_MAX} s are allowed"
        ));
    }
    Ok(())
}

/// Checks the name of a payload.
pub fn check_payload_name(execution: &str, digest: &str) -> Result<(), StoreError> {
    check_part("execution of a payload", execution)?;
    check_part("digest of a payload", digest)
}

fn check_item(item: &Item) -> Result<(), StoreError> {
    check_key(&item.key)?;
    if let Some(entry) = &item.index {
        check_part("index partition key", &entry.partition)?;
        check_part("index sort key", &entry.sort)?;
    }
    // The expiry is kept as a signed number by one of the stores.
    if item.expires_s.is_some_and(|seconds| i64::try_from(seconds).is_err()) {
        return refuse("the expiry lies beyond the end of time".to_owned());
    }
    let bytes = item_bytes(item);
    if bytes > ITEM_BYTES_MAX {
        return refuse(format!(
            "the item `{}` `{}` has {bytes} bytes, at most {ITEM_BYTES_MAX} are allowed",
            item.key.partition, item.key.sort
        ));
    }
    Ok(())
}

fn check_part(name: &str, part: &str) -> Result<(), StoreError> {
    if part.is_empty() {
        return refuse(format!("the {name} is empty"));
    }
    if part.len() > KEY_BYTES_MAX {
        return refuse(format!("the {name} has {} bytes, at most {KEY_BYTES_MAX} are allowed", part.len()));
    }
    Ok(())
}

fn refuse(reason: String) -> Result<(), StoreError> {
    Err(StoreError::Refused(reason))
}
