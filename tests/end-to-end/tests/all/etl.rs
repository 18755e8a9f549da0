//! The example `etl-approval` in a folder of its own: its own `stepwell.toml` with the paths of this machine, its own
//! orders, a job of one second, and an approver who reads mails and fills in forms.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Client, Reply};
use crate::folder::Folder;
use crate::patience::until;
use crate::programs::{command, program, root};

/// What a person takes to read a page before the form is believed: a little more than the page's own two seconds.
const READING: Duration = Duration::from_millis(2_050);

/// A folder with the example's configuration and orders. The functions in `slow` take a second before they begin, so
/// that something can happen meanwhile.
pub fn folder(name: &str, slow: &[&str]) -> Folder {
    let folder = Folder::new(name);
    folder.write("stepwell.toml", &configuration(slow));
    let orders = folder.join("data/incoming/orders.csv");
    std::fs::create_dir_all(folder.join("data/incoming")).unwrap();
    let made = command("make-orders").arg(orders).output().unwrap();
    assert!(made.status.success(), "{made:?}");
    folder
}

/// The example's configuration, whose paths count from its own folder and from the usual target folder.
fn configuration(slow: &[&str]) -> String {
    let example = root().join("examples/etl-approval");
    let mut text = std::fs::read_to_string(example.join("stepwell.toml")).unwrap();
    text = text.replace("definition = \"", &format!("definition = \"{}/", example.display()));
    for name in ["check-file", "validate", "publish", "filter-orders"] {
        let path = program(name).display();
        let line = if slow.contains(&name) {
            format!("[\"/bin/sh\", \"-c\", \"sleep 1; exec {path}\"]")
        } else {
            format!("[\"{path}\"]")
        };
        let from = format!("[\"../../target/debug/{name}\"]");
        assert!(text.contains(&from), "the example names `{name}` otherwise");
        text = text.replace(&from, &line);
    }
    let delay = "\"--DELAY_SECONDS\" = \"5\"";
    assert!(text.contains(delay), "the example delays its job otherwise");
    text.replace(delay, "\"--DELAY_SECONDS\" = \"1\"")
}

/// The example's input.
pub fn input() -> Value {
    let text = std::fs::read_to_string(root().join("examples/etl-approval/input.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The output of an approved execution whose data is in this folder.
pub fn expected_output(folder: &Path) -> Value {
    let size = std::fs::metadata(folder.join("data/published/orders.csv")).unwrap().len();
    let uri = |name: &str| format!("file://{}/data/{name}/orders.csv", folder.display());
    json!({
        "uri": uri("filtered"), "rows": 9034, "rejected": 966, "total": 405_270.2, "currency": "EUR",
        "firstDate": "2026-01-01", "lastDate": "2026-12-28", "customers": 2327,
        "published": {"location": uri("published"), "rows": 9034, "size": size},
    })
}

/// How often the job was started: each run has a folder.
pub fn job_runs(folder: &Folder) -> usize {
    std::fs::read_dir(folder.join("state/jobs")).map_or(0, |entries| {
        let names = entries.map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().starts_with("jr_")).count()
    })
}

/// Waits for a mail and returns the path of the link in it.
pub fn mailed_link(client: &Client) -> String {
    let mail = until("a mail in the mailbox", || {
        let list = client.page("/mailbox");
        assert_eq!(list.status, 200, "{list:?}");
        between(&list.body, "href=\"/mailbox/", "\"")
    });
    let mail = client.page(&format!("/mailbox/{mail}"));
    assert!(mail.body.contains("Publish the filtered orders?"), "{mail:?}");
    let token = between(&mail.body, "/approvals/", "\"").unwrap();
    format!("/approvals/{token}")
}

/// The nonce of the form behind a link.
pub fn nonce(client: &Client, link: &str) -> String {
    let page = client.page(link);
    assert_eq!(page.status, 200, "{page:?}");
    between(&page.body, "name=\"nonce\" value=\"", "\"").unwrap_or_else(|| panic!("no form: {page:?}"))
}

/// Sends the form as a browser does.
pub fn submit(client: &Client, link: &str, form: &str) -> Reply {
    client.raw(&submission(client, link, form))
}

/// The bytes of a form as a browser sends it.
pub fn submission(client: &Client, link: &str, form: &str) -> Vec<u8> {
    let origin = format!("http://{}", client.address);
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", origin.as_str()),
        ("sec-fetch-site", "same-origin"),
    ];
    client.request("POST", link, &headers, form)
}

/// Opens the page, reads it, and sends what is written behind the nonce: `decision=approve`.
pub fn decide(client: &Client, link: &str, fields: &str) -> Reply {
    let form = form_after_reading(client, link, fields);
    submit(client, link, &form)
}

/// Opens the page and reads it for as long as people do; returns the form as it would be sent.
pub fn form_after_reading(client: &Client, link: &str, fields: &str) -> String {
    let nonce = nonce(client, link);
    std::thread::sleep(READING);
    format!("nonce={nonce}&{fields}")
}

/// What stands between two texts.
pub fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0.to_owned())
}
