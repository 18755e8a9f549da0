//! What `stepwell.toml` may say and what is said about its mistakes.

use std::path::Path;
use std::time::Duration;

use super::Config;

fn parse(text: &str) -> Result<Config, String> {
    Config::parse(text, Path::new("/project/stepwell.toml")).map_err(|error| error.to_string())
}

#[test]
fn an_empty_file_has_the_defaults() {
    let config = parse("").unwrap();
    assert_eq!(
        (config.server.account.as_str(), config.server.region.as_str()),
        ("123456789012", "us-east-1")
    );
    assert!(config.functions.is_empty() && config.jobs.is_empty() && config.state_machines.is_empty());
    assert_eq!(config.mail, None);
}

#[test]
fn everything_that_can_be_said() {
    let config = parse(
        r#"
        [server]
        account = "000000000001"
        region = "eu-central-1"
        [mail]
        smtp = "smtp://localhost:2525"
        from = "a@example.com"
        [[state_machines]]
        name = "etl"
        definition = "etl.asl.json"
        role = "arn:aws:iam::000000000001:role/etl"
        [functions.check-file]
        command = ["target/debug/check-file", "--loud"]
        dir = "work"
        env = { DATA_URI = "file:///tmp/data" }
        timeout_seconds = 30
        concurrency = 2
        memory_mb = 256
        [functions.bare]
        command = ["python3", "handler.py"]
        [jobs.filter]
        command = ["/bin/filter"]
        timeout_minutes = 5
        max_concurrent_runs = 3
        default_arguments = { "--DELAY_SECONDS" = "2" }
        "#,
    )
    .unwrap();
    assert_eq!(config.state_machines[0].definition, Path::new("/project/etl.asl.json"));
    let check = &config.functions["check-file"];
    assert_eq!(check.command.program, Path::new("/project/target/debug/check-file"));
    assert_eq!(check.command.arguments, ["--loud"]);
    assert_eq!(check.command.dir, Path::new("/project/work"));
    assert_eq!(check.command.env["DATA_URI"], "file:///tmp/data");
    assert_eq!((check.timeout, check.concurrency, check.memory_mb), (Duration::from_secs(30), 2, 256));
    let bare = &config.functions["bare"];
    assert_eq!(bare.command.program, Path::new("python3"));
    assert_eq!(bare.command.dir, Path::new("/project"));
    assert_eq!((bare.timeout, bare.concurrency, bare.memory_mb), (Duration::from_secs(3), 10, 128));
    let job = &config.jobs["filter"];
    assert_eq!((job.timeout, job.max_concurrent_runs), (Duration::from_secs(300), 3));
    assert_eq!(job.default_arguments["--DELAY_SECONDS"], "2");
}

#[test]
fn the_longest_payload_depends_on_the_schema_of_records() {
    let server = |lines: &str| parse(&format!("[server]\n{lines}")).map(|config| config.server);
    let big = server("payload_bytes_max = 500_000_000").unwrap();
    assert_eq!((big.record_schema, big.payload_bytes_max), (2, 500_000_000));
    assert_eq!(server("record_schema = 1").unwrap().record_schema, 1);
    let cases = [
        (
            "record_schema = 1\npayload_bytes_max = 500_000_000",
            "`server.payload_bytes_max`: `500000000` is out of range; write a whole number from 262144 to 4128768, the default is 262144",
        ),
        (
            "record_schema = 3",
            "`server.record_schema`: `3` is out of range; write a whole number from 1 to 2, the default is 2",
        ),
    ];
    for (lines, expected) in cases {
        assert_eq!(server(lines).unwrap_err(), format!("cannot use `/project/stepwell.toml`\n  {expected}"));
    }
}

#[test]
fn all_mistakes_come_together() {
    let text = r#"
        colour = "blue"
        [server]
        account = "12"
        port = 8080
        [mail]
        smtp = "localhost"
        [[state_machines]]
        name = "etl"
        [functions.a]
        comand = ["x"]
        timeout_seconds = 901
        env = { N = 1 }
        [functions.b]
        command = "x"
        concurrency = "many"
        [jobs.c]
        command = []
        default_arguments = { KEY = "v" }
    "#;
    let expected = "\
cannot use `/project/stepwell.toml`
  `colour`: unknown key; known here are `server`, `mail`, `state_machines`, `functions`, `jobs`
  `server.account`: `12` is no account; write 12 digits in quotes
  `server.port`: unknown key; known here are `account`, `region`, `history_events_max`, `record_schema`, `payload_bytes_max`
  `mail.from`: it is missing; add `from = \"Stepwell <stepwell@example.com>\"`
  `mail.smtp`: `localhost` is no SMTP URL; begin it with `smtp://` or `smtps://`
  `state_machines[0].definition`: it is missing; add `definition = \"my-machine.asl.json\"`
  `functions.a.command`: it is missing; write `command = [\"program\", \"argument\"]`
  `functions.a.env.N`: expected a text, found integer `1`; put it in quotes: `\"1\"`
  `functions.a.timeout_seconds`: `901` is out of range; write a whole number from 1 to 900, the default is 3
  `functions.a.comand`: unknown key; known here are `command`, `dir`, `env`, `timeout_seconds`, `concurrency`, `memory_mb`
  `functions.b.command`: expected a list of texts, found string `\"x\"`; write `command = [\"program\", \"argument\"]`
  `functions.b.concurrency`: expected a whole number, found string `\"many\"`; write a whole number from 1 to 1000, the default is 10
  `jobs.c.command`: it names no program; write `command = [\"program\", \"argument\"]`
  `jobs.c.default_arguments.KEY`: it does not begin with `--`; write `\"--KEY\"` as Glue does";
    assert_eq!(parse(text).unwrap_err(), expected);
}

#[test]
fn text_that_is_no_toml_is_shown_with_its_line() {
    let message = parse("[server]\nregion = us-east-1\n").unwrap_err();
    assert!(message.contains("`line 2`: not TOML: "), "{message}");
}
