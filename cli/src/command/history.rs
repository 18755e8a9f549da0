//! `stepwell history`: the events of an execution, one line each, or as JSON.

use std::process::ExitCode;

use clap::Args;
use serde_json::Value;
use stepwell_view::moment::{self, duration};

use crate::client::follow::Follower;
use crate::client::{Client, Endpoint, names};
use crate::failure::Failure;
use crate::output;

/// `stepwell history`
#[derive(Debug, Args)]
pub struct History {
    /// Execution: `machine/name` or its ARN
    execution: String,
    /// Print each event as a line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    endpoint: Endpoint,
}

impl History {
    /// Prints what has happened so far.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let client = Client::new(&self.endpoint)?;
        let arn = names::execution(&client, &self.execution)?;
        let mut follower = Follower::new(&client, &arn)?;
        loop {
            let (events, more) = follower.look()?;
            let started = follower.progress.whole.started_ms.unwrap_or_default();
            for event in &events {
                if self.json {
                    output::json(event)?;
                } else {
                    let visit = event["id"].as_u64().and_then(|id| follower.progress.visit_of(id));
                    output::line(&line(event, visit.map_or("", |visit| &visit.name), started))?;
                }
            }
            if !more {
                return Ok(ExitCode::SUCCESS);
            }
        }
    }
}

/// Id, time since the start, type, and the state that the event belongs to.
fn line(event: &Value, state: &str, started: i64) -> String {
    let id = event["id"].as_u64().unwrap_or_default();
    let at = moment::read(event.get("timestamp")).unwrap_or(started) - started;
    let kind = event["type"].as_str().unwrap_or_default();
    format!("{id:>6}  {:>9}  {kind:<28}  {state}", duration(at)).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::line;

    #[test]
    fn events_are_lines() {
        let event = json!({"id": 12, "timestamp": 10.25, "type": "PassStateEntered"});
        assert_eq!(line(&event, "A", 10_000), "    12     250 ms  PassStateEntered              A");
        assert_eq!(line(&json!({}), "", 0), "     0       0 ms");
    }
}
