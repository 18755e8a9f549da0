//! Scenarios in which people decide by the links in their mails, through the pages of the product.

use std::sync::Arc;

use serde_json::json;
use stepwell_api::Api;
use stepwell_api::approval::journal::{JournalLedger, JournalRequests};
use stepwell_api::approval::mailbox::Mailbox;
use stepwell_api::approval::pages::ApprovalPages;
use stepwell_api::approval::service::ApprovalService;
use stepwell_api::http::HttpRequest;
use stepwell_api::rest::Rest;
use stepwell_approvals::address::Sender;
use stepwell_approvals::keyring::{Key, Keyring, Secret};
use stepwell_approvals::mailbox::links;
use stepwell_journal::ExecutionKey;
use stepwell_world::world::{World, block_on};

use crate::clients::{forward, until};
use crate::{End, Scenario};

const ORIGIN: &str = "https://a.example";

/// The scenarios.
pub fn approvals() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "an approval by one of two",
            prepare: |world| asking(world, "any"),
            outside: |world, key| {
                decide(world, key, "ada@example.org", "approve");
            },
            ends: vec![End::output(json!("APPROVED"))],
            sample: 60,
            ..Scenario::default()
        },
        Scenario {
            name: "an approval by both",
            prepare: |world| asking(world, "all"),
            outside: |world, key| {
                decide(world, key, "ada@example.org", "approve");
                decide(world, key, "bob@example.org", "approve");
            },
            ends: vec![End::output(json!("APPROVED"))],
            sample: 60,
            ..Scenario::default()
        },
        Scenario {
            name: "a rejection that decides",
            prepare: |world| asking(world, "all"),
            outside: |world, key| {
                decide(world, key, "bob@example.org", "reject");
                decide(world, key, "ada@example.org", "approve");
            },
            ends: vec![End::output(json!("REJECTED"))],
            sample: 60,
            ..Scenario::default()
        },
    ]
}

fn keys() -> Option<Keyring> {
    Key::new("k1", Secret::new([7; 32])).ok().map(Keyring::new)
}

/// The mails of a world. They are kept beside it: what a mail server has taken is not lost with our processes.
fn mailbox(world: &World) -> Arc<Mailbox> {
    Arc::new(Mailbox { store: world.beside() })
}

fn asking(world: &mut World, policy: &str) {
    let ask = json!({
        "Type": "Task",
        "Resource": stepwell_approvals::request::RESOURCE,
        "Parameters": { "To": ["ada@example.org", "bob@example.org"], "Subject": "Load", "Message": "May it go on?",
            "Policy": policy },
        "OutputPath": "$.Decision",
        "End": true,
    });
    world.machine("main", &json!({ "StartAt": "Ask", "States": { "Ask": ask } }));
    let (Some(keys), Ok(from)) = (keys(), Sender::parse("no-reply@a.example")) else { return };
    world.script.also(Arc::new(ApprovalService {
        requests: Arc::new(JournalRequests { journal: Arc::new(world.journal()) }),
        mailer: mailbox(world),
        keys,
        base_url: ORIGIN.to_owned(),
        from,
    }));
}

fn rest(world: &World) -> Option<Rest> {
    let o = world.orchestrator.clone();
    let pages = ApprovalPages {
        ledger: Arc::new(JournalLedger { orchestrator: o.clone() }),
        world: o.clone(),
        keys: keys()?,
        origin: ORIGIN.to_owned(),
    };
    let backend = Arc::new(Api::new(o.clone()));
    Some(Rest { backend, world: o, approvals: Some(Arc::new(pages)), mailbox: None })
}

/// Asks for a page; status and text, nothing if the process died.
fn ask(world: &mut World, method: &'static str, path: &str, body: &str) -> Option<(u16, String)> {
    let rest = rest(world)?;
    let (path, body) = (path.to_owned(), body.to_owned());
    world.attempt(async move {
        let request = HttpRequest { method, path: &path, query: "", headers: &[], body: body.as_bytes() };
        let answer = rest.handle(&request).await;
        (answer.status, String::from_utf8_lossy(&answer.body).into_owned())
    })
}

/// The path of the link that was mailed to somebody.
fn link(world: &World, to: &str) -> Option<String> {
    let kept = block_on(mailbox(world).kept()).ok()?;
    let (_, mail) = kept.iter().find(|(_, mail)| mail.to.as_str() == to)?;
    links(&mail.text).first()?.strip_prefix(ORIGIN).map(str::to_owned)
}

/// Somebody decides: reads the mail, opens the page, presses the button; and does it again if the page did not come.
fn decide(world: &mut World, key: &ExecutionKey, who: &str, word: &str) {
    until(world, "a decision", |world| {
        if world.exists(key) && !world.status(key).is_running() {
            return true;
        }
        let Some(link) = link(world, who) else { return false };
        let Some((200, page)) = ask(world, "GET", &link, "") else { return false };
        let nonce = page.split("name=\"nonce\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        // A page without a form says what was decided.
        let Some(nonce) = nonce else { return true };
        let form = format!("nonce={nonce}&decision={word}");
        forward(world, 5_000);
        matches!(ask(world, "POST", &link, &form), Some((200, _)))
    });
}
