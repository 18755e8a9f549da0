//! The layout of scopes too large for the layered one: all states in one column, edges that skip as arcs at the
//! right. Linear in states and edges. Absent: any attempt to avoid crossings.

use super::arrange::{Line, Link, Node, label_width};

const MARGIN: f64 = 12.0;
/// Room between two states.
const GAP: f64 = 46.0;
/// Arcs are spread over this many tracks, beyond which they share.
const TRACKS: usize = 16;
/// Size of a bend.
const CORNER: f64 = 8.0;
/// Distance between two tracks.
const TRACK: f64 = 14.0;

/// Gives every node its place; returns the edges with their ways, and width and height of the whole.
pub(super) fn place(nodes: &mut [Node<'_>], links: Vec<Link>) -> (Vec<Line>, f64, f64) {
    let widest = nodes.iter().map(|node| node.width).fold(0.0, f64::max);
    let middle = MARGIN + widest / 2.0;
    let mut y = MARGIN;
    for node in nodes.iter_mut() {
        (node.x, node.y) = (middle - node.width / 2.0, y);
        y += node.height + GAP;
    }
    let right = MARGIN + widest;
    let mut lines = Vec::with_capacity(links.len());
    let mut edge_of_labels = right;
    for (number, link) in links.into_iter().enumerate() {
        let (Some(from), Some(to)) = (nodes.get(link.from), nodes.get(link.to)) else { continue };
        let line = if link.to == link.from + 1 {
            let start = (middle, from.y + from.height);
            let at = (middle, start.1 + GAP / 2.0);
            Line { points: vec![start, (middle, to.y)], kind: link.kind, label: link.label, at }
        } else {
            let track = right + 16.0 + TRACK * (number % TRACKS) as f64;
            let (start, end) = (from.y + from.height * 0.75, to.y + to.height * 0.25);
            // Points close to the corners keep them tight: a path is smoothed between its points.
            let bend = if end < start { -CORNER } else { CORNER };
            let points = vec![
                (from.x + from.width, start),
                (track, start),
                (track, start + bend),
                (track, end - bend),
                (track, end),
                (to.x + to.width, end),
            ];
            let at = (right + 8.0 + label_width(&link.label) / 2.0, start - 9.0);
            Line { points, kind: link.kind, label: link.label, at }
        };
        edge_of_labels = edge_of_labels.max(line.at.0 + label_width(&line.label) / 2.0);
        lines.push(line);
    }
    (lines, edge_of_labels.max(right + TRACK * TRACKS as f64) + MARGIN, y - GAP + MARGIN)
}
