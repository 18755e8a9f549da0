//! Which command lines are understood.

use clap::{CommandFactory, Parser};

use super::Arguments;

#[test]
fn the_command_line_holds_together() {
    Arguments::command().debug_assert();
}

#[test]
fn command_lines() {
    let cases = [
        ("dev", true),
        (
            "dev --port 0 --data d --config c.toml --account 123456789012 --region eu-central-1 --host ::1 --json",
            true,
        ),
        ("dev --port 65536", false),
        ("dev --account 12", false),
        ("dev --account 12345678901x", false),
        ("dev --region Frankfurt", false),
        ("dev --region eu-central-1", true),
        ("run a.json --input {} --config c.toml --json", true),
        ("run", false),
        ("run a.json --fast-waits", false),
        ("supervise-job d", true),
        ("supervise-job", false),
        ("validate a.json b.json --json", true),
        ("validate - --type express", true),
        ("validate", false),
        ("validate a --type other", false),
        ("graph a.json -o a.svg", true),
        ("graph a.json", true),
        ("graph", false),
        ("start m --input {} --name n --wait --json --endpoint http://127.0.0.1:1", true),
        ("start m --watch", true),
        ("start", false),
        ("watch m/e --json", true),
        ("watch", false),
        ("history m/e", true),
        ("stop m/e --error E --cause C", true),
        ("list", true),
        ("list m --status RUNNING --max 5 --json", true),
        ("list --status RUNNING", false),
        ("list --max x", false),
        ("", false),
        ("fly", false),
    ];
    for (line, expected) in cases {
        let words = std::iter::once("stepwell").chain(line.split_whitespace());
        assert_eq!(Arguments::try_parse_from(words).is_ok(), expected, "stepwell {line}");
    }
}
