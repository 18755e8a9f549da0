//! The server as a process: started, ready, killed.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::Trouble;
use crate::ground::Ground;

/// A running server; killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// From the start of the process until it said that it was ready.
    pub took: Duration,
}

/// Ports to choose from: below those that systems give to clients. A client that asks again and again while there is no
/// server would one day be given the port that it asks, and talk to itself.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

/// A port that is free now. Servers that follow each other all use it.
///
/// # Errors
/// None is free.
pub fn free_port() -> Result<u16, Trouble> {
    let (_, chance) = uuid::Uuid::new_v4().as_u64_pair();
    let turn = (chance % PORTS.len() as u64) as usize;
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    PORTS.cycle().skip(turn).take(PORTS.len()).find(free).ok_or_else(|| "no port is free".into())
}

impl Server {
    /// Starts `stepwell dev` on the ground and waits until it is ready.
    ///
    /// # Errors
    /// It ends before; its log tells why.
    pub fn start(program: &Path, ground: &Ground, port: u16) -> Result<Self, Trouble> {
        let begun = Instant::now();
        let log = OpenOptions::new().append(true).create(true).open(ground.log())?;
        let mut child = Command::new(program)
            .args(["dev", "--json", "--port", &port.to_string(), "--config"])
            .arg(ground.config())
            .arg("--data")
            .arg(&ground.data)
            .envs(ground.env.iter().map(|(name, value)| (name, value)))
            .current_dir(&ground.path)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let server = Server { child, took: begun.elapsed() };
        if line.is_empty() {
            return Err(format!("the server did not get ready: see `{}`", ground.log().display()).into());
        }
        Ok(server)
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it did.
    ///
    /// # Errors
    /// The operating system does not say.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>, Trouble> {
        Ok(self.child.try_wait()?)
    }

    /// SIGKILL, and its end.
    ///
    /// # Errors
    /// It had ended by itself.
    pub fn kill(mut self) -> Result<(), Trouble> {
        if let Some(status) = self.child.try_wait()? {
            return Err(format!("the server ended by itself: {status}").into());
        }
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Fails only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
