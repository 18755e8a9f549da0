//! ARNs of state machines and executions. Source: Step Functions API reference, ARN forms.

use stepwell_journal::ExecutionKey;

/// Partition, region and account that ARNs carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: String,
    /// `eu-central-1`.
    pub region: String,
    /// Twelve digits.
    pub account: String,
}

/// ARN of a state machine.
pub fn state_machine(place: &Place, name: &str) -> String {
    format!("arn:{}:states:{}:{}:stateMachine:{name}", place.partition, place.region, place.account)
}

/// ARN of an execution.
pub fn execution(place: &Place, key: &ExecutionKey) -> String {
    format!(
        "arn:{}:states:{}:{}:execution:{}:{}",
        place.partition, place.region, place.account, key.machine, key.execution
    )
}

/// An ARN of this service, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arn {
    /// Where.
    pub place: Place,
    /// `stateMachine`, `execution`, `express`, `activity`, `mapRun`, …
    pub resource_type: String,
    /// What follows the resource type.
    pub rest: String,
}

/// Takes an ARN of the service `states` apart; none for any other text.
pub fn parse(text: &str) -> Option<Arn> {
    let mut parts = text.splitn(7, ':');
    let (arn, partition, service) = (parts.next()?, parts.next()?, parts.next()?);
    let (region, account) = (parts.next()?, parts.next()?);
    let (resource_type, rest) = (parts.next()?, parts.next()?);
    let whole = arn == "arn" && service == "states" && !partition.is_empty() && !rest.is_empty();
    whole.then(|| Arn {
        place: Place {
            partition: partition.to_owned(),
            region: region.to_owned(),
            account: account.to_owned(),
        },
        resource_type: resource_type.to_owned(),
        rest: rest.to_owned(),
    })
}

/// The key of an execution's ARN.
pub fn execution_key(text: &str) -> Option<ExecutionKey> {
    let arn = parse(text)?;
    let (machine, name) = arn.rest.split_once(':')?;
    (arn.resource_type == "execution").then(|| ExecutionKey::new(machine, name))
}

/// Machine and execution name, for logs and messages.
pub fn short(key: &ExecutionKey) -> String {
    format!("{}/{}", key.machine, key.execution)
}

/// The account in any ARN, or nothing.
pub fn account(text: &str) -> Option<&str> {
    text.split(':').nth(4)
}

#[cfg(test)]
mod tests;
