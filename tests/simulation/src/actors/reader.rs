//! Readers of approval mails: scanners that follow every link and send every form back unfilled, and people who decide,
//! twice if they are clumsy.

use std::sync::Arc;

use stepwell_api::approval::journal::JournalLedger;
use stepwell_api::approval::pages::ApprovalPages;
use stepwell_api::http::HttpRequest;
use stepwell_approvals::link::verify;
use stepwell_approvals::mail::Mail;
use stepwell_approvals::mailbox::links;
use stepwell_approvals::page::Page;
use stepwell_invariants::AttemptName;
use stepwell_invariants::approvals::Approver;
use stepwell_journal::ExecutionKey;
use stepwell_orchestrator::Orchestrator;

use crate::chance::{Domain, Parts};
use crate::disturbance::{Fault, Site};
use crate::platform::{ORIGIN, link_keys};
use crate::world::World;

/// Longest time between a mail and the scanner that looks into it, milliseconds.
const SCAN_MS_MAX: u64 = 60_000;

/// Milliseconds that a person looks at a form.
const DWELL_MS: u64 = 5_000;

/// Longest time between two clicks of a clumsy person, milliseconds.
const TWICE_MS_MAX: u64 = 3_600_000;

/// Somebody receives a mail.
pub(crate) async fn receive(world: Arc<World>, number: u64, mail: Mail) {
    let Some(token) = links(&mail.text).iter().find_map(|link| link.rsplit('/').next().map(str::to_owned))
    else {
        return;
    };
    let mut parts = Parts::of(world.chance.draw(Domain::Scanner, number));
    if parts.one_in(2) {
        world.spawn_own(scan(world.clone(), token.clone(), parts.skewed_ms(SCAN_MS_MAX)));
    }
    if !world.outside.mails.is_new(&mail.message_id) {
        return;
    }
    let Ok(claims) = verify(&link_keys(), &token, world.now_ms() / 1_000) else { return };
    let key = ExecutionKey::new(claims.machine, claims.execution);
    let marker = format!("{}/{}#{}", key.machine, key.execution, claims.stamp);
    let attempt = AttemptName { key, stamp: claims.stamp };
    let Some(parameters) = world.outside.mails.parameters(&marker) else { return };
    let decisions = world.scenario.behaviours.approval(&parameters);
    let mine = decisions.iter().find(|decision| decision.approver == claims.approver as usize);
    let Some(decision) = mine else { return };
    world.outside.expect(world.now_ms() + decision.after_ms + DWELL_MS);
    let word = if decision.approves { "approve" } else { "reject" };
    let fault = world.fault(Site::Mail, number, || {
        let mut parts = Parts::of(world.chance.draw(Domain::Approver, number));
        parts.hits(world.profile.clumsy).then(|| Fault::Twice(parts.skewed_ms(TWICE_MS_MAX)))
    });
    world.sleep(decision.after_ms).await;
    let approver = Approver { attempt, place: claims.approver };
    world.tell(|watcher, _| watcher.posted(approver));
    decide(&world, &token, word).await;
    if let Some(Fault::Twice(ms)) = fault {
        world.sleep(ms).await;
        decide(&world, &token, if decision.approves { "reject" } else { "approve" }).await;
    }
}

async fn scan(world: Arc<World>, token: String, after_ms: u64) {
    world.sleep(after_ms).await;
    let Some(page) = show(&world, &token).await else { return };
    post(&world, &token, format!("nonce={}", nonce(&page))).await;
}

/// Opens the page and sends its form, again while the page cannot be had.
async fn decide(world: &Arc<World>, token: &str, word: &str) {
    loop {
        if let Some(page) = show(world, token).await.filter(|page| page.status < 500) {
            let nonce = nonce(&page);
            if nonce.is_empty() {
                return;
            }
            world.sleep(DWELL_MS).await;
            let form = format!("nonce={nonce}&decision={word}&comment=so+it+is");
            if post(world, token, form).await.is_some_and(|page| page.status < 500) {
                return;
            }
        }
        world.sleep(5_000).await;
    }
}

/// The proof that a form carries.
fn nonce(page: &Page) -> String {
    let rest = page.html.split("name=\"nonce\" value=\"").nth(1);
    rest.and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

fn pages(orchestrator: Arc<Orchestrator>) -> ApprovalPages {
    ApprovalPages {
        ledger: Arc::new(JournalLedger { orchestrator: orchestrator.clone() }),
        world: orchestrator,
        keys: link_keys(),
        origin: ORIGIN.to_owned(),
    }
}

async fn show(world: &Arc<World>, token: &str) -> Option<Page> {
    let token = token.to_owned();
    world.ask(|orchestrator| async move { pages(orchestrator).show(&token).await }).await
}

async fn post(world: &Arc<World>, token: &str, form: String) -> Option<Page> {
    let token = token.to_owned();
    let page = world
        .ask(|orchestrator| async move {
            let headers = [("origin".to_owned(), ORIGIN.to_owned())];
            let request = HttpRequest {
                method: "POST",
                path: "/",
                query: "",
                headers: &headers,
                body: form.as_bytes(),
            };
            pages(orchestrator).decide(&token, &request).await
        })
        .await;
    world.line(|| format!("form answered {:?}", page.as_ref().map(|page| page.status)));
    page
}
