//! Creating and updating state machines: create-if-absent and compare-and-swap, with the definition kept before the
//! machine that names it.

use serde_json::Value;
use stepwell_asl::MachineType;
use stepwell_journal::JournalError;
use stepwell_journal::cover::Cover;
use stepwell_journal::machine::{self as kept, Machine, MachineStatus, Registered, Updated};

use super::{INITIAL, arn, machines, refuse_deleting};
use crate::api::Api;
use crate::fault::{Code, Fault};
use crate::limits::UPDATE_TRIES_MAX;

/// What a new state machine shall be.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// ARN of its role.
    pub role_arn: String,
    /// Text of its definition.
    pub definition: String,
    /// `loggingConfiguration` as it is kept.
    pub logging: Value,
    /// `tracingConfiguration` as it is kept.
    pub tracing: Value,
}

/// Answer to [`create`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Creation {
    /// It was made now, or an equal one was there.
    There(Machine),
    /// There is one of that name that differs.
    Differs(Machine),
}

/// What shall change about a state machine; absent parts stay.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// Text of its definition.
    pub definition: Option<String>,
    /// ARN of its role.
    pub role_arn: Option<String>,
    /// `loggingConfiguration` as it is kept.
    pub logging: Option<Value>,
    /// `tracingConfiguration` as it is kept.
    pub tracing: Option<Value>,
}

/// Creates a state machine unless there is one of its name.
///
/// # Errors
/// `StateMachineDeleting`, and what goes wrong with the world.
pub async fn create(api: &Api, name: &str, kind: MachineType, settings: Settings) -> Result<Creation, Fault> {
    let machines = machines(api);
    let digest = Cover::digest(&settings.definition);
    let now_ms = api.now_ms();
    let wanted = Machine {
        arn: arn(api, name),
        name: name.to_owned(),
        machine_type: match kind {
            MachineType::Standard => kept::MachineType::Standard,
            MachineType::Express => kept::MachineType::Express,
        },
        role_arn: settings.role_arn,
        definition: digest,
        revision_id: INITIAL.to_owned(),
        created_ms: now_ms,
        updated_ms: now_ms,
        status: MachineStatus::Active,
        generation: api.orchestrator.chance.next(),
        logging: Some(settings.logging.to_string()),
        tracing: Some(settings.tracing.to_string()),
        encryption: None,
        description: None,
    };
    if let Some((found, _)) = machines.get(name).await.map_err(world)? {
        return compared(found, &wanted);
    }
    machines.keep_definition(name, &settings.definition).await.map_err(world)?;
    let created = machines.create(&wanted).await.map_err(world)?;
    api.orchestrator.machine_changed(name);
    match created {
        Registered::New => Ok(Creation::There(wanted)),
        Registered::Exists(found) => compared(found, &wanted),
    }
}

/// Role and tags of a repeated creation are ignored.
fn compared(found: Machine, wanted: &Machine) -> Result<Creation, Fault> {
    refuse_deleting(&found)?;
    let is_same = found.definition == wanted.definition
        && found.machine_type == wanted.machine_type
        && is_equal(found.logging.as_deref(), wanted.logging.as_deref())
        && is_equal(found.tracing.as_deref(), wanted.tracing.as_deref());
    Ok(if is_same { Creation::There(found) } else { Creation::Differs(found) })
}

fn is_equal(a: Option<&str>, b: Option<&str>) -> bool {
    let read = |text: Option<&str>| text.and_then(|text| serde_json::from_str::<Value>(text).ok());
    read(a) == read(b)
}

/// Changes a state machine; one that would not change is left as it is.
///
/// # Errors
/// `StateMachineDoesNotExist`, `StateMachineDeleting`, `ConflictException` if others keep changing it, and what goes
/// wrong with the world.
pub async fn update(api: &Api, name: &str, change: &Change) -> Result<Machine, Fault> {
    let machines = machines(api);
    let mut found = machines.get(name).await.map_err(world)?;
    if let Some(text) = &change.definition {
        machines.keep_definition(name, text).await.map_err(world)?;
    }
    for _ in 0..UPDATE_TRIES_MAX {
        let Some((machine, version)) = found else { return Err(Fault::no_machine(&arn(api, name))) };
        refuse_deleting(&machine)?;
        let Some(changed) = changed(&machine, change) else { return Ok(machine) };
        let changed =
            Machine { revision_id: api.uuid(), updated_ms: api.now_ms().max(machine.updated_ms), ..changed };
        let updated = machines.update(&changed, version).await.map_err(world)?;
        api.orchestrator.machine_changed(name);
        match updated {
            Updated::Done(_) => return Ok(changed),
            Updated::Conflict(now) => found = now,
        }
    }
    Err(Fault::new(Code::Conflict, format!("the state machine `{name}` keeps changing: try again")))
}

/// The machine after the change; none if nothing changes.
fn changed(machine: &Machine, change: &Change) -> Option<Machine> {
    let mut changed = machine.clone();
    if let Some(text) = &change.definition {
        changed.definition = Cover::digest(text);
    }
    if let Some(role_arn) = &change.role_arn {
        changed.role_arn.clone_from(role_arn);
    }
    for (kept, wanted) in [(&mut changed.logging, &change.logging), (&mut changed.tracing, &change.tracing)] {
        if let Some(wanted) = wanted.as_ref().map(Value::to_string)
            && !is_equal(kept.as_deref(), Some(&wanted))
        {
            *kept = Some(wanted);
        }
    }
    (changed != *machine).then_some(changed)
}

fn world(error: JournalError) -> Fault {
    Fault::world(&error)
}
