//! The meter: counters that only rise, and readings of them.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::clock::locked;

/// What was used, in units that AWS bills, and the sizes behind them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// DynamoDB write units of the table. Failed conditions are billed like writes.
    pub table_write_units: u64,
    /// DynamoDB write units of the list index.
    pub index_write_units: u64,
    /// DynamoDB read units in halves: a strongly consistent read of 4 KB counts 2, an index query of 4 KB counts 1.
    pub read_half_units: u64,
    /// Write requests (create, replace, delete).
    pub store_writes: u64,
    /// Write requests whose condition failed; they are part of `store_writes`.
    pub store_conflicts: u64,
    /// Bytes of the items that were written, see [`crate::size::item_bytes`].
    pub written_bytes: u64,
    /// Read requests (get and queries).
    pub store_reads: u64,
    /// Bytes of the items and index entries that were read.
    pub read_bytes: u64,
    /// SQS requests for sending: batches of at most ten messages, each 64 KB of a batch one request.
    pub send_requests: u64,
    /// Messages sent.
    pub messages_sent: u64,
    /// SQS requests that received messages, counted like those for sending.
    pub receive_requests: u64,
    /// Messages received.
    pub messages_received: u64,
    /// SQS requests that found the queue empty. On Lambda the service asks, but the account pays.
    pub empty_receives: u64,
    /// SQS requests for deleting: batches of at most ten.
    pub delete_requests: u64,
    /// SQS requests for changing the visibility of one message.
    pub hide_requests: u64,
    /// Payloads written (S3 PUT).
    pub payload_puts: u64,
    /// Bytes of the payloads written.
    pub payload_put_bytes: u64,
    /// Payloads asked for (S3 GET), found or not.
    pub payload_gets: u64,
    /// Bytes of the payloads read.
    pub payload_get_bytes: u64,
    /// Executions whose payloads were deleted. S3 does not bill deletions.
    pub payload_deletes: u64,
    /// Write units per partition key of the table: one partition of DynamoDB takes 1,000 a second.
    pub writes_by_partition: BTreeMap<String, u64>,
    /// Write units per partition key of the list index.
    pub writes_by_index_partition: BTreeMap<String, u64>,
}

impl Usage {
    /// Write units of table and index together.
    pub fn write_units(&self) -> u64 {
        self.table_write_units + self.index_write_units
    }

    /// Billed queue requests, empty receives left out: whether there are any depends on who polls.
    pub fn queue_requests(&self) -> u64 {
        self.send_requests + self.receive_requests + self.delete_requests + self.hide_requests
    }

    /// The partition of the table with the most write units.
    pub fn hottest_partition(&self) -> Option<(&str, u64)> {
        let hottest = self.writes_by_partition.iter().max_by_key(|(_, units)| **units);
        hottest.map(|(partition, units)| (partition.as_str(), *units))
    }

    /// What was used between an earlier reading of the same meter and this one.
    #[must_use]
    pub fn less(&self, earlier: &Usage) -> Usage {
        Usage {
            table_write_units: self.table_write_units - earlier.table_write_units,
            index_write_units: self.index_write_units - earlier.index_write_units,
            read_half_units: self.read_half_units - earlier.read_half_units,
            store_writes: self.store_writes - earlier.store_writes,
            store_conflicts: self.store_conflicts - earlier.store_conflicts,
            written_bytes: self.written_bytes - earlier.written_bytes,
            store_reads: self.store_reads - earlier.store_reads,
            read_bytes: self.read_bytes - earlier.read_bytes,
            send_requests: self.send_requests - earlier.send_requests,
            messages_sent: self.messages_sent - earlier.messages_sent,
            receive_requests: self.receive_requests - earlier.receive_requests,
            messages_received: self.messages_received - earlier.messages_received,
            empty_receives: self.empty_receives - earlier.empty_receives,
            delete_requests: self.delete_requests - earlier.delete_requests,
            hide_requests: self.hide_requests - earlier.hide_requests,
            payload_puts: self.payload_puts - earlier.payload_puts,
            payload_put_bytes: self.payload_put_bytes - earlier.payload_put_bytes,
            payload_gets: self.payload_gets - earlier.payload_gets,
            payload_get_bytes: self.payload_get_bytes - earlier.payload_get_bytes,
            payload_deletes: self.payload_deletes - earlier.payload_deletes,
            writes_by_partition: less(&self.writes_by_partition, &earlier.writes_by_partition),
            writes_by_index_partition: less(
                &self.writes_by_index_partition,
                &earlier.writes_by_index_partition,
            ),
        }
    }
}

fn less(now: &BTreeMap<String, u64>, earlier: &BTreeMap<String, u64>) -> BTreeMap<String, u64> {
    now.iter()
        .map(|(partition, units)| (partition.clone(), units - earlier.get(partition).unwrap_or(&0)))
        .filter(|(_, units)| *units > 0)
        .collect()
}

/// Counts what the metered ports that share it use.
#[derive(Debug, Default)]
pub struct Meter {
    usage: Mutex<Usage>,
}

impl Meter {
    /// A meter at zero.
    pub fn new() -> Self {
        Self::default()
    }

    /// The reading now.
    pub fn snapshot(&self) -> Usage {
        locked(&self.usage).clone()
    }

    /// What was used since an earlier reading.
    pub fn since(&self, earlier: &Usage) -> Usage {
        locked(&self.usage).less(earlier)
    }

    pub(super) fn add(&self, change: impl FnOnce(&mut Usage)) {
        change(&mut locked(&self.usage));
    }
}
