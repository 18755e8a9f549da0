//! Short names for what the API knows by ARN: a state machine by its name, an execution as `machine/name`.

use serde_json::{Value, json};

use super::Client;
use crate::failure::Failure;
use crate::limits::{MACHINES_MAX, NAMES_SHOWN_MAX};

/// ARN of a state machine; `name` is its name or already an ARN.
pub fn machine(client: &Client, name: &str) -> Result<String, Failure> {
    if name.starts_with("arn:") {
        return Ok(name.to_owned());
    }
    let mut seen: Vec<String> = Vec::new();
    let mut token = Value::Null;
    while seen.len() < MACHINES_MAX {
        let page = client.call("ListStateMachines", &json!({ "maxResults": 1000, "nextToken": token }))?;
        for machine in page["stateMachines"].as_array().into_iter().flatten() {
            let found = machine["name"].as_str().unwrap_or_default();
            if found == name {
                return Ok(machine["stateMachineArn"].as_str().unwrap_or_default().to_owned());
            }
            seen.push(found.to_owned());
        }
        match page.get("nextToken") {
            Some(next @ Value::String(_)) => token = next.clone(),
            Some(_) | None => break,
        }
    }
    Err(Failure::new(unknown_machine(name, &seen)))
}

/// ARN of an execution; `name` is `machine/execution` or already an ARN.
pub fn execution(client: &Client, name: &str) -> Result<String, Failure> {
    if name.starts_with("arn:") {
        return Ok(name.to_owned());
    }
    let Some((machine_name, execution)) = name.rsplit_once('/') else {
        return Err(Failure::new(format!(
            "`{name}` names no execution: write `machine/execution` or the ARN; `stepwell list {name}` shows those of a machine"
        )));
    };
    Ok(execution_of(&machine(client, machine_name)?, execution))
}

/// ARN of an execution of the state machine with this ARN. Source: ARN forms of the API reference.
fn execution_of(machine_arn: &str, execution: &str) -> String {
    format!("{}:{execution}", machine_arn.replacen(":stateMachine:", ":execution:", 1))
}

/// `machine/execution` of an execution's ARN, as people type it.
pub fn short(execution_arn: &str) -> String {
    let rest = execution_arn.splitn(7, ':').nth(6).unwrap_or(execution_arn);
    rest.replacen(':', "/", 1)
}

fn unknown_machine(name: &str, seen: &[String]) -> String {
    let start = format!("there is no state machine `{name}`");
    if seen.is_empty() {
        return format!(
            "{start}: the server has none; name one in `stepwell.toml`, or create it with CreateStateMachine"
        );
    }
    let shown: Vec<String> = seen.iter().take(NAMES_SHOWN_MAX).map(|name| format!("`{name}`")).collect();
    let more = if seen.len() > NAMES_SHOWN_MAX { ", …" } else { "" };
    format!("{start}: the server has {}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::{execution_of, short, unknown_machine};

    #[test]
    fn names_and_arns_fit_together() {
        let arn = execution_of("arn:aws:states:r:1:stateMachine:m", "e");
        assert_eq!(arn, "arn:aws:states:r:1:execution:m:e");
        assert_eq!(short(&arn), "m/e");
        assert_eq!(short("x"), "x");
    }

    #[test]
    fn who_misspells_a_name_sees_the_others() {
        let names = |count: usize| (0..count).map(|at| format!("n{at}")).collect::<Vec<_>>();
        let none = "there is no state machine `x`: the server has none; name one in `stepwell.toml`, or create it with CreateStateMachine";
        assert_eq!(unknown_machine("x", &[]), none);
        assert_eq!(
            unknown_machine("x", &names(2)),
            "there is no state machine `x`: the server has `n0`, `n1`"
        );
        assert!(unknown_machine("x", &names(11)).ends_with("`n9`, …"));
    }
}
