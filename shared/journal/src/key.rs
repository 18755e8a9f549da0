//! Where everything stands in the table. Names of machines and executions hold no `#`, so the parts of a key cannot
//! run into each other; numbers have a fixed width, so byte order is their order.

use crate::codec::Digest;
use crate::codec::digest::hex;
use crate::store::Key;

/// Names an execution within the table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExecutionKey {
    /// Name of the state machine.
    pub machine: String,
    /// Name of the execution.
    pub execution: String,
}

/// Smallest sort key of a page.
pub(crate) const PAGES_FROM: &str = "p0";

/// Sort key of the cover. It stands behind all pages, so that one query from the end reads the cover and the head.
pub(crate) const COVER: &str = "pc";

impl ExecutionKey {
    /// From the two names.
    pub fn new(machine: impl Into<String>, execution: impl Into<String>) -> Self {
        ExecutionKey { machine: machine.into(), execution: execution.into() }
    }

    /// The partition in which everything of the execution stands, and its name for the payload store.
    pub fn partition(&self) -> String {
        format!("e#{}#{}", self.machine, self.execution)
    }

    /// From its partition.
    pub fn of_partition(partition: &str) -> Option<Self> {
        let (machine, execution) = partition.strip_prefix("e#")?.split_once('#')?;
        Some(ExecutionKey::new(machine, execution))
    }

    pub(crate) fn cover(&self) -> Key {
        Key::new(self.partition(), COVER)
    }

    pub(crate) fn page(&self, number: u64) -> Key {
        Key::new(self.partition(), page_sort(number))
    }

    pub(crate) fn segment(&self, digest: &Digest) -> Key {
        Key::new(self.partition(), format!("s#{}", hex(digest)))
    }

    pub(crate) fn beat(&self, stamp: u64) -> Key {
        Key::new(self.partition(), format!("b#{stamp:020}"))
    }
}

pub(crate) fn page_sort(number: u64) -> String {
    format!("p{number:08}")
}

/// Number of the page with this sort key.
pub(crate) fn page_number(sort: &str) -> Option<u64> {
    sort.strip_prefix('p').filter(|digits| digits.len() == 8)?.parse().ok()
}

#[cfg(test)]
mod tests;
