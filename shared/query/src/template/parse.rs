//! From a template's JSON to its nodes. Parts without dynamic members stay one value.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Complaint, Expression, Member, Node};
use crate::limits::TEMPLATE_NESTING_MAX;

const SUFFIX: &str = ".$";

/// Parses a template; bad members are left out and complained of.
pub(super) fn parse(value: &Value, complaints: &mut Vec<Complaint>) -> Node {
    let mut parser = Parser { complaints, location: String::new() };
    parser.node(value, TEMPLATE_NESTING_MAX)
}

struct Parser<'c> {
    complaints: &'c mut Vec<Complaint>,
    location: String,
}

impl Parser<'_> {
    /// `levels`: how many more levels of arrays and objects are allowed.
    fn node(&mut self, value: &Value, levels: usize) -> Node {
        match value {
            Value::Array(_) | Value::Object(_) if levels == 0 => {
                self.complain(format!("template is nested more than {TEMPLATE_NESTING_MAX} levels deep"));
                Node::Static(Value::Null)
            }
            Value::Array(items) => {
                let nodes = items.iter().enumerate().map(|(index, item)| {
                    self.within(&index.to_string(), |parser| parser.node(item, levels - 1))
                });
                settle_array(nodes.collect())
            }
            Value::Object(members) => settle_object(self.members(members, levels - 1)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Node::Static(value.clone()),
        }
    }

    fn members(&mut self, members: &Map<String, Value>, levels: usize) -> Vec<(String, Node)> {
        let mut names = BTreeSet::new();
        let mut nodes = Vec::with_capacity(members.len());
        for (field, value) in members {
            let name = field.strip_suffix(SUFFIX).unwrap_or(field);
            if !names.insert(name) {
                self.within(field, |parser| {
                    parser.complain(format!("field `{name}` is given twice: with and without `{SUFFIX}`"));
                });
                continue;
            }
            let node = self.within(field, |parser| match field.ends_with(SUFFIX) {
                true => parser.dynamic(field, value),
                false => Some(parser.node(value, levels)),
            });
            nodes.extend(node.map(|node| (name.to_owned(), node)));
        }
        nodes
    }

    fn dynamic(&mut self, field: &str, value: &Value) -> Option<Node> {
        let expression = value.as_str().and_then(Expression::parse);
        let Some(expression) = expression else {
            self.complain(format!(
                "The value for the field '{field}' must be a valid JSONPath or a valid intrinsic function call"
            ));
            return None;
        };
        let (location, field) = (self.location.clone(), field.to_owned());
        Some(Node::Dynamic(Box::new(Member { location, field, expression })))
    }

    fn within<T>(&mut self, step: &str, inside: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.location.len();
        self.location.push('/');
        self.location.push_str(step);
        let result = inside(self);
        self.location.truncate(length);
        result
    }

    fn complain(&mut self, text: String) {
        self.complaints.push(Complaint { location: self.location.clone(), text });
    }
}

fn settle_array(nodes: Vec<Node>) -> Node {
    if !nodes.iter().all(|node| matches!(node, Node::Static(_))) {
        return Node::Array(nodes);
    }
    Node::Static(nodes.into_iter().filter_map(into_static).collect())
}

fn settle_object(nodes: Vec<(String, Node)>) -> Node {
    if !nodes.iter().all(|(_, node)| matches!(node, Node::Static(_))) {
        return Node::Object(nodes);
    }
    let members = nodes.into_iter().filter_map(|(name, node)| Some((name, into_static(node)?)));
    Node::Static(Value::Object(members.collect()))
}

fn into_static(node: Node) -> Option<Value> {
    match node {
        Node::Static(value) => Some(value),
        Node::Object(_) | Node::Array(_) | Node::Dynamic(_) => None,
    }
}
