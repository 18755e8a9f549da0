//! Makes the state machines of a scenario, before anything can go wrong.

use futures_util::FutureExt;
use serde_json::Value;
use stepwell_journal::machine::{Machine, MachineStatus, MachineType};
use stepwell_programs::case::machine_arn;

use crate::world::World;

/// Role of all machines.
const ROLE: &str = "arn:aws:iam::123456789012:role/worker";

/// Makes them; a complaint if one cannot be made.
pub(super) fn make(world: &World) -> Result<(), String> {
    for (name, definition) in &world.scenario.machines {
        make_one(world, name, definition)?;
    }
    Ok(())
}

fn make_one(world: &World, name: &str, definition: &Value) -> Result<(), String> {
    let text = definition.to_string();
    let machines = world.registry();
    let made = async {
        let definition = machines.keep_definition(name, &text).await?;
        let machine = Machine {
            arn: machine_arn(name),
            name: name.to_owned(),
            machine_type: MachineType::Standard,
            role_arn: ROLE.to_owned(),
            definition,
            revision_id: String::new(),
            created_ms: world.now_ms(),
            updated_ms: world.now_ms(),
            status: MachineStatus::Active,
            generation: 1,
            logging: None,
            tracing: None,
            encryption: None,
            description: None,
        };
        machines.create(&machine).await
    };
    match made.now_or_never() {
        Some(Ok(_)) => Ok(()),
        Some(Err(error)) => Err(error.to_string()),
        None => Err("memory waits".to_owned()),
    }
}
