//! A whole server in one process: stores, orchestrator, hosts of services, API, plain routes, worker, sweeper.
//! Deliberately absent: a client of AWS of its own. What `stepwell.toml` does not map goes to the host of `stepwell-aws`,
//! if this build has it and it can be reached; otherwise the error says how to change that.

mod assembly;
mod data;
mod disk;
mod http;
mod keys;
pub mod machines;
mod site;
mod sweeper;
mod timed_queue;
mod worker;
mod world;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use stepwell_api::Api;
use stepwell_journal::queue::Queue;
use stepwell_local::Config;
use stepwell_sqlite::Disk;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};

use crate::failure::Failure;

/// What a server is made of.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Host name or address to listen on.
    pub host: String,
    /// Port to listen on; 0 takes a free one.
    pub port: u16,
    /// Address in links to people, if it is not the one listened on.
    pub public_url: Option<String>,
    /// What `stepwell.toml` says, with what the command line says about account and region.
    pub config: Config,
    /// Where everything is kept.
    pub data: PathBuf,
    /// Whether only the folders of jobs are kept there, and nothing outlives the server.
    pub forgets: bool,
}

/// A server that listens and does not work yet.
pub struct Server {
    /// Address for people and programs on this machine.
    pub url: String,
    /// The API.
    pub api: Api,
    listener: TcpListener,
    queue: Arc<dyn Queue>,
    site: Arc<dyn http::Site>,
    disk: Option<watch::Receiver<Disk>>,
    data: PathBuf,
}

impl Server {
    /// Takes the port and the data directory, and puts everything together.
    pub async fn open(setup: &Setup) -> Result<Self, Failure> {
        // The port first: it is what two servers most often quarrel about, and nothing is to be undone.
        let listener = listen(&setup.host, setup.port).await?;
        let address = listener
            .local_addr()
            .map_err(|cause| Failure::new(format!("the port cannot be found out: {cause}")))?;
        let url = url(address);
        let public = setup.public_url.clone().unwrap_or_else(|| url.clone());
        let assembled = assembly::assemble(setup, public.trim_end_matches('/')).await?;
        let site = site::Routes {
            api: assembled.api.clone(),
            rest: assembled.rest,
            guards: address.ip().is_loopback(),
        };
        Ok(Server {
            url,
            api: assembled.api,
            listener,
            queue: assembled.queue,
            site: Arc::new(site),
            disk: assembled.disk,
            data: setup.data.clone(),
        })
    }

    /// Serves and works until told to stop.
    ///
    /// # Errors
    /// It ended by itself: the disk failed.
    pub async fn run(self, mut stop: watch::Receiver<bool>) -> Result<(), Failure> {
        let orchestrator = self.api.orchestrator;
        let (end, ending) = watch::channel(false);
        let mut parts = JoinSet::new();
        parts.spawn(http::serve(self.listener, self.site, ending.clone()));
        parts.spawn(worker::work(self.queue, orchestrator.clone(), ending.clone()));
        parts.spawn(sweeper::sweep(orchestrator, ending));
        let mut disk = std::pin::pin!(disk::look_after(self.disk, &self.data));
        let outcome = loop {
            tokio::select! {
                () = told(&mut stop) => break Ok(()),
                failure = &mut disk => break Err(failure),
                Some(ended) = parts.join_next() => complain(ended),
            }
        };
        end.send_replace(true);
        while let Some(ended) = parts.join_next().await {
            complain(ended);
        }
        outcome
    }
}

fn complain(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a part of the server ended");
    }
}

/// Resolves when the server is told to stop, or nobody is left to tell it.
async fn told(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn listen(host: &str, port: u16) -> Result<TcpListener, Failure> {
    TcpListener::bind((host, port)).await.map_err(|cause| {
        let remedy = match cause.kind() {
            std::io::ErrorKind::AddrInUse => {
                "stop the other server, or take another port with `--port`, 0 for any"
            }
            std::io::ErrorKind::PermissionDenied => "take a port above 1023 with `--port`",
            _ => "name an address of this machine with `--host`",
        };
        Failure::new(format!("cannot listen on `{host}:{port}`: {cause}: {remedy}"))
    })
}

/// How programs on this machine reach a server that listens there.
fn url(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        return format!("http://localhost:{}", address.port());
    }
    format!("http://{address}")
}

#[cfg(test)]
mod tests;
