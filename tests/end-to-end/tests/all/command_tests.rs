//! The commands, as people and scripts call them: exit codes, what stands on the standard output, what on the other.

use std::path::Path;

use serde_json::{Value, json};

use crate::etl;
use crate::folder::Folder;
use crate::patience::until;
use crate::programs::{command, root};
use crate::server::Server;

const TRUE: &str = "{\"IsHelloWorldExample\": true}";
const OUTPUT: &str = "{\"IsHelloWorldExample\":true,\"said\":{\"greeting\":\"Hello\",\"to\":\"world\"}}\n";

/// A command that has ended.
#[derive(Debug)]
struct Done {
    code: i32,
    out: String,
    err: String,
}

impl Done {
    /// Lines of JSON.
    fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

fn stepwell(folder: &Path, endpoint: &str, arguments: &[&str]) -> Done {
    let output = command("stepwell")
        .args(arguments)
        .env("STEPWELL_ENDPOINT", endpoint)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Done { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// A command, its exit code, and what the standard output or the standard error has in it.
type Case<'a> = (&'a [&'a str], i32, &'a str);

fn check(cases: &[Case<'_>], run: impl Fn(&[&str]) -> Done) {
    for (arguments, code, expected) in cases {
        let done = run(arguments);
        assert_eq!(done.code, *code, "{arguments:?}: {done:?}");
        let told = if *code == 2 { &done.err } else { &format!("{}{}", done.out, done.err) };
        assert!(told.contains(expected), "{arguments:?}: {done:?}");
        if *code == 2 {
            assert!(done.out.is_empty(), "{arguments:?}: {done:?}");
        }
    }
}

#[test]
fn without_a_server() {
    let folder = Folder::new("commands");
    let hello = root().join("examples/hello-world/definition.asl.json");
    std::fs::copy(hello, folder.join("hello.asl.json")).unwrap();
    folder.write("bad.json", "{\"StartAt\": \"A\", \"States\": {\"B\": {\"Type\": \"Other\"}}}");
    folder.write("input.json", TRUE);
    let run = |arguments: &[&str]| stepwell(folder.path(), "http://127.0.0.1:1", arguments);
    let cases: [Case<'_>; 14] = [
        (&["validate", "hello.asl.json"], 0, "hello.asl.json: valid"),
        (&["validate", "hello.asl.json", "bad.json"], 1, "bad.json: not valid, 3 errors"),
        (&["validate", "nofile"], 2, "cannot read `nofile`"),
        (&["graph", "hello.asl.json"], 0, "<svg"),
        (&["graph", "nofile"], 2, "cannot read `nofile`"),
        (&["run", "hello.asl.json"], 1, "FAILED: NotHelloWorld: the input does not say"),
        (&["run", "bad.json"], 2, "bad.json: not valid, 3 errors"),
        (&["run", "hello.asl.json", "--input", "{"], 2, "`--input` is no JSON"),
        (&["run", "hello.asl.json", "--input", "@nofile"], 2, "cannot read `nofile`"),
        (&["list"], 2, "no server answers at `http://127.0.0.1:1`"),
        (&["list", "--endpoint", "https://example.org"], 2, "speaks no TLS"),
        (&["fly"], 2, "unrecognized subcommand 'fly'"),
        (&["--help"], 0, "Usage: stepwell"),
        (&["--version"], 0, "stepwell "),
    ];
    check(&cases, run);
    let done = run(&["run", "hello.asl.json", "--input", "@input.json"]);
    assert_eq!((done.code, done.out.as_str()), (0, OUTPUT), "{done:?}");
    assert!(done.err.contains("Say hello: succeeded"), "progress is told beside: {done:?}");
    let done = run(&["run", "hello.asl.json", "--json"]);
    assert_eq!((done.code, &done.json()["error"]), (1, &json!("NotHelloWorld")), "{done:?}");
    let done = run(&["validate", "bad.json", "hello.asl.json", "--json"]);
    assert_eq!(
        (done.code, &done.json()[0]["result"], &done.json()[1]["result"]),
        (1, &json!("FAIL"), &json!("OK"))
    );
    let done = run(&["graph", "hello.asl.json", "-o", "hello.svg"]);
    assert_eq!((done.code, done.out.as_str()), (0, ""));
    assert!(std::fs::read_to_string(folder.join("hello.svg")).unwrap().contains("Say hello"));
}

#[test]
fn with_a_server() {
    let folder = Folder::new("client");
    folder.write("input.json", TRUE);
    let example = root().join("examples/hello-world/stepwell.toml");
    let server = Server::start_with(&example, &folder.join("state"), &[]);
    let run = |arguments: &[&str]| stepwell(folder.path(), &server.endpoint(), arguments);

    let done = run(&["start", "hello-world", "--name", "w", "--input", "@input.json"]);
    let arn = "arn:aws:states:us-east-1:123456789012:execution:hello-world:w";
    assert_eq!((done.code, done.out.trim_end()), (0, arn), "{done:?}");
    let done = run(&["start", "hello-world", "--name", "s", "--input", TRUE, "--json"]);
    assert!(done.code == 0 && done.json()["executionArn"].is_string(), "{done:?}");
    let cases: [Case<'_>; 10] = [
        (&["stop", "hello-world/s", "--error", "E", "--cause", "C"], 0, "hello-world/s  ABORTED"),
        (&["stop", "hello-world/none"], 2, "ExecutionDoesNotExist"),
        (&["watch", "hello-world/s"], 1, "execution aborted"),
        (&["watch", "s"], 2, "`s` names no execution: write `machine/execution`"),
        (&["start", "none"], 2, "there is no state machine `none`: the server has `hello-world`"),
        (&["start", "hello-world", "--input", "nope"], 2, "`--input` is no JSON"),
        (&["start", "hello-world", "--name", "a b"], 2, "InvalidName"),
        (&["start", "hello-world", "--wait"], 1, "FAILED: NotHelloWorld"),
        (&["list", "none"], 2, "there is no state machine `none`"),
        (&["list", "hello-world", "--max", "1"], 0, "there are more: `--max 10` shows them"),
    ];
    check(&cases, run);
    assert_eq!(server.client.describe("hello-world", "s")["error"], "E");
    let done = run(&["stop", "hello-world/s", "--json"]);
    assert!(done.code == 0 && done.json()["stopDate"].is_number(), "{done:?}");

    let done = run(&["watch", "hello-world/w"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.out.contains("Say hello: succeeded") && !done.out.contains('\u{1b}'), "{done:?}");
    let watched = run(&["watch", arn, "--json"]);
    let events = run(&["history", "hello-world/w", "--json"]);
    assert_eq!((watched.code, watched.lines()), (0, events.lines()));
    assert_eq!(events.lines().last().unwrap()["type"], "ExecutionSucceeded");
    let done = run(&["history", "hello-world/w"]);
    assert_eq!(done.out.lines().count(), events.lines().len(), "{done:?}");

    let done = run(&["start", "hello-world", "--wait", "--input", TRUE]);
    assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (0, OUTPUT, ""));
    let done = run(&["start", "hello-world", "--watch", "--json"]);
    assert_eq!((done.code, &done.json()["status"]), (1, &json!("FAILED")));
    let done = run(&["list"]);
    assert!(done.code == 0 && done.out.starts_with("hello-world  STANDARD"), "{done:?}");
    assert_eq!(run(&["list", "--json"]).lines()[0]["name"], "hello-world");
    // Lists come a moment after descriptions.
    until("the stopped execution in the list", || {
        let aborted = run(&["list", "hello-world", "--status", "aborted", "--json"]).lines();
        (aborted.len() == 1 && aborted[0]["name"] == "s").then_some(())
    });
}

#[test]
fn a_run_calls_the_functions_of_the_configuration() {
    let folder = etl::folder("run", &[]);
    let definition = root().join("examples/etl-approval/request-response.asl.json");
    let input = etl::input().to_string();
    let arguments = ["run", definition.to_str().unwrap(), "--input", &input, "--json"];
    let done = stepwell(folder.path(), "http://127.0.0.1:1", &arguments);
    assert_eq!((done.code, &done.json()["error"]), (1, &json!("FilteredFileMissing")), "{done:?}");
}
