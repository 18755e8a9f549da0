//! The layered layout of one scope by the `dagre` crate: loops, labels and long edges get room of their own.
//! Absent: compound graphs, because nested scopes come as boxes of known size.

use super::arrange::{Line, Link, Node, label_width};
use dagre::graph::{Graph, GraphOptions};
use dagre::layout::types::LabelPos;
use dagre::{EdgeLabel, LayoutOptions, NodeLabel};

/// Room around the drawing of a scope.
const MARGIN: f64 = 12.0;
/// Height of a label.
const LABEL_HEIGHT: f64 = 16.0;

/// Gives every node its place; returns the edges with their ways, and width and height of the whole.
pub(super) fn place(nodes: &mut [Node<'_>], links: Vec<Link>) -> (Vec<Line>, f64, f64) {
    let mut graph: Graph<NodeLabel, EdgeLabel> =
        Graph::with_options(GraphOptions { directed: true, multigraph: true, compound: false });
    for (index, node) in nodes.iter().enumerate() {
        let label = NodeLabel { width: node.width, height: node.height, ..NodeLabel::default() };
        graph.set_node(index.to_string(), Some(label));
    }
    for (number, link) in links.iter().enumerate() {
        let (width, height) =
            if link.label.is_empty() { (0.0, 0.0) } else { (label_width(&link.label), LABEL_HEIGHT) };
        // Heavier edges are kept short and straight, so the ordinary way runs down the middle.
        let weight = if link.kind == crate::model::EdgeKind::Catch { 1 } else { 3 };
        let label = EdgeLabel { width, height, weight, labelpos: LabelPos::Center, ..EdgeLabel::default() };
        graph.set_edge(link.from.to_string(), link.to.to_string(), Some(label), Some(&number.to_string()));
    }
    let options = LayoutOptions {
        nodesep: 34.0,
        edgesep: 18.0,
        ranksep: 44.0,
        marginx: MARGIN,
        marginy: MARGIN,
        ..LayoutOptions::default()
    };
    dagre::layout(&mut graph, Some(options));
    let (mut right, mut bottom) = (0.0_f64, 0.0_f64);
    for (index, node) in nodes.iter_mut().enumerate() {
        let label = graph.node(&index.to_string());
        let (x, y) = label.map(|label| (label.x.unwrap_or(0.0), label.y.unwrap_or(0.0))).unwrap_or_default();
        (node.x, node.y) = (x - node.width / 2.0, y - node.height / 2.0);
        right = right.max(node.x + node.width);
        bottom = bottom.max(node.y + node.height);
    }
    let mut lines = Vec::with_capacity(links.len());
    for (number, link) in links.into_iter().enumerate() {
        let name = number.to_string();
        let Some(edge) = graph.edge(&link.from.to_string(), &link.to.to_string(), Some(&name)) else {
            continue;
        };
        let points: Vec<(f64, f64)> = edge.points.iter().map(|point| (point.x, point.y)).collect();
        let middle = points.get(points.len() / 2).copied().unwrap_or_default();
        let at = (edge.x.unwrap_or(middle.0), edge.y.unwrap_or(middle.1));
        let half = if link.label.is_empty() { 0.0 } else { label_width(&link.label) / 2.0 };
        right = points.iter().map(|point| point.0).fold(right.max(at.0 + half), f64::max);
        bottom = points.iter().map(|point| point.1).fold(bottom, f64::max);
        lines.push(Line { points, kind: link.kind, label: link.label, at });
    }
    (lines, right + MARGIN, bottom + MARGIN)
}
