//! `stepwell.toml`.

use std::collections::BTreeSet;
use std::path::Path;

use stepwell_local::Config;
use stepwell_local::limits;

/// A file is read within its limits, or every mistake says what is wrong and what to write instead.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let file = Path::new("/stepwell.toml");
    let found = Config::parse(&text, file);
    assert_eq!(found, Config::parse(&text, file), "the same text reads the same");
    match found {
        Ok(config) => check(&config),
        Err(error) => {
            assert!(!error.mistakes.is_empty());
            for mistake in &error.mistakes {
                assert!(!mistake.problem.is_empty() && !mistake.remedy.is_empty(), "{mistake:?}");
            }
            assert!(error.to_string().starts_with("cannot use `/stepwell.toml`\n"));
        }
    }
}

fn check(config: &Config) {
    assert!(config.server.account.len() == 12);
    assert!(
        (limits::HISTORY_EVENTS..=limits::HISTORY_EVENTS_MAX).contains(&config.server.history_events_max)
    );
    assert!((limits::DATA_BYTES..=limits::DATA_BYTES_MAX).contains(&config.server.payload_bytes_max));
    let names: BTreeSet<&str> = config.state_machines.iter().map(|machine| machine.name.as_str()).collect();
    assert_eq!(names.len(), config.state_machines.len(), "names are unique");
    for function in config.functions.values() {
        assert!((1..=limits::FUNCTION_TIMEOUT_SECONDS_MAX).contains(&function.timeout.as_secs()));
        assert!((1..=limits::FUNCTION_CONCURRENCY_MAX).contains(&(function.concurrency as u64)));
        assert!(function.command.dir.is_absolute());
        check_env(&function.command.env);
    }
    for job in config.jobs.values() {
        assert!((1..=limits::JOB_TIMEOUT_MINUTES_MAX * 60).contains(&job.timeout.as_secs()));
        assert!(job.default_arguments.keys().all(|key| key.starts_with("--")));
        check_env(&job.command.env);
    }
}

/// What would make the start of a process fail, or panic, is refused when it is read.
fn check_env(env: &std::collections::BTreeMap<String, String>) {
    for (name, value) in env {
        assert!(!name.is_empty() && !name.contains(['=', '\0']), "{name:?}");
        assert!(!value.contains('\0'), "{value:?}");
    }
}
