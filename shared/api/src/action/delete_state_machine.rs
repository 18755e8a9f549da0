//! `DeleteStateMachine`: asynchronous; what is not there is deleted already.

use serde_json::{Value, json};

use super::Call;
use crate::fault::Fault;
use crate::model::{Member, Shape, required};
use crate::registry;
use crate::resource::{self, MachineArn};

/// The request.
pub const MEMBERS: &[Member] = &[required("stateMachineArn", Shape::ARN)];

/// Carries it out.
pub async fn run(call: Call<'_>) -> Result<Value, Fault> {
    let arn = call.request.required("stateMachineArn")?;
    match resource::machine(&call.api.orchestrator.config.place, arn)? {
        MachineArn::Plain(name) => registry::delete(call.api, &name).await?,
        MachineArn::Labelled => return Err(resource::labelled()),
        MachineArn::Qualified | MachineArn::Elsewhere => {}
    }
    Ok(json!({}))
}
