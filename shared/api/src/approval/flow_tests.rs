//! The whole way over ports in memory: a workflow asks, mails are kept, people click, the execution goes on.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Poll, Waker};

use async_trait::async_trait;
use serde_json::{Value, json};
use stepwell_approvals::address::Sender;
use stepwell_approvals::link::verify;
use stepwell_approvals::mailbox::links;
use stepwell_journal::Journal;
use stepwell_journal::clock::{Clock, ManualClock};
use stepwell_journal::machine::Machines;
use stepwell_journal::memory::{MemoryPayloads, MemoryQueue, MemoryStore};
use stepwell_journal::metering::{Meter, MeteredStore};
use stepwell_journal::queue::Queue;
use stepwell_orchestrator::arn::Place;
use stepwell_orchestrator::session::Sessions;
use stepwell_orchestrator::token::{Keyring, Secret};
use stepwell_orchestrator::{Chance, Config, Orchestrator, Parts, Time};

use crate::api::Api;
use crate::approval::fixture::keys;
use crate::approval::journal::{JournalLedger, JournalRequests};
use crate::approval::ledger::{Ledger, Requests};
use crate::approval::mailbox::Mailbox;
use crate::approval::pages::ApprovalPages;
use crate::approval::service::ApprovalService;
use crate::http::HttpAnswer;
use crate::protocol::Action;
use crate::rest::Rest;
use crate::rest::fixture::{NOW_MS, body, send};

struct Hands(ManualClock);

impl Clock for Hands {
    fn now_ms(&self) -> u64 {
        self.0.now_ms()
    }

    fn wake_on_move(&self, waker: &Waker) {
        self.0.wake_on_move(waker);
    }
}

#[async_trait]
impl Time for Hands {
    async fn sleep_until_ms(&self, at_ms: u64) {
        poll_fn(|context| {
            if self.now_ms() >= at_ms {
                return Poll::Ready(());
            }
            self.wake_on_move(context.waker());
            Poll::Pending
        })
        .await;
    }
}

struct Count(AtomicU64);

impl Chance for Count {
    fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst)
    }
}

/// One process over memory.
struct House {
    time: Arc<Hands>,
    meter: Arc<Meter>,
    queue: Arc<MemoryQueue>,
    mailbox: Arc<Mailbox>,
    ledger: JournalLedger,
    rest: Rest,
}

impl House {
    async fn new(machine: &str, definition: &Value) -> Self {
        let time = Arc::new(Hands(ManualClock::at_ms(NOW_MS)));
        let meter = Arc::new(Meter::new());
        let store = Arc::new(MeteredStore::new(Arc::new(MemoryStore::new()), meter.clone()));
        let payloads = Arc::new(MemoryPayloads::new());
        let queue = Arc::new(MemoryQueue::new(time.clone()));
        let journal = || Journal::new(store.clone(), payloads.clone(), 86_400);
        let mailbox = Arc::new(Mailbox { store: Arc::new(MemoryStore::new()) });
        let service = ApprovalService {
            requests: Arc::new(JournalRequests { journal: Arc::new(journal()) }),
            mailer: mailbox.clone(),
            keys: keys(),
            base_url: "https://a.example".to_owned(),
            from: Sender::parse("no-reply@a.example").unwrap(),
        };
        let orchestrator = Arc::new(Orchestrator::new(Parts {
            journal: journal(),
            machines: Machines::new(store.clone(), payloads.clone()),
            queue: queue.clone(),
            services: Arc::new(service),
            time: time.clone(),
            chance: Arc::new(Count(AtomicU64::new(1))),
            keyring: Keyring::new(("k1".to_owned(), Secret([7; 32])), Vec::new()),
            sessions: Sessions::new("b1", true),
            config: Config {
                place: Place {
                    partition: "aws".to_owned(),
                    region: "eu-central-1".to_owned(),
                    account: "123456789012".to_owned(),
                },
                limits: stepwell_engine::limits::Limits::default(),
            },
        }));
        let ledger = JournalLedger { orchestrator: orchestrator.clone() };
        let approvals = ApprovalPages {
            ledger: Arc::new(ledger.clone()),
            world: orchestrator.clone(),
            keys: keys(),
            origin: "https://a.example".to_owned(),
        };
        let rest = Rest {
            backend: Arc::new(Api::new(orchestrator.clone())),
            world: orchestrator,
            approvals: Some(Arc::new(approvals)),
            mailbox: Some(mailbox.clone()),
        };
        let role = "arn:aws:iam::123456789012:role/worker";
        let input = json!({ "name": machine, "definition": definition.to_string(), "roleArn": role });
        rest.backend.act(Action::CreateStateMachine, input).await.unwrap();
        House { time, meter, queue, mailbox, ledger, rest }
    }

