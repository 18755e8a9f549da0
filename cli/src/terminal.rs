//! A terminal that repaints a few lines in place. Deliberately absent: what they say (`stepwell_view::tree`).

use std::io::{self, IsTerminal, Write};

use crate::failure::Failure;
use crate::limits::COLUMNS;

/// Where progress goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output, where progress is what was asked for.
    Output,
    /// Standard error, where standard output carries the result.
    Errors,
}

/// What one of the standard streams can show.
pub struct Terminal {
    stream: Stream,
    /// Whether somebody looks at it: else lines are only ever added.
    pub live: bool,
    /// Whether colours are wanted.
    pub color: bool,
    /// Whether signs beyond ASCII may be used.
    pub unicode: bool,
    painted: usize,
}

impl Terminal {
    /// Looks at the stream and at what the user said about it: `NO_COLOR`, `TERM`, the locale.
    pub fn on(stream: Stream) -> Self {
        let said = |name: &str| std::env::var(name).unwrap_or_default();
        let is_terminal = match stream {
            Stream::Output => io::stdout().is_terminal(),
            Stream::Errors => io::stderr().is_terminal(),
        };
        let live = is_terminal && said("TERM") != "dumb";
        let locale =
            [said("LC_ALL"), said("LC_CTYPE"), said("LANG")].into_iter().find(|text| !text.is_empty());
        let unicode = locale.is_some_and(|text| text.to_ascii_lowercase().replace('-', "").contains("utf8"));
        Terminal {
            stream,
            live,
            color: live && said("NO_COLOR").is_empty(),
            unicode: unicode || !live,
            painted: 0,
        }
    }

    /// Columns and lines.
    pub fn size(&self) -> (usize, usize) {
        let size = match self.stream {
            Stream::Output => rustix::termios::tcgetwinsize(io::stdout()),
            Stream::Errors => rustix::termios::tcgetwinsize(io::stderr()),
        };
        let size = size.ok().filter(|size| size.ws_col > 0 && size.ws_row > 0);
        size.map_or((COLUMNS, 24), |size| (usize::from(size.ws_col), usize::from(size.ws_row)))
    }

    /// Paints these lines over those painted before. If there are more than the terminal has, the first are left out:
    /// what scrolled away could not be painted over.
    pub fn paint(&mut self, lines: &[String]) -> Result<(), Failure> {
        let room = self.size().1.saturating_sub(1).max(1);
        let shown = &lines[lines.len().saturating_sub(room)..];
        self.write(&repaint(self.painted, shown))?;
        self.painted = shown.len();
        Ok(())
    }

    /// Paints for the last time: all lines, however many.
    pub fn finish(&mut self, lines: &[String]) -> Result<(), Failure> {
        let painted = std::mem::take(&mut self.painted);
        self.write(&repaint(painted, lines))
    }

    /// Adds a line.
    pub fn add(&self, line: &str) -> Result<(), Failure> {
        self.write(&format!("{line}\n"))
    }

    fn write(&self, text: &str) -> Result<(), Failure> {
        let write = |out: &mut dyn Write| out.write_all(text.as_bytes()).and_then(|()| out.flush());
        let written = match self.stream {
            Stream::Output => write(&mut io::stdout().lock()),
            Stream::Errors => write(&mut io::stderr().lock()),
        };
        written.map_err(|cause| Failure::output(&cause))
    }
}

/// The bytes that go back over `painted` lines, wipe them and write these.
fn repaint(painted: usize, lines: &[String]) -> String {
    let mut text = String::new();
    if painted > 0 {
        text.push_str(&format!("\u{1b}[{painted}A\u{1b}[J"));
    }
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::repaint;

    #[test]
    fn lines_are_painted_over() {
        let lines = ["a".to_owned(), "b".to_owned()];
        assert_eq!(repaint(0, &lines), "a\nb\n");
        assert_eq!(repaint(3, &lines), "\u{1b}[3A\u{1b}[Ja\nb\n");
        assert_eq!(repaint(2, &[]), "\u{1b}[2A\u{1b}[J");
    }
}
