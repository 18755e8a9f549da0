//! State machines.

use minicbor::bytes::ByteArray;
use minicbor::{Decode, Encode};

/// A state machine. Its name stands in its key.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct MachineRecord {
    #[n(0)]
    pub arn: String,
    #[n(1)]
    pub machine_type: MachineTypeRecord,
    #[n(2)]
    pub role_arn: String,
    #[n(3)]
    pub definition: ByteArray<16>,
    #[n(4)]
    pub revision_id: String,
    #[n(5)]
    pub created_ms: u64,
    #[n(6)]
    pub updated_ms: u64,
    #[n(7)]
    pub status: MachineStatusRecord,
    #[n(8)]
    pub generation: u64,
    /// JSON as the API has it.
    #[n(9)]
    pub logging: Option<String>,
    /// JSON as the API has it.
    #[n(10)]
    pub tracing: Option<String>,
    /// JSON as the API has it.
    #[n(11)]
    pub encryption: Option<String>,
    #[n(12)]
    pub description: Option<String>,
}

/// Type of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub(crate) enum MachineTypeRecord {
    #[n(0)]
    Standard,
    #[n(1)]
    Express,
}

/// Status of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub(crate) enum MachineStatusRecord {
    #[n(0)]
    Active,
    #[n(1)]
    Deleting,
}

/// What a listing of machines shows.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct ListedMachineRecord {
    #[n(0)]
    pub arn: String,
    #[n(1)]
    pub machine_type: MachineTypeRecord,
    #[n(2)]
    pub created_ms: u64,
    #[n(3)]
    pub status: MachineStatusRecord,
}
