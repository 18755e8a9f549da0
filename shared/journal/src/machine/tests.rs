//! Machines and definitions are read as they were written.

use std::sync::Arc;

use super::{Machine, MachineStatus, MachineType, Machines, Registered, Updated};
use crate::codec::{CodecError, Schema, Schemas};
use crate::journal::JournalError;
use crate::memory::{MemoryPayloads, MemoryStore};

fn machine(name: &str) -> Machine {
    Machine {
        arn: format!("arn:aws:states:us-east-1:123456789012:stateMachine:{name}"),
        name: name.to_owned(),
        machine_type: MachineType::Standard,
        role_arn: "arn:aws:iam::123456789012:role/r".to_owned(),
        definition: [1; 16],
        revision_id: "r1".to_owned(),
        created_ms: 5,
        updated_ms: 5,
        status: MachineStatus::Active,
        generation: 5,
        logging: Some("{\"level\":\"OFF\"}".to_owned()),
        tracing: None,
        encryption: None,
        description: None,
    }
}

fn machines() -> Machines {
    Machines::new(Arc::new(MemoryStore::new()), Arc::new(MemoryPayloads::new()))
}

#[tokio::test]
async fn a_machine_is_registered_once_and_changed_by_version() {
    let machines = machines();
    let first = machine("orders");
    assert_eq!(machines.create(&first).await, Ok(Registered::New));
    assert_eq!(machines.create(&machine("orders")).await, Ok(Registered::Exists(first.clone())));
    assert_eq!(machines.get("orders").await, Ok(Some((first.clone(), 1))));
    let second = Machine { status: MachineStatus::Deleting, ..first.clone() };
    assert_eq!(machines.update(&second, 1).await, Ok(Updated::Done(2)));
    assert_eq!(machines.update(&first, 1).await, Ok(Updated::Conflict(Some((second, 2)))));
    machines.delete("orders").await.unwrap();
    assert_eq!(machines.get("orders").await, Ok(None));
    assert_eq!(machines.update(&first, 2).await, Ok(Updated::Conflict(None)));
}

#[tokio::test]
async fn machines_are_listed_in_byte_order() {
    let machines = machines();
    for name in ["b", "a", "B", "a-1"] {
        machines.create(&machine(name)).await.unwrap();
    }
    let first = machines.list(3, None).await.unwrap();
    let rest = machines.list(3, first.more).await.unwrap();
    let names: Vec<_> = first.machines.iter().chain(&rest.machines).map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["B", "a", "a-1", "b"]);
}

#[tokio::test]
async fn a_definition_is_kept_by_digest_however_long() {
    let machines = machines();
    let digits = (0..90_000_u64).map(|n| stepwell_engine::moment::mix(1, n, 2).to_string());
    let texts = ["{}".to_owned(), digits.collect::<String>()];
    for text in texts {
        let digest = machines.keep_definition("orders", &text).await.unwrap();
        assert_eq!(machines.keep_definition("orders", &text).await, Ok(digest));
        assert_eq!(machines.definition("orders", &digest).await, Ok(Some(text)));
    }
    assert_eq!(machines.definition("orders", &[9; 16]).await, Ok(None));
}

#[tokio::test]
async fn machines_of_newer_code_are_left_alone() {
    let (store, payloads) = (Arc::new(MemoryStore::new()), Arc::new(MemoryPayloads::new()));
    let young = Machines::new(store.clone(), payloads.clone());
    let old = Machines::new(store.clone(), payloads.clone()).with_schemas(Schemas::old(Schema::One));
    young.create(&machine("orders")).await.unwrap();
    old.create(&machine("bills")).await.unwrap();
    let digest = young.keep_definition("orders", "{}").await.unwrap();
    let before = store.items();
    let newer = Some(JournalError::Codec(CodecError::Newer { found: 2, known: 1 }));
    assert_eq!(old.get("orders").await.err(), newer);
    assert_eq!(old.create(&machine("orders")).await.err(), newer);
    assert_eq!(old.update(&machine("orders"), 5).await.err(), newer);
    assert_eq!(old.definition("orders", &digest).await.err(), newer);
    // Whoever keeps a definition finds that it is kept, without reading it.
    assert_eq!(old.keep_definition("orders", "{}").await, Ok(digest));
    assert_eq!(store.items(), before);
    let listed = old.list(10, None).await.unwrap();
    assert_eq!((listed.machines.len(), listed.newer), (1, 1));
    assert_eq!(young.list(10, None).await.unwrap().machines.len(), 2);
}
