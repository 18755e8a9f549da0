//! From the table of the file to [`Config`], section by section.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::Table;

use super::section::Section;
use super::{Command, Config, ConfigError, Function, Job, Mail, Mistake, Server, StateMachine};
use crate::limits;

pub(super) fn config(table: &Table, file: &Path) -> Result<Config, ConfigError> {
    let root = file.parent().unwrap_or(Path::new("/"));
    let mut mistakes = Vec::new();
    let mut top = Section::new(String::new(), table, &mut mistakes);
    let (server, mail) = (top.table("server"), top.table("mail"));
    let machines = top.list("state_machines");
    let (functions, jobs) = (top.tables("functions"), top.tables("jobs"));
    top.finish();
    let config = Config {
        file: file.to_path_buf(),
        server: read_server(server, &mut mistakes),
        mail: mail.and_then(|table| read_mail(table, &mut mistakes)),
        state_machines: read_machines(&machines, root, &mut mistakes),
        functions: functions
            .into_iter()
            .filter_map(|(name, table)| {
                Some((name.clone(), read_function(name, table, root, &mut mistakes)?))
            })
            .collect(),
        jobs: jobs
            .into_iter()
            .filter_map(|(name, table)| Some((name.clone(), read_job(name, table, root, &mut mistakes)?)))
            .collect(),
    };
    if mistakes.is_empty() { Ok(config) } else { Err(ConfigError { file: file.to_path_buf(), mistakes }) }
}

fn read_server(table: Option<&Table>, mistakes: &mut Vec<Mistake>) -> Server {
    let mut server = Server {
        account: "123456789012".to_owned(),
        region: "us-east-1".to_owned(),
        history_events_max: limits::HISTORY_EVENTS,
        payload_bytes_max: limits::DATA_BYTES,
        record_schema: limits::RECORD_SCHEMA,
    };
    let Some(table) = table else { return server };
    let mut section = Section::new("server".to_owned(), table, mistakes);
    if let Some(account) = section.text("account") {
        if account.len() != 12 || !account.bytes().all(|byte| byte.is_ascii_digit()) {
            section.mistake("account", format!("`{account}` is no account"), "write 12 digits in quotes");
        }
        server.account = account;
    }
    if let Some(region) = section.text("region") {
        if !region.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
            section.mistake(
                "region",
                format!("`{region}` is no region"),
                "write it as AWS does, `us-east-1`",
            );
        }
        server.region = region;
    }
    server.history_events_max = section.whole(
        "history_events_max",
        limits::HISTORY_EVENTS,
        limits::HISTORY_EVENTS,
        limits::HISTORY_EVENTS_MAX,
    );
    server.record_schema = section.whole("record_schema", limits::RECORD_SCHEMA, 1, limits::RECORD_SCHEMA);
    let most =
        if server.record_schema == 1 { limits::DATA_BYTES_MAX_IN_SCHEMA_1 } else { limits::DATA_BYTES_MAX };
    server.payload_bytes_max =
        section.whole("payload_bytes_max", limits::DATA_BYTES, limits::DATA_BYTES, most);
    section.finish();
    server
}

fn read_mail(table: &Table, mistakes: &mut Vec<Mistake>) -> Option<Mail> {
    let mut section = Section::new("mail".to_owned(), table, mistakes);
    let smtp = section.required("smtp", "smtp://localhost:25");
    let from = section.required("from", "Stepwell <stepwell@example.com>");
    if let Some(url) = &smtp
        && !(url.starts_with("smtp://") || url.starts_with("smtps://"))
    {
        section.mistake("smtp", format!("`{url}` is no SMTP URL"), "begin it with `smtp://` or `smtps://`");
    }
    section.finish();
    Some(Mail { smtp: smtp?, from: from? })
}

