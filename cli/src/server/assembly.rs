//! Putting the parts of a server together: the stores in a directory or in memory, the hosts in the order in which they
//! are asked, approvals by mail or in the mailbox.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use stepwell_api::Api;
use stepwell_api::approval::journal::{JournalLedger, JournalRequests};
use stepwell_api::approval::mailbox::Mailbox;
use stepwell_api::approval::pages::ApprovalPages;
use stepwell_api::approval::service::ApprovalService;
use stepwell_api::rest::Rest;
use stepwell_approvals::address::Sender;
use stepwell_approvals::mailer::Mailer;
use stepwell_approvals::smtp::SmtpMailer;
use stepwell_engine::limits::Limits;
use stepwell_integrations::service::Services;
use stepwell_journal::Journal;
use stepwell_journal::codec::{Schema, Schemas};
use stepwell_journal::machine::Machines;
use stepwell_journal::memory::{MemoryPayloads, MemoryStore};
use stepwell_journal::payloads::Payloads;
use stepwell_journal::queue::Queue;
use stepwell_journal::store::Store;
use stepwell_local::{Config, GlueHost, Hosts, LambdaHost, SupervisorCommand};
use stepwell_orchestrator::arn::Place;
use stepwell_orchestrator::session::Sessions;
use stepwell_orchestrator::{Config as Settled, Orchestrator, Parts};
use stepwell_sqlite::Disk;
use tokio::sync::watch;

use super::keys::Keys;
use super::timed_queue::TimedQueue;
use super::world::World;
use super::{Setup, data};
use crate::failure::Failure;
use crate::limits::RETENTION_SECONDS;

/// Sender of mails where nobody named one.
const SENDER: &str = "Stepwell <stepwell@localhost.localdomain>";

/// What a server serves and works with.
pub struct Assembled {
    /// The API.
    pub api: Api,
    /// The plain routes.
    pub rest: Rest,
    /// The queue of wake-ups.
    pub queue: Arc<dyn Queue>,
    /// What the disk is like, where there is one.
    pub disk: Option<watch::Receiver<Disk>>,
}

/// The three ports, the keys, and the name under which this process makes calls.
struct Kept {
    store: Arc<dyn Store>,
    queue: Arc<dyn Queue>,
    payloads: Arc<dyn Payloads>,
    keys: Keys,
    boot: String,
    schemas: Schemas,
    disk: Option<watch::Receiver<Disk>>,
}

impl Kept {
    fn journal(&self) -> Journal {
        Journal::new(Arc::clone(&self.store), Arc::clone(&self.payloads), RETENTION_SECONDS)
            .with_schemas(self.schemas)
    }

    fn machines(&self) -> Machines {
        Machines::new(Arc::clone(&self.store), Arc::clone(&self.payloads)).with_schemas(self.schemas)
    }
}

/// Puts a server together. `public` is the address in links.
pub async fn assemble(setup: &Setup, public: &str) -> Result<Assembled, Failure> {
    let mut kept = if setup.forgets { in_memory() } else { on_disk(&setup.data).await? };
    kept.schemas = schemas(&setup.config);
    let mailbox = Arc::new(Mailbox { store: Arc::clone(&kept.store) });
    let mut hosts = local_hosts(setup, &kept, &mailbox, public)?;
    // Last of all: what is mapped here never goes there.
    hosts.extend(stepwell_aws::load(&setup.config.server.region).await);
    let services = Arc::new(Hosts::new(hosts, stepwell_aws::REMEDY));
    let parts = Parts {
        journal: kept.journal(),
        queue: Arc::clone(&kept.queue),
        services,
        machines: kept.machines(),
        time: Arc::new(World),
        chance: Arc::new(World),
        keyring: kept.keys.tokens(),
        sessions: Sessions::new(kept.boot.as_str(), true),
        config: Settled { place: place(&setup.config), limits: limits(&setup.config) },
    };
    let orchestrator = Arc::new(Orchestrator::new(parts));
    let api = Api::new(Arc::clone(&orchestrator));
    let pages = ApprovalPages {
        ledger: Arc::new(JournalLedger { orchestrator }),
        world: Arc::new(World),
        keys: kept.keys.approvals()?,
        origin: origin(public),
    };
    let rest = Rest {
        backend: Arc::new(api.clone()),
        world: Arc::new(World),
        approvals: Some(Arc::new(pages)),
        mailbox: setup.config.mail.is_none().then_some(mailbox),
    };
    Ok(Assembled { api, rest, queue: kept.queue, disk: kept.disk })
}

