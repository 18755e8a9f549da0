//! A world with executions that wait in every way, for whatever knocks from outside: its API, its plain routes, its pages
//! of approvers. Everything in it is the same each time.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};
use stepwell_api::Api;
use stepwell_api::approval::journal::{JournalLedger, JournalRequests};
use stepwell_api::approval::mailbox::Mailbox;
use stepwell_api::approval::pages::ApprovalPages;
use stepwell_api::approval::service::ApprovalService;
use stepwell_api::rest::Rest;
use stepwell_approvals::address::Sender;
use stepwell_approvals::keyring::{Key, Keyring, Secret};
use stepwell_approvals::mailbox::links;
use stepwell_engine::limits::Limits;
use stepwell_engine::moment::Mint;
use stepwell_integrations::service::{ServiceError, ServiceRequest, ServiceResponse, Services};
use stepwell_journal::clock::Clock;
use stepwell_journal::memory::MemoryStore;
use stepwell_journal::{ExecutionKey, Journal};
use stepwell_orchestrator::arn;
use stepwell_world::world::block_on;
use stepwell_world::{Points, World};

/// Origin of the pages.
pub const ORIGIN: &str = "https://a.example";

/// Events of one history at most, so that endless loops stay short.
const HISTORY_EVENTS_MAX: u64 = 400;

/// The world and its doors.
pub struct House {
    /// The world.
    pub world: World,
    /// The actions.
    pub api: Api,
    /// The plain routes, with approvals and mailbox.
    pub rest: Rest,
    /// What signs links and forms.
    pub keys: Keyring,
    /// Token of the task that waits for a callback.
    pub token: String,
    /// Token of the link of the approver who is asked.
    pub link: String,
}

/// Machine and name of the executions that run, and of one that has ended.
pub const RUNNING: [(&str, &str); 4] =
    [("callback", "run"), ("job", "run"), ("wait", "run"), ("approval", "run")];

/// Answers as the world's script does, and asks for approvals.
struct Desk {
    approvals: ApprovalService,
    jobs: Jobs,
}

/// Functions that answer what they were given, and a job that runs for an hour.
struct Jobs {
    time: Arc<stepwell_world::VirtualTime>,
    calls: std::sync::Mutex<Vec<String>>,
}

#[async_trait]
impl Services for Desk {
    fn handles(&self, _service: &str, _operation: &str, _input: &Value) -> bool {
        true
    }

    async fn call(&self, request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        if request.service == "stepwell" {
            return self.approvals.call(request).await;
        }
        self.jobs.calls.lock().unwrap().push(format!("{}:{}", request.service, request.operation));
        let ends_ms = stepwell_world::world::BEGIN_MS + 3_600_000;
        let state = if self.jobs.time.now_ms() >= ends_ms { "SUCCEEDED" } else { "RUNNING" };
        let output = match request.operation.as_str() {
            "startJobRun" => json!({ "JobRunId": "jr_1" }),
            "getJobRun" => json!({ "JobRun": { "Id": "jr_1", "JobRunState": state } }),
            "batchStopJobRun" => json!({ "SuccessfulSubmissions": [], "Errors": [] }),
            _ => {
                json!({ "ExecutedVersion": "$LATEST", "Payload": request.input["Payload"], "StatusCode": 200 })
            }
        };
        Ok(ServiceResponse { output, status: 200, headers: Vec::new(), request_id: "r".to_owned() })
    }
}

