//! Steps with their durations, and in the end what was run, what was skipped and what failed.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use crate::output::Counts;

/// The steps of a verb so far.
pub struct Report {
    started: Instant,
    failed: Vec<String>,
    skipped: Vec<String>,
    counts: Counts,
}

impl Report {
    /// No steps yet.
    pub fn new() -> Report {
        Report { started: Instant::now(), failed: Vec::new(), skipped: Vec::new(), counts: Counts::default() }
    }

    /// Runs a command as a step; what it prints goes through. Answers whether it ended well.
    pub fn step(&mut self, name: &str, command: &mut Command) -> bool {
        let since = begin(name, command);
        let status = command.stdin(Stdio::null()).status();
        let good = match &status {
            Ok(status) => status.success(),
            Err(cause) => {
                eprintln!("{name}: `{}` did not start: {cause}", command.get_program().to_string_lossy());
                false
            }
        };
        self.end(name, since, good)
    }

    /// Runs a command as a step and counts the tests that it reports.
    pub fn tests(&mut self, name: &str, command: &mut Command) -> bool {
        let since = begin(name, command);
        if std::io::stdout().is_terminal() {
            // The runner sees a pipe; the person sees a terminal.
            command.env("CARGO_TERM_COLOR", "always");
        }
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = match child {
            Ok(child) => child,
            Err(cause) => {
                eprintln!("{name}: `{}` did not start: {cause}", command.get_program().to_string_lossy());
                return self.end(name, since, false);
            }
        };
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let (in_out, in_err) = std::thread::scope(|scope| {
            let out = scope.spawn(|| out.map_or_else(Counts::default, |out| pass(out, std::io::stdout())));
            let err = scope.spawn(|| err.map_or_else(Counts::default, |err| pass(err, std::io::stderr())));
            (out.join().unwrap_or_default(), err.join().unwrap_or_default())
        });
        self.counts.add(in_out);
        self.counts.add(in_err);
        let good = child.wait().is_ok_and(|status| status.success());
        self.end(name, since, good)
    }

    /// Notes that something was not done, and how to have it done.
    pub fn skip(&mut self, name: &str, reason: &str) {
        println!("── {name}: skipped, {reason}");
        self.skipped.push(format!("{name}: {reason}"));
    }

    /// Notes that something failed outside a command.
    pub fn fail(&mut self, name: &str, reason: &str) {
        println!("── {name}: failed, {reason}");
        self.failed.push(format!("{name}: {reason}"));
    }

    /// Prints the summary, last of all the number of tests in the form of cargo-nextest.
    pub fn close(self) -> ExitCode {
        println!();
        for skipped in &self.skipped {
            println!("skipped  {skipped}");
        }
        for failed in &self.failed {
            println!("FAILED   {failed}");
        }
        println!("{}", self.counts.summary(self.started.elapsed()));
        if self.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn end(&mut self, name: &str, since: Instant, good: bool) -> bool {
        println!(
            "── {name}: {} in {:.1} s",
            if good { "ok" } else { "FAILED" },
            since.elapsed().as_secs_f64()
        );
        if !good {
            self.failed.push(name.to_owned());
        }
        good
    }
}

fn begin(name: &str, command: &Command) -> Instant {
    let program =
        std::path::Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy();
    let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy()).collect();
    println!("── {name}: {program} {}", words.join(" "));
    Instant::now()
}

/// Passes lines on and counts the tests that they tell of.
fn pass(from: impl Read, mut to: impl Write) -> Counts {
    let mut counts = Counts::default();
    let mut lines = BufReader::new(from);
    let mut line = Vec::new();
    loop {
        line.clear();
        match lines.read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return counts,
            Ok(_) => {}
        }
        // Whoever closed our output has lost interest, the tests go on all the same.
        drop(to.write_all(&line).and_then(|()| to.flush()));
        counts.read(&String::from_utf8_lossy(&line));
    }
}
