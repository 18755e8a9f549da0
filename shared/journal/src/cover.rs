//! The cover: the one mutable item of an execution, small, on which the list index hangs. It says what never changes,
//! holds page 0, and is brought up to date after the terminal page. Deliberately absent: the truth about the status,
//! which is the head's.

use std::sync::Arc;

use minicbor::bytes::{ByteArray, ByteVec};
use stepwell_engine::{Identity, Status};

use crate::codec::digest::digest_of;
use crate::codec::envelope::{self, Kind};
use crate::codec::plain;
use crate::codec::record::cover::{ClosedRecord, CoverRecord, ListedRecord, ParentRecord, StartRecord};
use crate::codec::write::encoded;
use crate::codec::{CodecError, Digest, Schema};
use crate::key::ExecutionKey;
use crate::store::{IndexEntry, Item};

/// What the cover says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// What never changes.
    pub identity: Arc<Identity>,
    /// Generation of the machine: a machine made again after its deletion has another.
    pub generation: u64,
    /// Digest of the definition text that the execution runs for its whole life.
    pub definition: Digest,
    /// Who started it: the same start id asks again for the same execution.
    pub start_id: String,
    /// Digest of the input text.
    pub input_digest: Digest,
    /// Length of the input text in bytes.
    pub input_bytes: u64,
    /// `X-Amzn-Trace-Id` of the start.
    pub trace_header: Option<String>,
    /// The execution that started this one and waits for it.
    pub parent: Option<Parent>,
    /// Version through which it was started.
    pub version_arn: Option<String>,
    /// Alias through which it was started.
    pub alias_arn: Option<String>,
    /// Whether and how it has closed, as listings show it.
    pub closed: Closed,
    /// When it closed, milliseconds since 1970.
    pub stopped_ms: Option<u64>,
    /// When its items may be forgotten, seconds since 1970. Readers check it themselves.
    pub expires_s: Option<u64>,
}

/// The execution and attempt that started this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    /// The execution.
    pub key: ExecutionKey,
    /// Stamp of its attempt.
    pub stamp: u64,
}

/// The status without its details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closed {
    /// Not at all.
    Running,
    /// `SUCCEEDED`.
    Succeeded,
    /// `FAILED`.
    Failed,
    /// `TIMED_OUT`.
    TimedOut,
    /// `ABORTED`.
    Aborted,
}

impl Closed {
    /// The name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Closed::Running => "RUNNING",
            Closed::Succeeded => "SUCCEEDED",
            Closed::Failed => "FAILED",
            Closed::TimedOut => "TIMED_OUT",
            Closed::Aborted => "ABORTED",
        }
    }
}

impl From<&Status> for Closed {
    fn from(status: &Status) -> Self {
        match status {
            Status::Running => Closed::Running,
            Status::Succeeded { .. } => Closed::Succeeded,
            Status::Failed { .. } => Closed::Failed,
            Status::TimedOut => Closed::TimedOut,
            Status::Aborted { .. } => Closed::Aborted,
        }
    }
}

/// Where page 0 is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// On the cover.
    Inline(Vec<u8>),
    /// In the segment with this digest of its bytes.
    Segment(Digest),
}

impl Cover {
    /// Names the execution.
    pub fn key(&self) -> ExecutionKey {
        ExecutionKey::new(self.identity.state_machine_name.as_str(), self.identity.name.as_str())
    }

    /// Digest of an input text, as the cover keeps it.
    pub fn digest(text: &str) -> Digest {
        digest_of(text.as_bytes())
    }

    /// The item of this cover.
    pub(crate) fn item(&self, schema: Schema, start: &Start, nonce: u64) -> Result<Item, CodecError> {
        let body = envelope::seal(schema, Kind::Cover, nonce, &encoded(&self.record(start))?)?;
        let mut item = Item::new(self.key().cover(), body);
        item.index = Some(self.entry(schema)?);
        item.expires_s = self.expires_s;
        Ok(item)
    }

    fn record(&self, start: &Start) -> CoverRecord {
        let identity = &self.identity;
        let prefix = |arn: &str, name: &str| arn.strip_suffix(name).unwrap_or(arn).to_owned();
        CoverRecord {
            status: closed_record(self.closed),
            started_ms: identity.started_ms,
            stopped: self.stopped(),
            execution_arn: prefix(&identity.execution_arn, &identity.name),
            state_machine_arn: prefix(&identity.state_machine_arn, &identity.state_machine_name),
            role_arn: identity.role_arn.clone(),
            region: identity.region.clone(),
            generation: self.generation,
            definition: ByteArray::from(self.definition),
            input_digest: ByteArray::from(self.input_digest),
            input_bytes: self.input_bytes,
            start: match start {
                Start::Inline(page) => StartRecord::Inline(ByteVec::from(page.clone())),
                Start::Segment(digest) => StartRecord::Segment(ByteArray::from(*digest)),
            },
            start_id: Some(self.start_id.clone()).filter(|id| *id != identity.name),
            trace_header: self.trace_header.clone(),
            parent: self.parent.as_ref().map(|parent| ParentRecord {
                machine: parent.key.machine.clone(),
                execution: parent.key.execution.clone(),
                stamp: parent.stamp,
            }),
            version_arn: self.version_arn.clone(),
            alias_arn: self.alias_arn.clone(),
        }
    }

