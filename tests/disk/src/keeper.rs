//! Whoever starts the server again when it has ended, as an operator's supervisor does.

use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use stepwell_kill::Trouble;
use stepwell_kill::ground::Ground;
use stepwell_kill::server::Server;

/// Exit code of a server that says why it ended.
const OWN_END: i32 = 2;

/// SIGKILL.
const KILLED: i32 = 9;

/// Pause before a server that could not start is started again.
const PAUSE: Duration = Duration::from_millis(200);

/// How long no server may come up after the faults are over.
const PATIENCE: Duration = Duration::from_secs(20);

/// Keeps a server running.
#[derive(Debug)]
pub struct Keeper {
    program: PathBuf,
    ground: Ground,
    port: u16,
    server: Option<Server>,
    /// Servers that were killed.
    pub killed: usize,
    /// Servers that ended by themselves.
    pub ended: usize,
    /// Starts that failed.
    pub failed_starts: usize,
    /// How servers ended that neither were killed nor said why they ended.
    pub panics: Vec<String>,
}

impl Keeper {
    /// Nothing runs yet.
    pub fn new(program: PathBuf, ground: Ground, port: u16) -> Self {
        Keeper {
            program,
            ground,
            port,
            server: None,
            killed: 0,
            ended: 0,
            failed_starts: 0,
            panics: Vec::new(),
        }
    }

    /// Looks after the server for a time: starts it when there is none.
    ///
    /// # Errors
    /// The operating system does not say how it is.
    pub fn keep_for(&mut self, time: Duration) -> Result<(), Trouble> {
        let until = Instant::now() + time;
        loop {
            self.look()?;
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            std::thread::sleep(left.min(PAUSE));
        }
    }

    /// Waits until a server runs.
    ///
    /// # Errors
    /// None comes up.
    pub fn run(&mut self) -> Result<(), Trouble> {
        let begun = Instant::now();
        while !self.look()? {
            if begun.elapsed() > PATIENCE {
                return Err(format!("no server comes up: see `{}`", self.ground.log().display()).into());
            }
            std::thread::sleep(PAUSE);
        }
        Ok(())
    }

    /// Kills the server, if one runs.
    ///
    /// # Errors
    /// The operating system does not say how it is.
    pub fn kill(&mut self) -> Result<(), Trouble> {
        self.notice_end()?;
        if let Some(server) = self.server.take() {
            drop(server);
            self.killed += 1;
        }
        Ok(())
    }

    /// Lets the server stand still for a time, and go on.
    ///
    /// # Errors
    /// The operating system refuses.
    pub fn freeze(&mut self, time: Duration) -> Result<(), Trouble> {
        self.run()?;
        let Some(server) = &self.server else { return Ok(()) };
        let pid = i32::try_from(server.id()).ok().and_then(Pid::from_raw).ok_or("a server without number")?;
        kill_process(pid, Signal::STOP)?;
        std::thread::sleep(time);
        Ok(kill_process(pid, Signal::CONT)?)
    }

    /// Whether one runs now; if none does, one is started.
    fn look(&mut self) -> Result<bool, Trouble> {
        self.notice_end()?;
        if self.server.is_none() {
            match Server::start(&self.program, &self.ground, self.port) {
                Ok(server) => self.server = Some(server),
                Err(_) => self.failed_starts += 1,
            }
        }
        Ok(self.server.is_some())
    }

    fn notice_end(&mut self) -> Result<(), Trouble> {
        if let Some(server) = &mut self.server
            && let Some(status) = server.ended()?
        {
            self.server = None;
            match (status.code(), status.signal()) {
                (Some(OWN_END), _) => self.ended += 1,
                (_, Some(KILLED)) => self.killed += 1,
                (_, _) => self.panics.push(status.to_string()),
            }
        }
        Ok(())
    }
}
