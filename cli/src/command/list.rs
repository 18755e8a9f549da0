//! `stepwell list`: the state machines of a server, or the executions of one of them, the newest first.

use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};
use stepwell_view::moment;

use crate::client::{Client, Endpoint, names};
use crate::failure::Failure;
use crate::limits::LISTED;
use crate::output;

/// `stepwell list`
#[derive(Debug, Args)]
pub struct List {
    /// State machine whose executions are listed: its name or ARN
    machine: Option<String>,
    /// Only executions with this status: RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED
    #[arg(long, requires = "machine")]
    status: Option<String>,
    /// Most entries
    #[arg(long, default_value_t = LISTED, value_name = "NUMBER")]
    max: usize,
    /// Print each entry as a line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    endpoint: Endpoint,
}

impl List {
    /// Lists them.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let client = Client::new(&self.endpoint)?;
        let (entries, more) = match &self.machine {
            None => self.entries(&client, "ListStateMachines", "stateMachines", &json!({}))?,
            Some(name) => {
                let arn = names::machine(&client, name)?;
                let status = self.status.as_ref().map(|status| status.to_ascii_uppercase().replace('-', "_"));
                let asked = json!({ "stateMachineArn": arn, "statusFilter": status });
                self.entries(&client, "ListExecutions", "executions", &asked)?
            }
        };
        if self.json {
            entries.iter().try_for_each(output::json)?;
        } else {
            let rows: Vec<Vec<String>> = entries.iter().map(row).collect();
            output::table(&rows).iter().try_for_each(|line| output::line(line))?;
        }
        if more {
            eprintln!("there are more: `--max {}` shows them", self.max.saturating_mul(10));
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Entries up to the maximum, and whether there are more.
    fn entries(
        &self,
        client: &Client,
        action: &str,
        member: &str,
        asked: &Value,
    ) -> Result<(Vec<Value>, bool), Failure> {
        let mut entries: Vec<Value> = Vec::new();
        let mut asked = asked.clone();
        loop {
            asked["maxResults"] = json!((self.max - entries.len()).clamp(1, 1000));
            let mut page = client.call(action, &asked)?;
            if let Some(Value::Array(found)) = page.get_mut(member).map(Value::take) {
                entries.extend(found);
            }
            let next = page.get("nextToken").filter(|token| token.is_string());
            let more = next.is_some() || entries.len() > self.max;
            entries.truncate(self.max);
            if entries.len() >= self.max || !more {
                return Ok((entries, more));
            }
            asked["nextToken"] = next.cloned().unwrap_or_default();
        }
    }
}

/// What people want to see of an entry.
fn row(entry: &Value) -> Vec<String> {
    let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    let date = |name: &str| moment::read(entry.get(name)).map(moment::date).unwrap_or_default();
    if entry.get("executionArn").is_none() {
        return vec![text("name"), text("type"), date("creationDate"), text("stateMachineArn")];
    }
    let took = match (moment::read(entry.get("startDate")), moment::read(entry.get("stopDate"))) {
        (Some(from), Some(to)) => moment::duration(to - from),
        (None | Some(_), None | Some(_)) => String::new(),
    };
    vec![names::short(&text("executionArn")), text("status"), date("startDate"), took]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::row;

    #[test]
    fn entries_are_rows() {
        let machine = json!({"name": "m", "type": "STANDARD", "creationDate": 0.5, "stateMachineArn": "arn"});
        assert_eq!(row(&machine), ["m", "STANDARD", "1970-01-01 00:00:00.500 UTC", "arn"]);
        let execution = json!({"executionArn": "arn:aws:states:r:1:execution:m:e", "status": "FAILED",
            "startDate": 1.0, "stopDate": 2.5});
        assert_eq!(row(&execution), ["m/e", "FAILED", "1970-01-01 00:00:01.000 UTC", "1.5 s"]);
        let running = json!({"executionArn": "arn:aws:states:r:1:execution:m:e", "status": "RUNNING", "startDate": 1.0});
        assert_eq!(row(&running)[3], "");
    }
}
