//! State machines: what the registry keeps about each. Definitions are kept beside them by digest and never change.
//! Deliberately absent: versions and aliases, and whether a definition is valid.

mod registry;

pub use registry::{ListedMachines, Machines, Registered, Updated};

use minicbor::bytes::ByteArray;

use crate::codec::envelope::{self, Kind};
use crate::codec::record::machine::{
    ListedMachineRecord, MachineRecord, MachineStatusRecord, MachineTypeRecord,
};
use crate::codec::write::encoded;
use crate::codec::{CodecError, Digest, Schema, plain};
use crate::store::{IndexEntry, Item, Key};

/// A state machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub machine_type: MachineType,
    /// Its role.
    pub role_arn: String,
    /// Digest of its definition text.
    pub definition: Digest,
    /// Id of its revision.
    pub revision_id: String,
    /// When it was created, milliseconds since 1970.
    pub created_ms: u64,
    /// When it was last updated, milliseconds since 1970.
    pub updated_ms: u64,
    /// Its status.
    pub status: MachineStatus,
    /// Tells it from earlier machines of its name.
    pub generation: u64,
    /// `loggingConfiguration` as JSON.
    pub logging: Option<String>,
    /// `tracingConfiguration` as JSON.
    pub tracing: Option<String>,
    /// `encryptionConfiguration` as JSON.
    pub encryption: Option<String>,
    /// Description of the revision.
    pub description: Option<String>,
}

/// Type of a machine. Source: Step Functions API, `StateMachineType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachineType {
    /// `STANDARD`.
    Standard,
    /// `EXPRESS`.
    Express,
}

/// Status of a machine. Source: Step Functions API, `StateMachineStatus`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachineStatus {
    /// `ACTIVE`.
    Active,
    /// `DELETING`: its open executions are being stopped.
    Deleting,
}

/// A row of a listing of machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedMachine {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub machine_type: MachineType,
    /// When it was created, milliseconds since 1970.
    pub created_ms: u64,
    /// Its status.
    pub status: MachineStatus,
}

/// Index partition in which all machines are listed.
const LISTED: &str = "machines";

fn partition(name: &str) -> String {
    format!("m#{name}")
}

fn key(name: &str) -> Key {
    Key::new(partition(name), "m")
}

impl Machine {
    pub(crate) fn item(&self, schema: Schema) -> Result<Item, CodecError> {
        let record = MachineRecord {
            arn: self.arn.clone(),
            machine_type: self.machine_type.record(),
            role_arn: self.role_arn.clone(),
            definition: ByteArray::from(self.definition),
            revision_id: self.revision_id.clone(),
            created_ms: self.created_ms,
            updated_ms: self.updated_ms,
            status: self.status.record(),
            generation: self.generation,
            logging: self.logging.clone(),
            tracing: self.tracing.clone(),
            encryption: self.encryption.clone(),
            description: self.description.clone(),
        };
        let listed = ListedMachineRecord {
            arn: self.arn.clone(),
            machine_type: record.machine_type,
            created_ms: self.created_ms,
            status: record.status,
        };
        let mut item =
            Item::new(key(&self.name), envelope::seal(schema, Kind::Machine, 0, &encoded(&record)?)?);
        item.index = Some(IndexEntry {
            partition: LISTED.to_owned(),
            sort: self.name.clone(),
            projection: plain::seal(schema, &listed)?,
        });
        Ok(item)
    }

    pub(crate) fn of_item(item: &Item) -> Result<Self, CodecError> {
        let name = item.key.partition.strip_prefix("m#").ok_or_else(|| CodecError::corrupt("no machine"))?;
        let (_, record) = envelope::open(Kind::Machine, &item.body)?;
        let record: MachineRecord = minicbor::decode(&record)?;
        Ok(Machine {
            arn: record.arn,
            name: name.to_owned(),
            machine_type: MachineType::of(record.machine_type),
            role_arn: record.role_arn,
            definition: *record.definition,
            revision_id: record.revision_id,
            created_ms: record.created_ms,
            updated_ms: record.updated_ms,
            status: MachineStatus::of(record.status),
            generation: record.generation,
            logging: record.logging,
            tracing: record.tracing,
            encryption: record.encryption,
            description: record.description,
        })
    }
}

impl ListedMachine {
    fn of(entry: &IndexEntry) -> Result<Self, CodecError> {
        let record: ListedMachineRecord = plain::open(&entry.projection)?;
        Ok(ListedMachine {
            arn: record.arn,
            name: entry.sort.clone(),
            machine_type: MachineType::of(record.machine_type),
            created_ms: record.created_ms,
            status: MachineStatus::of(record.status),
        })
    }
}

impl MachineType {
    fn record(self) -> MachineTypeRecord {
        match self {
            MachineType::Standard => MachineTypeRecord::Standard,
            MachineType::Express => MachineTypeRecord::Express,
        }
    }

    fn of(record: MachineTypeRecord) -> Self {
        match record {
            MachineTypeRecord::Standard => MachineType::Standard,
            MachineTypeRecord::Express => MachineType::Express,
        }
    }
}

impl MachineStatus {
    fn record(self) -> MachineStatusRecord {
        match self {
            MachineStatus::Active => MachineStatusRecord::Active,
            MachineStatus::Deleting => MachineStatusRecord::Deleting,
        }
    }

    fn of(record: MachineStatusRecord) -> Self {
        match record {
            MachineStatusRecord::Active => MachineStatus::Active,
            MachineStatusRecord::Deleting => MachineStatus::Deleting,
        }
    }
}

#[cfg(test)]
mod tests;