    fn stopped(&self) -> Option<i64> {
        self.stopped_ms.map(|ms| ms.wrapping_sub(self.identity.started_ms).cast_signed())
    }

    /// Its entry in the list index: a status change rewrites it in place.
    fn entry(&self, schema: Schema) -> Result<IndexEntry, CodecError> {
        let record = ListedRecord {
            status: closed_record(self.closed),
            generation: self.generation,
            stopped: self.stopped(),
            version_arn: self.version_arn.clone(),
            alias_arn: self.alias_arn.clone(),
        };
        Ok(IndexEntry {
            partition: format!("x#{}", self.identity.state_machine_name),
            sort: format!("{:013}#{}", self.identity.started_ms, self.identity.name),
            projection: plain::seal(schema, &record)?,
        })
    }

    /// Reads a cover: what it says, where page 0 is, and who wrote it.
    pub(crate) fn of_item(item: &Item) -> Result<(Self, Start, u64), CodecError> {
        let key = ExecutionKey::of_partition(&item.key.partition)
            .ok_or_else(|| CodecError::corrupt(format!("a cover under `{}`", item.key.partition)))?;
        let (nonce, record) = envelope::open(Kind::Cover, &item.body)?;
        let record: CoverRecord = minicbor::decode(&record)?;
        let ExecutionKey { machine, execution } = key;
        let cover = Cover {
            generation: record.generation,
            definition: *record.definition,
            start_id: record.start_id.unwrap_or_else(|| execution.clone()),
            input_digest: *record.input_digest,
            input_bytes: record.input_bytes,
            trace_header: record.trace_header,
            parent: record.parent.map(|ParentRecord { machine, execution, stamp }| Parent {
                key: ExecutionKey { machine, execution },
                stamp,
            }),
            version_arn: record.version_arn,
            alias_arn: record.alias_arn,
            closed: closed_of(record.status),
            stopped_ms: record.stopped.map(|ms| record.started_ms.wrapping_add(ms.cast_unsigned())),
            expires_s: item.expires_s,
            identity: Arc::new(Identity {
                execution_arn: record.execution_arn + &execution,
                name: execution,
                state_machine_arn: record.state_machine_arn + &machine,
                state_machine_name: machine,
                role_arn: record.role_arn,
                region: record.region,
                started_ms: record.started_ms,
            }),
        };
        let start = match record.start {
            StartRecord::Inline(page) => Start::Inline(page.into()),
            StartRecord::Segment(digest) => Start::Segment(*digest),
        };
        Ok((cover, start, nonce))
    }
}

fn closed_record(closed: Closed) -> ClosedRecord {
    match closed {
        Closed::Running => ClosedRecord::Running,
        Closed::Succeeded => ClosedRecord::Succeeded,
        Closed::Failed => ClosedRecord::Failed,
        Closed::TimedOut => ClosedRecord::TimedOut,
        Closed::Aborted => ClosedRecord::Aborted,
    }
}

fn closed_of(record: ClosedRecord) -> Closed {
    match record {
        ClosedRecord::Running => Closed::Running,
        ClosedRecord::Succeeded => Closed::Succeeded,
        ClosedRecord::Failed => Closed::Failed,
        ClosedRecord::TimedOut => Closed::TimedOut,
        ClosedRecord::Aborted => Closed::Aborted,
    }
}

/// A row of a listing of executions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedExecution {
    /// The execution.
    pub key: ExecutionKey,
    /// Generation of its machine.
    pub generation: u64,
    /// Whether and how it has closed.
    pub closed: Closed,
    /// When it started, milliseconds since 1970.
    pub started_ms: u64,
    /// When it closed, milliseconds since 1970.
    pub stopped_ms: Option<u64>,
    /// Version through which it was started.
    pub version_arn: Option<String>,
    /// Alias through which it was started.
    pub alias_arn: Option<String>,
}

impl ListedExecution {
    /// Reads an entry of the list index.
    pub(crate) fn of(partition: &str, entry: &IndexEntry) -> Result<Self, CodecError> {
        let key = ExecutionKey::of_partition(partition).ok_or_else(|| CodecError::corrupt("no execution"))?;
        let started = entry.sort.split_once('#').and_then(|(digits, _)| digits.parse::<u64>().ok());
        let started_ms = started.ok_or_else(|| CodecError::corrupt("an index key without a time"))?;
        let record: ListedRecord = plain::open(&entry.projection)?;
        Ok(ListedExecution {
            key,
            generation: record.generation,
            closed: closed_of(record.status),
            started_ms,
            stopped_ms: record.stopped.map(|ms| started_ms.wrapping_add(ms.cast_unsigned())),
            version_arn: record.version_arn,
            alias_arn: record.alias_arn,
        })
    }
}
