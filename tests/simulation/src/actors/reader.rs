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

use crate::actors::forms;
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

/// Milliseconds that divide the times at which those decide who happen to do it together.
const TOGETHER_MS: u64 = 1_800_000;

/// A link to a page of an approval.
struct Link {
    token: String,
    /// The attempt that asks.
    attempt: AttemptName,
    /// Addresses of its approvers, in their order.
    to: Vec<String>,
}

/// Somebody receives a mail.
pub(crate) async fn receive(world: Arc<World>, number: u64, mail: Mail) {
    let Some(token) = links(&mail.text).iter().find_map(|link| link.rsplit('/').next().map(str::to_owned))
    else {
        return;
    };
    let Ok(claims) = verify(&link_keys(), &token, world.now_ms() / 1_000) else { return };
    let key = ExecutionKey::new(claims.machine, claims.execution);
    let marker = format!("{}/{}#{}", key.machine, key.execution, claims.stamp);
    let Some(parameters) = world.outside.mails.parameters(&marker) else { return };
    let attempt = AttemptName { key, stamp: claims.stamp };
    let to = parameters["To"].as_array().into_iter().flatten();
    let to = to.filter_map(|address| address.as_str().map(str::to_owned)).collect();
    let link = Arc::new(Link { token, attempt, to });
    let mut parts = Parts::of(world.chance.draw(Domain::Scanner, number));
    if parts.one_in(2) {
        world.spawn_own(scan(world.clone(), link.clone(), parts.skewed_ms(SCAN_MS_MAX), parts.one_in(2)));
    }
    if !world.outside.mails.is_new(&mail.message_id) {
        return;
    }
    let decisions = world.scenario.behaviours.approval(&parameters);
    let mine = decisions.iter().find(|decision| decision.approver == claims.approver as usize);
    let Some(decision) = mine else { return };
    let fault = world.fault(Site::Mail, number, || drawn(&world, number));
    let mut after_ms = decision.after_ms;
    if let Some(Fault::Together(ms)) = fault {
        let at_ms = (world.now_ms() + after_ms).next_multiple_of(ms.max(1));
        after_ms = at_ms - world.now_ms();
    }
    world.outside.expect(world.now_ms() + after_ms + DWELL_MS);
    let (word, other) = if decision.approves { ("approve", "reject") } else { ("reject", "approve") };
    world.sleep(after_ms).await;
    world.acted("approver");
    let approver = Approver { attempt: link.attempt.clone(), place: claims.approver };
    world.tell(|watcher, _| watcher.posted(approver));
    if fault == Some(Fault::DoubleClick) {
        let (own, second) = (world.clone(), link.clone());
        world.spawn_own(async move { decide(&own, &second, other).await });
    }
    decide(&world, &link, word).await;
    if let Some(Fault::Twice(ms)) = fault {
        world.sleep(ms).await;
        decide(&world, &link, other).await;
    }
}

fn drawn(world: &World, number: u64) -> Option<Fault> {
    let mut parts = Parts::of(world.chance.draw(Domain::Approver, number));
    // Few are asked for their approval, so that those who are clumsy are it often.
    parts.hits(world.profile.clumsy.saturating_mul(16)).then(|| match parts.below(3) {
        0 => Fault::Twice(parts.skewed_ms(TWICE_MS_MAX)),
        1 => Fault::DoubleClick,
        _ => Fault::Together(TOGETHER_MS),
    })
}

/// Follows the link and sends every form back as it stands, some from the page's own origin.
async fn scan(world: Arc<World>, link: Arc<Link>, after_ms: u64, has_origin: bool) {
    world.sleep(after_ms).await;
    world.acted("mail scanner");
    let Some(page) = show(&world, &link).await else { return };
    for fields in forms::forms(&page.html) {
        post(&world, &link, forms::body(&fields), has_origin).await;
    }
}

/// Opens the page and sends its form, again while the page cannot be had.
async fn decide(world: &Arc<World>, link: &Arc<Link>, word: &str) {
    loop {
        if let Some(page) = show(world, link).await.filter(|page| page.status < 500) {
            let nonce = forms::nonce(&page.html);
            if nonce.is_empty() {
                return;
            }
            world.sleep(DWELL_MS).await;
            let form = format!("nonce={nonce}&decision={word}&comment=for-nobody-but-the-workflow");
            if post(world, link, form, true).await.is_some_and(|page| page.status < 500) {
                return;
            }
        }
        world.sleep(5_000).await;
    }
}

fn pages(orchestrator: Arc<Orchestrator>) -> ApprovalPages {
    ApprovalPages {
        ledger: Arc::new(JournalLedger { orchestrator: orchestrator.clone() }),
        world: orchestrator,
        keys: link_keys(),
        origin: ORIGIN.to_owned(),
    }
}

async fn show(world: &Arc<World>, link: &Link) -> Option<Page> {
    let token = link.token.clone();
    let page = world.ask(|orchestrator| async move { pages(orchestrator).show(&token).await }).await;
    tell(world, link, page.as_ref());
    page
}

async fn post(world: &Arc<World>, link: &Link, form: String, has_origin: bool) -> Option<Page> {
    let token = link.token.clone();
    let page = world
        .ask(|orchestrator| async move {
            let headers = [("origin".to_owned(), ORIGIN.to_owned())];
            let request = HttpRequest {
                method: "POST",
                path: "/",
                query: "",
                headers: if has_origin { &headers } else { &[] },
                body: form.as_bytes(),
            };
            pages(orchestrator).decide(&token, &request).await
        })
        .await;
    world.line(|| format!("form answered {:?}", page.as_ref().map(|page| page.status)));
    tell(world, link, page.as_ref());
    page
}

/// Tells whoever watches which decisions a page shows.
fn tell(world: &World, link: &Link, page: Option<&Page>) {
    for (who, verdict) in page.map(|page| forms::decisions(&page.html)).unwrap_or_default() {
        let Some(place) = link.to.iter().position(|address| address == who) else { continue };
        let approver = Approver { attempt: link.attempt.clone(), place: place as u32 };
        world.acted("reader of a decision");
        world.tell(|watcher, at_ms| watcher.decided(at_ms, &approver, verdict));
    }
}
