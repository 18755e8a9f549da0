//! An execution as an indented list for a terminal: states in order of entry, nested under branches and
//! iterations. Absent: cursor movement and repainting, which belong to whoever watches.

use crate::limits::{TREE_ITERATIONS_MAX, TREE_LINES_MAX};
use crate::moment::{Millis, duration};
use crate::progress::{Lane, Progress, Visit, Which};
use crate::status::Status;
use crate::text::shorten;

/// What the terminal can show, and what time it is.
struct Pen {
    now_ms: Millis,
    width: usize,
    color: bool,
    unicode: bool,
    lines: Vec<String>,
    left_out: usize,
}

/// Draws the tree. `now_ms` ends the durations of what is still open; `width` is in columns (one per character);
/// `color` allows ANSI colours; without `unicode` only ASCII signs are used for symbols and branches.
pub fn lines(progress: &Progress, now_ms: Millis, width: usize, color: bool, unicode: bool) -> Vec<String> {
    let mut pen = Pen { now_ms, width: width.max(20), color, unicode, lines: Vec::new(), left_out: 0 };
    if let Some(root) = progress.lanes.first() {
        pen.lane(progress, root, "");
    }
    let whole = &progress.whole;
    let took =
        whole.started_ms.map(|from| duration(whole.ended_ms.unwrap_or(now_ms) - from)).unwrap_or_default();
    if pen.left_out > 0 {
        let text = format!("{} more lines left out", pen.left_out);
        pen.lines.push(text);
    }
    pen.line("", whole.status, &format!("execution {}", whole.status.word()), &took);
    if let Some(error) = &whole.error {
        pen.reason("  ", error, whole.cause.as_deref());
    }
    pen.lines
}

impl Pen {
    fn lane(&mut self, progress: &Progress, lane: &Lane, indent: &str) {
        for &visit in &lane.visits {
            if self.lines.len() >= TREE_LINES_MAX {
                self.left_out += 1;
                continue;
            }
            self.visit(progress, &progress.visits[visit], indent);
        }
    }

    fn visit(&mut self, progress: &Progress, visit: &Visit, indent: &str) {
        let took = visit.started_ms.map(|from| duration(visit.ended_ms.unwrap_or(self.now_ms) - from));
        let mut text = visit.name.clone();
        if visit.kind == "Map" && !visit.lanes.is_empty() {
            let (done, failed, all) = progress.counts(visit);
            text.push_str(&format!(", {done}/{all} done"));
            if failed > 0 {
                text.push_str(&format!(", {failed} failed"));
            }
        }
        if visit.attempts > 1 || visit.status == Status::Retrying {
            let number = visit.attempts.max(1);
            text.push_str(&match visit.status {
                Status::Retrying => format!(", retrying after attempt {number}"),
                _ => format!(", {number} attempts"),
            });
        }
        self.line(indent, visit.status, &text, &took.unwrap_or_default());
        // A container repeats the error of what failed inside it; once is enough.
        if let Some(error) = visit.error.as_ref().filter(|_| visit.lanes.is_empty()) {
            let again = if visit.status == Status::Succeeded { "before: " } else { "" };
            self.reason(&format!("{indent}  "), &format!("{again}{error}"), visit.cause.as_deref());
        }
        let mut shown: Vec<&Lane> = progress.lanes_of(visit).collect();
        if shown.len() > TREE_ITERATIONS_MAX && visit.kind == "Map" {
            // Of many iterations those that need a look are shown: the failed ones, then those at work.
            shown.retain(|lane| matches!(lane.status, Status::Failed | Status::Running));
            shown.sort_by_key(|lane| (lane.status != Status::Failed, lane.which));
            shown.truncate(TREE_ITERATIONS_MAX);
        }
        if visit.kind == "Parallel" {
            shown.sort_by_key(|lane| lane.which);
        }
        for lane in shown {
            self.branch(progress, lane, indent);
        }
    }

    fn branch(&mut self, progress: &Progress, lane: &Lane, indent: &str) {
        let name = match lane.which {
            Which::Root => return,
            Which::Branch(number) => format!("branch {number}"),
            Which::Iteration(index) => format!("[{index}]"),
        };
        // A tree deeper than half the width is cut off on the left, not wrapped.
        let indent = if indent.chars().count() * 2 > self.width { "" } else { indent };
        let (turn, bar) = if self.unicode { ("├ ", "│ ") } else { ("+ ", "| ") };
        self.lines.push(self.paint(Status::NotStarted, &format!("{indent}{turn}{name}")));
        self.lane(progress, lane, &format!("{indent}{bar}"));
    }

    fn line(&mut self, indent: &str, status: Status, text: &str, took: &str) {
        let symbol = symbol(status, self.unicode);
        // A tree deeper than the terminal is wide loses its indentation, not its words.
        let indent = if indent.chars().count() * 2 > self.width { "" } else { indent };
        let room = self
            .width
            .saturating_sub(indent.chars().count() + symbol.chars().count() + took.chars().count() + 3);
        let text = shorten_ascii(text, room, self.unicode);
        let gap = if took.is_empty() { "" } else { "  " };
        self.lines.push(format!(
            "{indent}{} {text}{gap}{}",
            self.paint(status, symbol),
            self.paint(Status::NotStarted, took)
        ));
    }

    fn reason(&mut self, indent: &str, error: &str, cause: Option<&str>) {
        let indent = if indent.chars().count() * 2 > self.width { "  " } else { indent };
        let text = cause.map_or_else(
            || error.to_owned(),
            |cause| format!("{error}: {}", crate::text::cut(cause, 1024).0),
        );
        let text = shorten_ascii(&text, self.width.saturating_sub(indent.chars().count()), self.unicode);
        self.lines.push(format!("{indent}{}", self.paint(Status::Failed, &text)));
    }

    fn paint(&self, status: Status, text: &str) -> String {
        if !self.color || text.is_empty() {
            return text.to_owned();
        }
        let code = match status {
            Status::NotStarted | Status::Aborted => "90",
            Status::Running | Status::Retrying => "34",
            Status::Succeeded => "32",
            Status::Caught => "33",
            Status::Failed | Status::TimedOut => "31",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

fn shorten_ascii(text: &str, chars: usize, unicode: bool) -> String {
    let short = shorten(text, chars);
    if unicode { short } else { short.replace('…', "~") }
}

fn symbol(status: Status, unicode: bool) -> &'static str {
    match (status, unicode) {
        (Status::NotStarted, true) => "·",
        (Status::Running, true) => "▶",
        (Status::Retrying, true) => "↻",
        (Status::Succeeded, true) => "✓",
        (Status::Caught, true) => "⚠",
        (Status::Failed, true) => "✗",
        (Status::TimedOut, true) => "⏱",
        (Status::Aborted, true) => "⊘",
        (Status::NotStarted, false) => "..",
        (Status::Running, false) => ">>",
        (Status::Retrying, false) => "~~",
        (Status::Succeeded, false) => "ok",
        (Status::Caught, false) => "!!",
        (Status::Failed, false) => "XX",
        (Status::TimedOut, false) => "TT",
        (Status::Aborted, false) => "--",
    }
}

#[cfg(test)]
mod tests;
