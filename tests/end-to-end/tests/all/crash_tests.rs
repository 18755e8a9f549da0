//! Servers that die without a word, each in another phase of the example. A new server on the same data goes on: the
//! job is started once, the mail is sent once, and the output is what it would have been.

use serde_json::Value;

use crate::client::Client;
use crate::etl::{
    decide, expected_output, folder, form_after_reading, input, job_runs, mailed_link, submission, submit,
};
use crate::folder::Folder;
use crate::patience::until;
use crate::server::Server;

const MACHINE: &str = "etl-approval";
const NAME: &str = "night-1";

/// The phases in which servers die, side by side: most of the time they wait.
#[test]
fn a_server_may_die_in_any_phase() {
    let phases: [fn(); 9] = [
        while_the_first_function_is_called,
        while_the_job_runs,
        and_may_be_ended_while_the_job_runs,
        just_when_the_job_is_started,
        while_the_orders_are_validated,
        while_a_person_is_asked,
        while_the_page_is_read,
        after_the_approval_was_answered,
        while_the_approval_is_on_its_way,
    ];
    std::thread::scope(|scope| {
        for phase in phases {
            scope.spawn(phase);
        }
    });
}

/// A server with the example whose functions in `slow` are slow, and an execution that has come to `state`.
fn begun(slow: &[&str], state: &str) -> (Folder, Server) {
    let folder = folder("crash", slow);
    let server = Server::start(&folder);
    server.client.start(MACHINE, NAME, &input());
    server.client.entered(MACHINE, NAME, state);
    (folder, server)
}

/// Approves if that is still to be done.
fn approve(client: &Client) {
    let link = mailed_link(client);
    if client.page(&link).body.contains("<form") {
        let done = decide(client, &link, "decision=approve");
        assert_eq!(done.status, 200, "{done:?}");
    }
}

/// The execution ends as if nothing had happened.
fn ends_well(folder: &Folder, client: &Client) {
    let (status, described) = client.ended(MACHINE, NAME);
    assert_eq!(status, "SUCCEEDED", "{described}");
    let output: Value = serde_json::from_str(described["output"].as_str().unwrap()).unwrap();
    assert_eq!(output, expected_output(folder.path()));
    assert_eq!(job_runs(folder), 1, "the job is started once");
    let mails = client.page("/mailbox").body.matches("href=\"/mailbox/").count();
    assert_eq!(mails, 1, "the mail is sent once");
    let ids = client.history(MACHINE, NAME);
    let ids: Vec<u64> = ids.iter().map(|event| event["id"].as_u64().unwrap()).collect();
    assert_eq!(ids, (1..=ids.len() as u64).collect::<Vec<_>>(), "the history has no gaps");
}

/// Dies in a state, comes back, is approved.
fn dies_in(slow: &[&str], state: &str) {
    let (folder, server) = begun(slow, state);
    server.kill();
    let server = Server::start(&folder);
    approve(&server.client);
    ends_well(&folder, &server.client);
}

fn while_the_first_function_is_called() {
    dies_in(&["check-file"], "Check file");
}

fn while_the_job_runs() {
    let (folder, server) = begun(&[], "Filter orders");
    until("the run of the job", || (job_runs(&folder) == 1).then_some(()));
    server.kill();
    let server = Server::start(&folder);
    approve(&server.client);
    ends_well(&folder, &server.client);
}

fn just_when_the_job_is_started() {
    dies_in(&[], "Filter orders");
}

fn while_the_orders_are_validated() {
    dies_in(&["validate"], "Validate orders");
}

fn while_a_person_is_asked() {
    dies_in(&[], "Ask for approval");
}

fn while_the_page_is_read() {
    let (folder, server) = begun(&[], "Ask for approval");
    let link = mailed_link(&server.client);
    let form = form_after_reading(&server.client, &link, "decision=approve");
    server.kill();
    let server = Server::start(&folder);
    let done = submit(&server.client, &link, &form);
    assert!(done.body.contains("<h1>Approved</h1>"), "{done:?}");
    ends_well(&folder, &server.client);
}

fn after_the_approval_was_answered() {
    let (folder, server) = begun(&["publish"], "Ask for approval");
    let link = mailed_link(&server.client);
    let done = decide(&server.client, &link, "decision=approve");
    assert!(done.body.contains("<h1>Approved</h1>"), "{done:?}");
    server.kill();
    let server = Server::start(&folder);
    ends_well(&folder, &server.client);
}

fn while_the_approval_is_on_its_way() {
    use std::io::Write;
    let (folder, server) = begun(&[], "Ask for approval");
    let link = mailed_link(&server.client);
    let form = form_after_reading(&server.client, &link, "decision=approve");
    let mut stream = server.client.connect();
    stream.write_all(&submission(&server.client, &link, &form)).unwrap();
    server.kill();
    let server = Server::start(&folder);
    approve(&server.client);
    ends_well(&folder, &server.client);
}

fn and_may_be_ended_while_the_job_runs() {
    let (folder, server) = begun(&[], "Filter orders");
    until("the run of the job", || (job_runs(&folder) == 1).then_some(()));
    assert!(server.end().success());
    let server = Server::start(&folder);
    approve(&server.client);
    ends_well(&folder, &server.client);
}