fn read_machines(tables: &[&Table], root: &Path, mistakes: &mut Vec<Mistake>) -> Vec<StateMachine> {
    let mut machines: Vec<StateMachine> = Vec::new();
    for (index, table) in tables.iter().enumerate() {
        let mut section = Section::new(format!("state_machines[{index}]"), table, mistakes);
        let name = section.required("name", "my-machine");
        let definition = section.required("definition", "my-machine.asl.json");
        let role = section.text("role");
        if let Some(name) = &name
            && machines.iter().any(|machine| machine.name == *name)
        {
            section.mistake(
                "name",
                format!("`{name}` is there twice"),
                "give each state machine its own name",
            );
        }
        section.finish();
        if let (Some(name), Some(definition)) = (name, definition) {
            machines.push(StateMachine { name, definition: root.join(definition), role });
        }
    }
    machines
}

fn read_function(name: &str, table: &Table, root: &Path, mistakes: &mut Vec<Mistake>) -> Option<Function> {
    let mut section = Section::new(format!("functions.{name}"), table, mistakes);
    check_name(&mut section, name, 64);
    let command = read_command(&mut section, root);
    let timeout = section.whole(
        "timeout_seconds",
        limits::FUNCTION_TIMEOUT_SECONDS,
        1,
        limits::FUNCTION_TIMEOUT_SECONDS_MAX,
    );
    let concurrency =
        section.whole("concurrency", limits::FUNCTION_CONCURRENCY, 1, limits::FUNCTION_CONCURRENCY_MAX);
    let memory_mb = section.whole(
        "memory_mb",
        limits::FUNCTION_MEMORY_MB,
        limits::FUNCTION_MEMORY_MB,
        limits::FUNCTION_MEMORY_MB_MAX,
    );
    section.finish();
    let concurrency = usize::try_from(concurrency).ok()?;
    Some(Function { command: command?, timeout: Duration::from_secs(timeout), concurrency, memory_mb })
}

fn read_job(name: &str, table: &Table, root: &Path, mistakes: &mut Vec<Mistake>) -> Option<Job> {
    let mut section = Section::new(format!("jobs.{name}"), table, mistakes);
    check_name(&mut section, name, 255);
    let command = read_command(&mut section, root);
    let timeout =
        section.whole("timeout_minutes", limits::JOB_TIMEOUT_MINUTES, 1, limits::JOB_TIMEOUT_MINUTES_MAX);
    let runs =
        section.whole("max_concurrent_runs", limits::JOB_CONCURRENT_RUNS, 1, limits::JOB_CONCURRENT_RUNS_MAX);
    let default_arguments = section.texts("default_arguments");
    for key in default_arguments.keys().filter(|key| !key.starts_with("--")) {
        let remedy = format!("write `\"--{key}\"` as Glue does");
        section.mistake(&format!("default_arguments.{key}"), "it does not begin with `--`", remedy);
    }
    section.finish();
    Some(Job {
        command: command?,
        timeout: Duration::from_secs(timeout * 60),
        max_concurrent_runs: usize::try_from(runs).ok()?,
        default_arguments,
    })
}

fn check_name(section: &mut Section<'_, '_>, name: &str, most: usize) {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b' ');
    if name.is_empty() || name.len() > most || !name.bytes().all(good) {
        let remedy = format!("use 1 to {most} letters, digits, `-` and `_`");
        section.mistake("", format!("`{name}` is no name"), remedy);
    }
}

fn read_command(section: &mut Section<'_, '_>, root: &Path) -> Option<Command> {
    let command = section.command("command");
    let dir = section.text("dir").map_or_else(|| root.to_path_buf(), |dir| root.join(dir));
    let env: BTreeMap<String, String> = section.texts("env");
    for name in env.keys().filter(|name| name.is_empty() || name.contains(['=', '\0'])) {
        section.mistake(&format!("env.{name}"), "no name of a variable", "use letters, digits and `_`");
    }
    let mut words = command?.into_iter();
    let program = words.next()?;
    // As a shell does it: a bare name is looked up in PATH, anything with a slash is a path.
    let program = if program.contains('/') { root.join(program) } else { PathBuf::from(program) };
    Some(Command { program, arguments: words.collect(), dir, env })
}