async fn on_disk(data: &Path) -> Result<Kept, Failure> {
    let database = data::open(data)?;
    let keys = Keys::of(data)?;
    let revived = database.revive_deliveries().await;
    revived.map_err(|error| {
        Failure::new(format!("the queue in `{}` cannot be read: {error}", data.display()))
    })?;
    Ok(Kept {
        store: database.store(),
        queue: database.queue(),
        payloads: database.payloads(),
        keys,
        boot: format!("b{}", database.boot()),
        schemas: Schemas::default(),
        disk: Some(database.disk()),
    })
}

fn in_memory() -> Kept {
    Kept {
        store: Arc::new(MemoryStore::new()),
        queue: Arc::new(TimedQueue::new()),
        payloads: Arc::new(MemoryPayloads::new()),
        keys: Keys::fresh(),
        boot: "b1".to_owned(),
        schemas: Schemas::default(),
        disk: None,
    }
}

/// Who answers service calls on this machine: approvals, then the commands of `stepwell.toml`.
fn local_hosts(
    setup: &Setup,
    kept: &Kept,
    mailbox: &Arc<Mailbox>,
    public: &str,
) -> Result<Vec<Arc<dyn Services>>, Failure> {
    let config = &setup.config;
    let (mailer, from): (Arc<dyn Mailer>, &str) = match &config.mail {
        Some(mail) => {
            let mailer = SmtpMailer::new(&mail.smtp);
            (Arc::new(mailer.map_err(|error| mail_failure(config, "smtp", &error.message))?), &mail.from)
        }
        None => (mailbox.clone(), SENDER),
    };
    let from = Sender::parse(from).map_err(|error| mail_failure(config, "from", &error.to_string()))?;
    let approvals = ApprovalService {
        requests: Arc::new(JournalRequests { journal: Arc::new(kept.journal()) }),
        mailer,
        keys: kept.keys.approvals()?,
        base_url: public.to_owned(),
        from,
    };
    let mut hosts: Vec<Arc<dyn Services>> = vec![Arc::new(approvals)];
    if !config.functions.is_empty() {
        hosts.push(Arc::new(LambdaHost::new(config)));
    }
    if !config.jobs.is_empty() {
        hosts.push(Arc::new(jobs(setup)?));
    }
    Ok(hosts)
}

/// The host of the jobs, whose supervisors are this program again.
fn jobs(setup: &Setup) -> Result<GlueHost, Failure> {
    let data = setup.data.as_path();
    let failed = |cause: std::io::Error| {
        Failure::new(format!("the folders of jobs in `{}` cannot be used: {cause}", data.display()))
    };
    let program = std::env::current_exe().map_err(failed)?;
    let supervisor = SupervisorCommand { program, arguments: vec![OsString::from("supervise-job")] };
    GlueHost::open(&setup.config, data, supervisor).map_err(failed)
}

fn mail_failure(config: &Config, key: &str, problem: &str) -> Failure {
    Failure::new(format!("cannot use `{}`: `mail.{key}`: {problem}", config.file.display()))
}

/// The limits in force: AWS's, or what the operator has raised them to.
fn limits(config: &Config) -> Limits {
    Limits {
        history_events_max: config.server.history_events_max,
        payload_bytes_max: usize::try_from(config.server.payload_bytes_max).unwrap_or(usize::MAX),
        ..Limits::default()
    }
}

/// In which schema records are written.
fn schemas(config: &Config) -> Schemas {
    Schema::of(config.server.record_schema).map_or_else(Schemas::default, Schemas::writing)
}

/// Where all ARNs of the server are.
pub fn place(config: &Config) -> Place {
    Place {
        partition: "aws".to_owned(),
        region: config.server.region.clone(),
        account: config.server.account.clone(),
    }
}

/// Scheme, host and port of an address.
fn origin(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    format!("{scheme}://{}", rest.split('/').next().unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn origins_are_addresses_without_paths() {
        let cases = [
            ("http://h:1", "http://h:1"),
            ("https://h/a/b", "https://h"),
            ("http://[::1]:8", "http://[::1]:8"),
        ];
        for (address, expected) in cases {
            assert_eq!(origin(address), expected);
        }
    }
}