    /// Works off the queue for so many seconds.
    async fn work(&self, seconds: u64) {
        for _ in 0..seconds {
            for delivery in self.queue.receive(10, 60).await.unwrap() {
                self.ledger.orchestrator.handle(&delivery.body).await.unwrap();
                self.queue.delete(&[delivery.receipt]).await.unwrap();
            }
            self.time.0.advance_ms(1_000);
        }
    }

    async fn get(&self, address: &str) -> HttpAnswer {
        send(&self.rest, &format!("GET {address}"), &[], b"").await
    }

    /// The path of the link that was mailed to somebody.
    async fn link(&self, to: &str) -> String {
        let kept = self.mailbox.kept().await.unwrap();
        let (_, mail) = kept.iter().find(|(_, mail)| mail.to.as_str() == to).unwrap();
        links(&mail.text)[0].strip_prefix("https://a.example").unwrap().to_owned()
    }

    async fn decide(&self, link: &str, word: &str) -> HttpAnswer {
        let shown = String::from_utf8(self.get(link).await.body).unwrap();
        let nonce = shown.split("name=\"nonce\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        self.time.0.advance_ms(5_000);
        let form = format!("nonce={}&decision={word}", nonce.unwrap_or("none"));
        send(&self.rest, &format!("POST {link}"), &[], form.as_bytes()).await
    }
}

fn asking(policy: &Value) -> Value {
    let parameters = json!({
        "To": ["ada@example.org", "bob@example.org"],
        "Subject.$": "$.subject",
        "Message": "May it go on?",
        "Policy": policy,
    });
    json!({
        "StartAt": "Prepare",
        "States": {
            "Prepare": { "Type": "Pass", "Next": "Ask" },
            "Ask": {
                "Type": "Task",
                "Resource": stepwell_approvals::request::RESOURCE,
                "Parameters": parameters,
                "End": true,
            },
        },
    })
}

/// A house in which one execution waits for an approval.
async fn waiting(policy: Value) -> House {
    waiting_in(&asking(&policy)).await
}

async fn waiting_in(definition: &Value) -> House {
    let house = House::new("load", definition).await;
    let input = br#"{"subject":"Load of 20 November"}"#;
    let started = send(&house.rest, "POST /state-machines/load/executions?name=run-7", &[], input).await;
    assert_eq!(started.status, 201, "{}", String::from_utf8_lossy(&started.body));
    house.work(3).await;
    house
}

async fn described(house: &House) -> Value {
    body(&house.get("/executions/load/run-7").await)
}

#[tokio::test]
async fn an_approval_goes_all_the_way() {
    let house = waiting(json!("any")).await;
    let (ada, bob) = (house.link("ada@example.org").await, house.link("bob@example.org").await);

    let (before, messages) = (house.meter.snapshot(), house.queue.len());
    for _ in 0..500 {
        assert_eq!(house.get(&ada).await.status, 200);
        assert_eq!(send(&house.rest, &format!("HEAD {ada}"), &[], b"").await.status, 200);
    }
    let used = house.meter.since(&before);
    assert_eq!((used.store_writes, used.written_bytes, house.queue.len()), (0, 0, messages));

    let page = house.decide(&ada, "approve").await;
    assert_eq!(page.status, 200);
    assert!(String::from_utf8_lossy(&page.body).contains("Approved"));
    house.work(5).await;
    let described = described(&house).await;
    assert_eq!(described["status"], "SUCCEEDED");
    let output: Value = serde_json::from_str(described["output"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&output["Decision"], &output["DecidedBy"][0]["Approver"]),
        (&json!("APPROVED"), &json!("ada@example.org"))
    );

    for (link, expected) in [(&ada, "You approved this request"), (&bob, "decided by others")] {
        for page in [house.get(link).await, house.decide(link, "reject").await] {
            assert_eq!(page.status, 200);
            assert!(String::from_utf8_lossy(&page.body).contains(expected), "{expected}");
        }
    }
    let history = house.get("/executions/load/run-7/history").await;
    let token = ada.rsplit('/').next().unwrap();
    assert!(!String::from_utf8_lossy(&history.body).contains(token));
}

#[tokio::test]
async fn a_decision_survives_whoever_took_it() {
    // The second decision is written and then its process dies. What was announced before ends the task soon; without
    // that (which the pages never do) it waits for the next look at a task as old as this one.
    for (is_announced, expected) in [(true, "SUCCEEDED"), (false, "RUNNING")] {
        let house = waiting(json!("all")).await;
        let ada = house.link("ada@example.org").await;
        assert_eq!(house.decide(&ada, "approve").await.status, 200);
        house.time.0.advance_ms(24 * 3_600_000);
        house.work(3).await;
        let claims = verify(&keys(), ada.rsplit('/').next().unwrap(), NOW_MS / 1_000).unwrap();
        let attempt = super::pages::attempt(&claims);
        let mut decision = house.ledger.decisions(&attempt).await.unwrap().remove(0);
        decision.index = 1;
        decision.approver = "bob@example.org".to_owned().try_into().unwrap();
        if is_announced {
            house.ledger.announce(&attempt).await.unwrap();
        }
        house.ledger.record(&attempt, 1, &decision).await.unwrap();
        house.work(10).await;
        assert_eq!(described(&house).await["status"], expected);
    }
}

#[tokio::test]
async fn links_promise_no_more_than_the_time_out_of_the_task() {
    for (asked_for, timeout_s, life_s, until) in [
        (None, Some(120), 120, "20 November 2026, 09:07 UTC"),
        (Some(3_600), Some(120), 120, "20 November 2026, 09:07 UTC"),
        (Some(300), Some(3_600), 300, "20 November 2026, 09:10 UTC"),
        (None, None, 31_536_000, "20 November 2027, 09:05 UTC"),
    ] {
        let mut definition = asking(&json!("any"));
        let ask = &mut definition["States"]["Ask"];
        if let Some(seconds) = asked_for {
            ask["Parameters"]["ExpiresInSeconds"] = json!(seconds);
        }
        if let Some(seconds) = timeout_s {
            ask["TimeoutSeconds"] = json!(seconds);
        }
        let house = waiting_in(&definition).await;
        assert!(house.mailbox.kept().await.unwrap()[0].1.text.contains(until), "{until}");
        let ada = house.link("ada@example.org").await;
        let claims = verify(&keys(), ada.rsplit('/').next().unwrap(), NOW_MS / 1_000).unwrap();
        assert_eq!(claims.expires_s, NOW_MS / 1_000 + life_s);
        let page = house.get(&ada).await;
        assert_eq!(page.status, 200, "{until}");
        assert!(String::from_utf8_lossy(&page.body).contains(until), "{until}");
        house.time.0.advance_ms(life_s * 1_000);
        let late = house.get(&ada).await;
        assert_eq!(late.status, 410, "{until}");
        assert!(String::from_utf8_lossy(&late.body).contains("This link has expired"), "{until}");
    }
}

#[tokio::test]
async fn a_stopped_execution_takes_no_decision() {
    let house = waiting(json!("any")).await;
    let ada = house.link("ada@example.org").await;
    let stopped = send(&house.rest, "POST /executions/load/run-7/stop", &[], br#"{"cause":"enough"}"#).await;
    assert_eq!(stopped.status, 200);
    assert_eq!(house.get(&ada).await.status, 410);
    assert_eq!(house.decide(&ada, "approve").await.status, 410);
    assert_eq!(described(&house).await["status"], "ABORTED");
}

#[tokio::test]
async fn a_start_with_a_key_has_one_answer_for_ever() {
    let pass = json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", "End": true } } });
    let house = House::new("m", &pass).await;
    let line = "POST /state-machines/m/executions";
    let first = send(&house.rest, line, &[("Idempotency-Key", "k")], b"{}").await;
    house.work(5).await;
    let second = send(&house.rest, line, &[("Idempotency-Key", "k")], b"{}").await;
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(body(&first), body(&second));
    // A key that comes again with another input is a mistake of its sender: nothing is dropped in silence.
    let changed = send(&house.rest, line, &[("Idempotency-Key", "k")], b"{\"other\":1}").await;
    assert_eq!((changed.status, body(&changed)["title"].as_str()), (409, Some("ExecutionAlreadyExists")));
    let name = body(&first)["executionArn"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
    let other = send(&house.rest, &format!("{line}?name={name}"), &[], b"{\"other\":1}").await;
    assert_eq!((other.status, body(&other)["title"].as_str()), (409, Some("ExecutionAlreadyExists")));
    let missing = send(&house.rest, "POST /state-machines/nobody/executions", &[], b"{}").await;
    assert_eq!((missing.status, body(&missing)["title"].as_str()), (404, Some("StateMachineDoesNotExist")));
}

#[tokio::test]
async fn histories_are_read_from_any_event_both_ways() {
    let wait = |next: &str| json!({ "Type": "Wait", "Seconds": 1, "Next": next });
    let states = json!({ "A": wait("B"), "B": wait("C"), "C": wait("D"), "D": { "Type": "Succeed" } });
    let house = House::new("m", &json!({ "StartAt": "A", "States": states })).await;
    assert_eq!(send(&house.rest, "POST /state-machines/m/executions?name=e", &[], b"{}").await.status, 201);
    house.work(20).await;
    let ids = |answer: &HttpAnswer| -> Vec<u64> {
        let body = body(answer);
        body["events"].as_array().unwrap().iter().map(|event| event["id"].as_u64().unwrap()).collect()
    };
    let all = ids(&house.get("/executions/m/e/history").await);
    let last = all.len() as u64;
    assert_eq!((all.first(), all.last(), last), (Some(&1), Some(&last), 10));
    for after in 0..=last + 2 {
        for limit in [1, 3, 1_000] {
            let forward = house.get(&format!("/executions/m/e/history?after={after}&limit={limit}")).await;
            let expected: Vec<u64> = (after + 1..=last).take(limit).collect();
            assert_eq!(ids(&forward), expected, "after {after} limit {limit}");
            let backward =
                house.get(&format!("/executions/m/e/history?after={after}&limit={limit}&reverse=true")).await;
            let expected: Vec<u64> = (1..after.min(last + 1)).rev().take(limit).collect();
            assert_eq!(ids(&backward), expected, "before {after} limit {limit}");
        }
    }
    let missing = house.get("/executions/m/nobody/history?after=1").await;
    assert_eq!((missing.status, body(&missing)["title"].as_str()), (404, Some("ExecutionDoesNotExist")));
    let page = send(&house.rest, "GET /executions/m/e", &[("accept", "text/html")], b"").await;
    assert!(String::from_utf8_lossy(&page.body).contains("<svg"));
}
