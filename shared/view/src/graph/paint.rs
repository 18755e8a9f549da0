//! Boxes and lines with places as SVG elements. Absent: colours (`style`) and places (`arrange`).

use super::arrange::{Line, Node, Plan, What};
use super::lines::path;
use crate::model::{EdgeKind, State};
use crate::status::{Mark, Status, Statuses};
use crate::text::{escape, shorten};
use std::fmt::Write;

/// Characters of the small line above a name.
const KIND_CHARS: usize = 24;

/// Paints a scope with everything inside it.
pub(super) fn plan(out: &mut String, plan: &Plan<'_>, statuses: &Statuses) {
    for line in &plan.lines {
        way(out, line);
    }
    for node in &plan.nodes {
        match &node.what {
            What::Start => circle(out, node, "Start"),
            What::End => circle(out, node, "End"),
            What::State { state, name, inner } => {
                let mark = statuses.get(&state.name).cloned().unwrap_or_default();
                let _ = write!(
                    out,
                    "<g class=\"sw-state sw-{}\" transform=\"translate({:.1} {:.1})\">",
                    mark.status.class(),
                    node.x,
                    node.y
                );
                state_box(out, node, state, name, &mark);
                for scope in inner {
                    let (x, y, width) = (scope.x, scope.y, scope.plan.width);
                    let _ = write!(
                        out,
                        "<rect class=\"sw-scope\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{:.1}\" rx=\"6\"/>\
                         <g transform=\"translate({x:.1} {:.1})\">",
                        scope.height,
                        y + (scope.height - scope.plan.height) / 2.0
                    );
                    self::plan(out, &scope.plan, statuses);
                    out.push_str("</g>");
                }
                out.push_str("</g>");
            }
        }
    }
    // Labels come last, so that no line or box covers them.
    plan.lines.iter().filter(|line| !line.label.is_empty()).for_each(|line| label(out, line));
}

fn circle(out: &mut String, node: &Node<'_>, word: &str) {
    let (x, y) = (node.x + node.width / 2.0, node.y + node.height / 2.0);
    let _ = write!(
        out,
        "<circle class=\"sw-terminal\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{:.1}\"/>\
         <text class=\"sw-kind sw-middle\" x=\"{x:.1}\" y=\"{:.1}\">{word}</text>",
        node.width / 2.0,
        y + 4.0
    );
}

fn state_box(out: &mut String, node: &Node<'_>, state: &State, name: &[String], mark: &Mark) {
    let note = if mark.note.is_empty() { String::new() } else { format!(", {}", mark.note) };
    let _ = write!(
        out,
        "<title>{}</title><rect class=\"sw-box\" width=\"{:.1}\" height=\"{:.1}\" rx=\"8\"/>",
        escape(&format!("{}: {} state, {}{note}", state.name, state.kind, mark.status.word())),
        node.width,
        node.height
    );
    let _ = write!(out, "<g class=\"sw-symbol\" transform=\"translate(18 20)\">{}</g>", symbol(mark.status));
    let kind = match (state.kind.as_str(), state.detail.as_str()) {
        ("", "") => "?".to_owned(),
        (kind, "") => kind.to_owned(),
        (kind, detail) => format!("{kind} · {detail}"),
    };
    let kind = if mark.note.is_empty() { kind } else { format!("{} · {}", state.kind, mark.note) };
    let _ = write!(
        out,
        "<text class=\"sw-kind\" x=\"34\" y=\"19\">{}</text>",
        escape(&shorten(&kind, KIND_CHARS))
    );
    for (index, line) in name.iter().enumerate() {
        let y = 37.0 + 16.0 * index as f64;
        let _ = write!(out, "<text class=\"sw-name\" x=\"34\" y=\"{y:.0}\">{}</text>", escape(line));
    }
}

/// A sign per status, drawn as a path because not every font has the characters; about 16 units wide.
fn symbol(status: Status) -> &'static str {
    match status {
        Status::NotStarted => "<circle r=\"6\"/>",
        Status::Running => "<circle r=\"8\"/><path d=\"M-3 -4L4 0L-3 4Z\"/>",
        Status::Retrying => "<path d=\"M5 -5A7 7 0 1 0 7 1M7 -7L6 -3.500L2 -4\"/>",
        Status::Succeeded => "<circle r=\"8\"/><path d=\"M-4 0L-1 3L4 -3\"/>",
        Status::Caught => "<path d=\"M0 -8L8 6L-8 6ZM0 -3L0 1M0 3L0 4\"/>",
        Status::Failed => "<circle r=\"8\"/><path d=\"M-3 -3L3 3M-3 3L3 -3\"/>",
        Status::TimedOut => "<circle r=\"8\"/><path d=\"M0 -4L0 0L3 2\"/>",
        Status::Aborted => {
            "<rect x=\"-7\" y=\"-7\" width=\"14\" height=\"14\" rx=\"2\"/><path d=\"M-3 0L3 0\"/>"
        }
    }
}

fn way(out: &mut String, line: &Line) {
    let (class, head) = match line.kind {
        EdgeKind::Next | EdgeKind::Choice | EdgeKind::Default => ("sw-way", "sw-head"),
        EdgeKind::Catch => ("sw-way sw-dashed", "sw-head-catch"),
    };
    let _ = write!(out, "<path class=\"{class}\" d=\"{}\" marker-end=\"url(#{head})\"/>", path(&line.points));
}

fn label(out: &mut String, line: &Line) {
    let class = match line.kind {
        EdgeKind::Catch => "sw-label sw-catch",
        EdgeKind::Next | EdgeKind::Choice | EdgeKind::Default => "sw-label",
    };
    let (x, y) = (line.at.0, line.at.1 + 4.0);
    let _ = write!(out, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escape(&line.label));
}
