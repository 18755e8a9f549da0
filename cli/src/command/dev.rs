//! `stepwell dev`: a server for one's own machine, kept in one directory.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::configuration::Configuration;
use crate::failure::Failure;
use crate::log::Log;
use crate::output;
use crate::server::machines::{Checked, check, register};
use crate::server::{Server, Setup};

/// `stepwell dev`
#[derive(Debug, Args)]
pub struct Dev {
    /// Port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8083)]
    port: u16,
    /// Name or address of this machine to listen on
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// Directory that keeps executions, keys and job runs
    #[arg(long, default_value = ".stepwell", value_name = "DIR")]
    data: PathBuf,
    /// Address under which people reach this server, for links in mails
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Print one line of JSON when ready
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    configuration: Configuration,
    #[command(flatten)]
    log: Log,
}

impl Dev {
    /// Serves until SIGINT or SIGTERM.
    pub fn run(self) -> Result<ExitCode, Failure> {
        self.log.begin()?;
        let config = self.configuration.read()?;
        let machines = check(&config.state_machines)?;
        let setup = Setup {
            host: self.host.clone(),
            port: self.port,
            public_url: self.public_url.clone(),
            config,
            data: std::path::absolute(&self.data).unwrap_or_else(|_| self.data.clone()),
            forgets: false,
        };
        runtime()?.block_on(self.serve(&setup, &machines))
    }

    async fn serve(&self, setup: &Setup, machines: &[Checked]) -> Result<ExitCode, Failure> {
        let server = Server::open(setup).await?;
        let mut registered = Vec::new();
        for machine in machines {
            registered.push(register(&server.api, machine).await?);
        }
        if self.json {
            output::json(&json!({
                "ready": true,
                "endpoint": server.url,
                "data": setup.data,
                "stateMachineArns": registered,
            }))?;
        } else {
            let keeps_mail = setup.config.mail.is_none();
            let first = setup.config.state_machines.first();
            let first = first.map(|machine| (machine.name.as_str(), input_beside(&machine.definition)));
            welcome(&server.url, &setup.data.display().to_string(), first, keeps_mail)
                .iter()
                .try_for_each(|line| output::line(line))?;
        }
        let (stop, stopped) = watch::channel(false);
        let mut running = tokio::spawn(server.run(stopped));
        let early = |error| Failure::new(format!("the server ended early: {error}"));
        tokio::select! {
            told = signalled() => told?,
            ended = &mut running => return ended.map_err(early)?.map(|()| ExitCode::SUCCESS),
        }
        tracing::info!("stopping");
        stop.send_replace(true);
        running.await.map_err(early)??;
        Ok(ExitCode::SUCCESS)
    }
}

/// The runtime of a server.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let built = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    built.map_err(|cause| Failure::new(format!("threads cannot be started: {cause}")))
}

/// Resolves with SIGINT or SIGTERM.
async fn signalled() -> Result<(), Failure> {
    let failed = |cause: std::io::Error| Failure::new(format!("signals cannot be listened to: {cause}"));
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}

/// The path of the `input.json` beside a definition, as short as it can be typed here.
fn input_beside(definition: &Path) -> Option<String> {
    let input = definition.with_file_name("input.json");
    let here = std::env::current_dir().ok();
    let short = here.as_ref().and_then(|here| input.strip_prefix(here).ok()).unwrap_or(&input);
    input.is_file().then(|| short.display().to_string())
}

/// Where the server is and what to try next: the first state machine, with the input beside its definition if there is
/// one.
fn welcome(url: &str, data: &str, machine: Option<(&str, Option<String>)>, keeps_mail: bool) -> Vec<String> {
    let mut lines = vec![format!("stepwell serves at {url}, data in {data}"), String::new()];
    let option = if url == "http://127.0.0.1:8083" { String::new() } else { format!(" --endpoint {url}") };
    let mut entry = |label: &str, text: String| lines.push(format!("  {label:<9}{text}"));
    entry("pages", format!("{url}/"));
    if keeps_mail {
        entry("mailbox", format!("{url}/mailbox"));
    }
    let has_machine = machine.is_some();
    match machine {
        Some((machine, input)) => {
            let (body, option_of_input) = match input {
                Some(file) => (format!("@{file}"), format!(" --input @{file}")),
                None => ("'{}'".to_owned(), String::new()),
            };
            let route = format!("{url}/state-machines/{machine}/executions");
            entry("start", format!("curl -d {body} -H 'content-type: application/json' {route}"));
            entry("watch", format!("stepwell start {machine}{option_of_input} --watch{option}"));
            entry("list", format!("stepwell list {machine}{option}"));
        }
        None => entry("machines", "name one in stepwell.toml, or create it as below".to_owned()),
    }
    let action = if has_machine { "list-state-machines" } else { "create-state-machine …" };
    entry("aws", format!("aws stepfunctions {action} --endpoint-url {url}"));
    lines
}

#[cfg(test)]
mod tests {
    use super::welcome;

    #[test]
    fn who_starts_a_server_sees_what_to_try_next() {
        let lines =
            welcome("http://127.0.0.1:9", "/d", Some(("m", Some("i.json".to_owned()))), true).join("\n");
        for expected in [
            "stepwell serves at http://127.0.0.1:9, data in /d",
            "http://127.0.0.1:9/mailbox",
            "curl -d @i.json -H 'content-type: application/json' http://127.0.0.1:9/state-machines/m/executions",
            "stepwell start m --input @i.json --watch --endpoint http://127.0.0.1:9",
        ] {
            assert!(lines.contains(expected), "{lines}");
        }
        let lines = welcome("http://127.0.0.1:9", "/d", Some(("m", None)), true).join("\n");
        assert!(lines.contains("curl -d '{}' ") && lines.contains("stepwell start m --watch"), "{lines}");
        let lines = welcome("http://127.0.0.1:8083", "/d", None, false).join("\n");
        assert!(!lines.contains("mailbox") && !lines.contains("--endpoint "), "{lines}");
    }
}
