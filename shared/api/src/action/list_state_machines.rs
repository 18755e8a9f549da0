//! `ListStateMachines`: in the byte order of names. Those being deleted are left out, so a page may hold fewer than
//! asked for.

use serde_json::{Value, json};
use stepwell_engine::history::wire::seconds;
use stepwell_journal::machine::{ListedMachine, MachineStatus};

use super::Call;
use crate::fault::Fault;
use crate::limits::PAGE_DEFAULT;
use crate::model::{Member, Shape, optional};
use crate::page_token::Listing;
use crate::registry;

/// The request.
pub const MEMBERS: &[Member] =
    &[optional("maxResults", Shape::PAGE_SIZE), optional("nextToken", Shape::PAGE_TOKEN)];

/// Carries it out.
pub async fn run(call: Call<'_>) -> Result<Value, Fault> {
    let now_ms = call.api.now_ms();
    let listing = Listing { action: "ListStateMachines", filter: &[] };
    let after = match call.request.text("nextToken") {
        Some(token) => Some(listing.place(token, now_ms)?),
        None => None,
    };
    let size = call.request.page_size(PAGE_DEFAULT);
    let found = registry::machines(call.api).list(size, after).await.map_err(|error| Fault::world(&error))?;
    if found.newer > 0 {
        tracing::warn!(machines = found.newer, "machines that a newer version wrote are left out of a list");
    }
    let active = found.machines.iter().filter(|machine| machine.status == MachineStatus::Active);
    let items: Vec<Value> = active.map(item).collect();
    let mut answer = json!({ "stateMachines": items });
    if let Some(more) = found.more {
        answer["nextToken"] = json!(listing.token_at(&more, now_ms)?);
    }
    Ok(answer)
}

fn item(machine: &ListedMachine) -> Value {
    json!({
        "stateMachineArn": machine.arn,
        "name": machine.name,
        "type": registry::type_name(machine.machine_type),
        "creationDate": seconds(machine.created_ms),
    })
}