impl House {
    /// A house a minute after everything in it has begun to wait.
    pub fn new() -> Self {
        let limits = Limits { history_events_max: HISTORY_EVENTS_MAX, ..Limits::default() };
        let mut world = World::with(Points::default(), limits);
        let keys = Keyring::new(Key::new("k1", Secret::new([7; 32])).unwrap());
        let mailbox = Arc::new(Mailbox { store: Arc::new(MemoryStore::new()) });
        let approvals = approval_service(&world, &mailbox, &keys);
        let jobs = Jobs { time: world.time.clone(), calls: std::sync::Mutex::default() };
        world.script.instead(Arc::new(Desk { approvals, jobs }));
        for (name, definition) in machines() {
            world.machine(name, &definition);
        }
        for (machine, name) in RUNNING.into_iter().chain([("pass", "done")]) {
            world.start(machine, name, json!({ "a": [1, 2] }));
        }
        world.run_until_ms(world.time.now_ms() + 60_000);
        let orchestrator = world.orchestrator.clone();
        let pages = ApprovalPages {
            ledger: Arc::new(JournalLedger { orchestrator: orchestrator.clone() }),
            world: orchestrator.clone(),
            keys: keys.clone(),
            origin: ORIGIN.to_owned(),
        };
        let api = Api::new(orchestrator.clone());
        let rest = Rest {
            backend: Arc::new(api.clone()),
            world: orchestrator.clone(),
            approvals: Some(Arc::new(pages)),
            mailbox: Some(mailbox.clone()),
        };
        let mail = block_on(mailbox.kept()).unwrap().remove(0).1;
        let link = links(&mail.text)[0].rsplit('/').next().unwrap().to_owned();
        let key = ExecutionKey::new("callback", "run");
        let execution_arn = arn::execution(&orchestrator.config.place, &key);
        let stamp = waiting_stamp(&world, &key);
        let token = orchestrator.keyring.token(&execution_arn, stamp);
        House { world, api, rest, keys, token, link }
    }

    /// A text with its placeholders filled in: the token, the link, and a nonce for the link's form.
    pub fn filled(&self, text: &str) -> String {
        if !text.contains('@') {
            return text.to_owned();
        }
        let shown_ms = self.world.time.now_ms() - 10_000;
        let nonce = stepwell_approvals::nonce::issue(&self.keys, &self.link, shown_ms);
        text.replace("@token@", &self.token).replace("@link@", &self.link).replace("@nonce@", &nonce)
    }

    /// What ports were asked to write since [`Points::begin`]: creations, and changes of what was there.
    pub fn written(&self) -> (Vec<String>, Vec<String>) {
        let names = self.world.points.names();
        let begins = |starts: &[&str]| -> Vec<String> {
            names.iter().filter(|name| starts.iter().any(|start| name.starts_with(start))).cloned().collect()
        };
        (begins(&["create", "put payload"]), begins(&["replace", "delete", "send", "call"]))
    }

    /// All executions that the house began with.
    pub fn keys_of_all() -> impl Iterator<Item = ExecutionKey> {
        RUNNING.into_iter().chain([("pass", "done")]).map(|(machine, name)| ExecutionKey::new(machine, name))
    }
}

impl Default for House {
    fn default() -> Self {
        House::new()
    }
}

/// Stamp of the one attempt of an execution that waits.
pub fn waiting_stamp(world: &World, key: &ExecutionKey) -> u64 {
    let loaded = block_on(world.orchestrator.journal.load(key)).unwrap().unwrap();
    let stamp = loaded.head.execution.frames.values().find_map(|frame| frame.attempt()).unwrap().stamp;
    stamp
}

fn approval_service(world: &World, mailbox: &Arc<Mailbox>, keys: &Keyring) -> ApprovalService {
    let journal = &world.orchestrator.journal;
    let journal = Journal::new(journal.store().clone(), journal.payloads().clone(), 86_400);
    ApprovalService {
        requests: Arc::new(JournalRequests { journal: Arc::new(journal) }),
        mailer: mailbox.clone(),
        keys: keys.clone(),
        base_url: ORIGIN.to_owned(),
        from: Sender::parse("no-reply@a.example").unwrap(),
    }
}

fn machines() -> [(&'static str, Value); 5] {
    let one = |state: Value| json!({ "StartAt": "S", "States": { "S": state, "End": { "Type": "Pass", "End": true } } });
    [
        (
            "callback",
            one(
                json!({ "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "HeartbeatSeconds": 7_200,
                "Parameters": { "FunctionName": "f", "Payload": { "t.$": "$$.Task.Token" } }, "Next": "End" }),
            ),
        ),
        (
            "job",
            one(json!({ "Type": "Task", "Resource": "arn:aws:states:::glue:startJobRun.sync",
                "Parameters": { "JobName": "j" }, "Next": "End" })),
        ),
        ("wait", one(json!({ "Type": "Wait", "Seconds": 5_000, "Next": "End" }))),
        (
            "approval",
            one(json!({ "Type": "Task", "Resource": "arn:aws:states:::stepwell:approval.waitForTaskToken",
                "Parameters": { "To": ["ada@example.org"], "Subject": "May it?", "Message": "Really?" }, "Next": "End" })),
        ),
        ("pass", json!({ "StartAt": "S", "States": { "S": { "Type": "Pass", "End": true } } })),
    ]
}
