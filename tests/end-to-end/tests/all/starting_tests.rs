//! How a server starts, or says why it does not, and how it ends.

use std::process::Output;

use serde_json::json;

use crate::folder::Folder;
use crate::programs::command;
use crate::server::Server;

/// Runs `stepwell dev` that is expected not to start.
fn refused(folder: &Folder, arguments: &[&str]) -> String {
    let output = command("stepwell").arg("dev").args(arguments).current_dir(folder.path()).output().unwrap();
    let Output { status, stdout, stderr } = output;
    let told = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(2), "{arguments:?}: {told}");
    assert!(stdout.is_empty(), "{arguments:?}: what went wrong does not stand on the standard output");
    told
}

fn tells(told: &str, expected: &[&str]) {
    for text in expected {
        assert!(told.contains(text), "`{text}` is not in: {told}");
    }
}

#[test]
fn one_server_for_one_directory_and_one_port() {
    let folder = Folder::new("second");
    folder.write("stepwell.toml", "");
    let server = Server::start(&folder);
    let told = refused(&folder, &["--data", "state", "--port", "0"]);
    tells(
        &told,
        &["state/stepwell.db` is in use by another running server", "choose another data directory"],
    );
    let port = server.client.address.port().to_string();
    let told = refused(&folder, &["--data", "other", "--port", &port]);
    tells(&told, &["cannot listen on", "Address already in use", "take another port with `--port`"]);
    assert_eq!(server.client.get("/health").status, 200);
    assert!(server.end().success());
    // What the first one left is there for the next.
    let again = Server::start(&folder);
    assert_eq!(again.client.get("/health").status, 200);
}

#[test]
fn all_mistakes_of_the_configuration_are_told() {
    let folder = Folder::new("mistakes");
    folder.write(
        "mistakes.toml",
        "[functions.a]\ncommand = []\ntimeout_seconds = 0\n[jobs.b]\nx = 1\n[[state_machines]]\nname = \"q\"\n[server]\naccount = 12\n",
    );
    let told = refused(&folder, &["--config", "mistakes.toml", "--port", "0"]);
    tells(
        &told,
        &[
            "mistakes.toml`",
            "`functions.a.command`",
            "`functions.a.timeout_seconds`",
            "`jobs.b.command`",
            "`jobs.b.x`: unknown key",
            "`state_machines[0].definition`: it is missing",
            "`server.account`",
        ],
    );
    folder.write("text.toml", "[server]\naccount = \"123456789012\"\n[functions.a\n");
    tells(&refused(&folder, &["--config", "text.toml", "--port", "0"]), &["`line 3`: not TOML"]);
    tells(&refused(&folder, &["--config", "none.toml", "--port", "0"]), &["none.toml`", "cannot be read"]);
    let machines = "[[state_machines]]\nname = \"q\"\ndefinition = \"bad.json\"\n[[state_machines]]\nname = \"r\"\ndefinition = \"worse.json\"\n";
    folder.write("machines.toml", machines);
    folder.write("bad.json", "{\"StartAt\": \"A\", \"States\": {\"B\": {\"Type\": \"Other\"}}}");
    folder.write("worse.json", "{");
    let told = refused(&folder, &["--config", "machines.toml", "--port", "0"]);
    tells(
        &told,
        &["bad.json: error: ", "/States/B/Type", "Missing 'Next' target: A", "worse.json:1:2: error: "],
    );
}

#[test]
fn a_server_keeps_what_it_was_given() {
    let folder = Folder::new("kept");
    folder.write("stepwell.toml", "");
    let server = Server::start(&folder);
    let pass = json!({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}});
    let wait = json!({"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 1, "End": true}}});
    server.client.create("pass", &pass);
    server.client.create("wait", &wait);
    server.client.start("pass", "before", &json!({"a": 1}));
    server.client.start("wait", "across", &json!({"b": 2}));
    let (status, before) = server.client.ended("pass", "before");
    assert_eq!(status, "SUCCEEDED");
    let history = server.client.history("pass", "before");
    assert!(server.end().success());

    let server = Server::start(&folder);
    assert_eq!(server.client.describe("pass", "before"), before);
    assert_eq!(server.client.history("pass", "before"), history);
    let (status, across) = server.client.ended("wait", "across");
    assert_eq!((status.as_str(), &across["output"]), ("SUCCEEDED", &json!("{\"b\":2}")));
}

#[test]
fn account_and_region_can_be_chosen() {
    let folder = Folder::new("place");
    folder.write("stepwell.toml", "[server]\naccount = \"111111111111\"\nregion = \"eu-west-1\"\n");
    let data = folder.join("state");
    let chosen = ["--account", "222222222222"];
    let server = Server::start_with(&folder.join("stepwell.toml"), &data, &chosen);
    assert_eq!(server.ready["data"], json!(data));
    assert_eq!(server.ready["stateMachineArns"], json!([]));
    let pass = json!({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}});
    assert_eq!(server.client.create("m", &pass), "arn:aws:states:eu-west-1:222222222222:stateMachine:m");
}
