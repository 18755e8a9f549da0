//! What the ARN in a request names. An ARN of another region or account is well formed but names nothing here.
//! Source: Step Functions API, ARN forms. Versions, aliases and map runs are told apart although this version has
//! none, because the service refuses them in different ways.

use stepwell_journal::ExecutionKey;
use stepwell_orchestrator::arn::{self, Arn, Place};

use crate::fault::Fault;

/// What an ARN of a state machine names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MachineArn {
    /// A state machine by its name.
    Plain(String),
    /// A version or an alias of one.
    Qualified,
    /// The child workflow of a distributed Map.
    Labelled,
    /// Something in another region or account.
    Elsewhere,
}

/// Reads the ARN of a state machine.
///
/// # Errors
/// `InvalidArn` for anything else.
pub fn machine(place: &Place, text: &str) -> Result<MachineArn, Fault> {
    let arn = read(text, "stateMachine")?;
    if arn.place != *place {
        return Ok(MachineArn::Elsewhere);
    }
    Ok(match (arn.rest.contains(':'), arn.rest.contains('/')) {
        (true, _) => MachineArn::Qualified,
        (false, true) => MachineArn::Labelled,
        (false, false) => MachineArn::Plain(arn.rest),
    })
}

/// Reads the ARN of a Standard execution; none if it is one of another region or account.
///
/// # Errors
/// `InvalidArn` for anything else.
pub fn execution(place: &Place, text: &str) -> Result<Option<ExecutionKey>, Fault> {
    let arn = read(text, "execution")?;
    let key = arn::execution_key(text).ok_or_else(|| malformed(text))?;
    Ok((arn.place == *place).then_some(key))
}

fn read(text: &str, resource_type: &str) -> Result<Arn, Fault> {
    let arn = arn::parse(text).ok_or_else(|| malformed(text))?;
    if arn.resource_type == resource_type {
        return Ok(arn);
    }
    Err(Fault::invalid_arn(&format!("Resource type not valid in this context: {}", arn.resource_type)))
}

/// The text for what does not begin like an ARN is the service's, the other one ours.
fn malformed(text: &str) -> Fault {
    if text.starts_with("arn:") {
        return Fault::invalid_arn(&format!("Invalid ARN: {text}"));
    }
    Fault::invalid_arn(&format!("Invalid ARN prefix: {text}"))
}

/// What is answered where an ARN with a label does not fit. The reason is the service's, the text ours.
pub fn labelled() -> Fault {
    Fault::validation("this action does not take the ARN of a Map state's child workflow")
        .with("reason", "API_DOES_NOT_SUPPORT_LABELED_ARNS")
}

/// Refuses an ARN with a label, and anything that is no ARN of a state machine.
pub fn refuse_label(place: &Place, text: &str) -> Result<(), Fault> {
    match machine(place, text)? {
        MachineArn::Labelled => Err(labelled()),
        MachineArn::Plain(_) | MachineArn::Qualified | MachineArn::Elsewhere => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place {
            partition: "aws".to_owned(),
            region: "eu-central-1".to_owned(),
            account: "123456789012".to_owned(),
        }
    }

    #[test]
    fn arns_of_state_machines_are_told_apart() {
        let cases = [
            (
                "arn:aws:states:eu-central-1:123456789012:stateMachine:m",
                Ok(MachineArn::Plain("m".to_owned())),
            ),
            ("arn:aws:states:eu-central-1:123456789012:stateMachine:m:1", Ok(MachineArn::Qualified)),
            ("arn:aws:states:eu-central-1:123456789012:stateMachine:m:PROD", Ok(MachineArn::Qualified)),
            ("arn:aws:states:eu-central-1:123456789012:stateMachine:m/label", Ok(MachineArn::Labelled)),
            ("arn:aws:states:us-east-1:123456789012:stateMachine:m", Ok(MachineArn::Elsewhere)),
            ("arn:aws:states:eu-central-1:999999999999:stateMachine:m", Ok(MachineArn::Elsewhere)),
            ("arn:aws-cn:states:eu-central-1:123456789012:stateMachine:m", Ok(MachineArn::Elsewhere)),
            ("m", Err("Invalid Arn: 'Invalid ARN prefix: m'")),
            (
                "arn:aws:lambda:eu-central-1:123456789012:function:f",
                Err("Invalid Arn: 'Invalid ARN: arn:aws:lambda:eu-central-1:123456789012:function:f'"),
            ),
            (
                "arn:aws:states:r:1:stateMachine:",
                Err("Invalid Arn: 'Invalid ARN: arn:aws:states:r:1:stateMachine:'"),
            ),
            (
                "arn:aws:states:eu-central-1:123456789012:execution:m:e",
                Err("Invalid Arn: 'Resource type not valid in this context: execution'"),
            ),
        ];
        for (text, expected) in cases {
            let found = machine(&place(), text).map_err(|fault| fault.message);
            assert_eq!(found, expected.map_err(str::to_owned), "{text}");
        }
    }

    #[test]
    fn arns_of_executions_give_keys() {
        let key = ExecutionKey::new("m", "e");
        let cases = [
            ("arn:aws:states:eu-central-1:123456789012:execution:m:e", Ok(Some(key))),
            ("arn:aws:states:us-east-1:123456789012:execution:m:e", Ok(None)),
            (
                "arn:aws:states:eu-central-1:123456789012:express:m:e:u",
                Err("Invalid Arn: 'Resource type not valid in this context: express'"),
            ),
            (
                "arn:aws:states:eu-central-1:123456789012:execution:m",
                Err("Invalid Arn: 'Invalid ARN: arn:aws:states:eu-central-1:123456789012:execution:m'"),
            ),
            ("", Err("Invalid Arn: 'Invalid ARN prefix: '")),
        ];
        for (text, expected) in cases {
            let found = execution(&place(), text).map_err(|fault| fault.message);
            assert_eq!(found, expected.map_err(str::to_owned), "{text}");
        }
    }
}
