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
