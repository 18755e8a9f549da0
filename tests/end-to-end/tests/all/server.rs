//! A running `stepwell dev`. It ends with its value; [`Server::kill`] lets it die without a word instead.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::client::Client;
use crate::folder::Folder;
use crate::programs::command;

/// A server on a port of its own.
pub struct Server {
    child: Child,
    /// What it said when it was ready.
    pub ready: Value,
    /// Speaks to it.
    pub client: Client,
}

impl Server {
    /// Starts a server with the folder's `stepwell.toml`, its data in the folder's `state`.
    pub fn start(folder: &Folder) -> Server {
        Server::start_with(&folder.join("stepwell.toml"), &folder.join("state"), &[])
    }

    /// Starts a server with further arguments.
    pub fn start_with(config: &Path, data: &Path, arguments: &[&str]) -> Server {
        let log = PathBuf::from(format!("{}.log", data.display()));
        let log = std::fs::File::options().create(true).append(true).open(log).unwrap();
        let mut child = command("stepwell")
            .args(["dev", "--port", "0", "--json", "--config"])
            .arg(config)
            .arg("--data")
            .arg(data)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line)
            .unwrap_or_else(|_| panic!("the server did not start: see {}.log", data.display()));
        let endpoint = ready["endpoint"].as_str().unwrap();
        let address: SocketAddr = endpoint.strip_prefix("http://").unwrap().parse().unwrap();
        Server { child, client: Client { address }, ready }
    }

    /// The address for `--endpoint`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.client.address)
    }

    /// Kills the server with SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, as a terminal or a service manager does.
    pub fn end(mut self) -> ExitStatus {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, Signal::TERM).unwrap();
        self.child.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nobody is left to tell if it is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
