//! From a scope to boxes and lines with places. Absent: how a scope's boxes are ordered (`layered`, `column`)
//! and how they look (`paint`).

use super::{column, layered};
use crate::limits::{BOX_LINE_CHARS_MAX, LAYERED_SPAN_MAX, LAYERED_STATES_MAX};
use crate::model::{EdgeKind, Scope, State};
use crate::text::wrap_two;
use std::collections::BTreeMap;

/// Width of a plain state's box; all lengths are in SVG user units (pixels at normal zoom).
const BOX_WIDTH: f64 = 206.0;
/// Height of a box with one line of name, and of a container's heading.
const BOX_HEIGHT: f64 = 52.0;
/// Height of one more line of name.
const LINE_HEIGHT: f64 = 16.0;
/// Diameter of the start and end circles.
const CIRCLE: f64 = 46.0;
/// Room around and between the boxes inside a container.
const PADDING: f64 = 14.0;

/// A scope with places: the origin is its upper left corner.
pub(super) struct Plan<'a> {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) lines: Vec<Line>,
}

/// A box with its upper left corner.
pub(super) struct Node<'a> {
    pub(super) what: What<'a>,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// What a box stands for.
pub(super) enum What<'a> {
    Start,
    End,
    State { state: &'a State, name: Vec<String>, inner: Vec<Inner<'a>> },
}

/// A nested scope with its place inside the container's box.
pub(super) struct Inner<'a> {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) height: f64,
    pub(super) plan: Plan<'a>,
}

/// An edge between two boxes of the scope, by position, before it has a way.
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) kind: EdgeKind,
    pub(super) label: String,
}

/// An edge with its way.
pub(super) struct Line {
    pub(super) points: Vec<(f64, f64)>,
    pub(super) kind: EdgeKind,
    pub(super) label: String,
    /// Middle of the label.
    pub(super) at: (f64, f64),
}

/// Lays out a scope; `outermost` adds the start and end circles. Depth is bounded by the model.
pub(super) fn plan(scope: &Scope, outermost: bool) -> Plan<'_> {
    let mut nodes: Vec<Node<'_>> = Vec::with_capacity(scope.states.len() + 2);
    if outermost {
        nodes.push(Node { what: What::Start, x: 0.0, y: 0.0, width: CIRCLE, height: CIRCLE });
    }
    nodes.extend(scope.states.iter().map(node));
    if outermost {
        nodes.push(Node { what: What::End, x: 0.0, y: 0.0, width: CIRCLE, height: CIRCLE });
    }
    let links = links(scope, &nodes, outermost);
    let span: usize = links.iter().map(|link| link.from.abs_diff(link.to).max(1)).sum();
    let layered = nodes.len() <= LAYERED_STATES_MAX && span <= LAYERED_SPAN_MAX;
    let (lines, width, height) =
        if layered { layered::place(&mut nodes, links) } else { column::place(&mut nodes, links) };
    Plan { width, height, nodes, lines }
}

fn node(state: &State) -> Node<'_> {
    let name = wrap_two(&state.name, BOX_LINE_CHARS_MAX);
    let mut height = BOX_HEIGHT + LINE_HEIGHT * (name.len().saturating_sub(1)) as f64;
    let mut width = BOX_WIDTH;
    let mut inner = Vec::new();
    if !state.inner.is_empty() {
        let plans: Vec<Plan<'_>> = state.inner.iter().map(|scope| plan(scope, false)).collect();
        let tallest = plans.iter().map(|plan| plan.height).fold(0.0, f64::max);
        let mut x = PADDING;
        for plan in plans {
            let plan_width = plan.width;
            inner.push(Inner { x, y: height, height: tallest, plan });
            x += plan_width + PADDING;
        }
        // A container narrower than its heading is widened, its scopes stay in the middle.
        width = x.max(BOX_WIDTH + 2.0 * PADDING);
        let shift = (width - x) / 2.0;
        inner.iter_mut().for_each(|inner| inner.x += shift);
        height += tallest + PADDING;
    }
    Node { what: What::State { state, name, inner }, x: 0.0, y: 0.0, width, height }
}

fn links(scope: &Scope, nodes: &[Node<'_>], outermost: bool) -> Vec<Link> {
    let mut place = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate() {
        if let What::State { state, .. } = &node.what {
            place.entry(state.name.as_str()).or_insert(index);
        }
    }
    let plain = |from, to| Link { from, to, kind: EdgeKind::Next, label: String::new() };
    let mut links = Vec::new();
    if outermost && let Some(&first) = place.get(scope.start_at.as_str()) {
        links.push(plain(0, first));
    }
    for (from, node) in nodes.iter().enumerate() {
        let What::State { state, .. } = &node.what else { continue };
        for edge in &state.edges {
            // An edge to a state that is not there cannot be drawn; validation names it elsewhere.
            if let Some(&to) = place.get(edge.to.as_str()) {
                links.push(Link { from, to, kind: edge.kind, label: edge.label.clone() });
            }
        }
        if outermost && state.end {
            links.push(plain(from, nodes.len() - 1));
        }
    }
    links
}

/// Width of a label in the label's font size.
pub(super) fn label_width(label: &str) -> f64 {
    label.chars().count() as f64 * 6.6 + 8.0
}
