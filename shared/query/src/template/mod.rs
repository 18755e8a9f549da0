//! Payload templates: `Parameters`, `ResultSelector`, `ItemSelector`, `Assign` in JSONPath mode. Members whose names
//! end in `.$` are evaluated and renamed, everything else is copied.
//!
//! Absent on purpose: which field of which state takes a template, and what its input is (the engine's).

mod error;
mod evaluate;
mod expression;
mod parse;
#[cfg(test)]
mod tests;

use serde_json::Value;

pub use error::TemplateError;
pub use expression::Expression;

use crate::path::Root;

/// What a template is evaluated on. The context is asked for only by templates that read it, so it may be
/// built on the first call and kept in a `OnceCell`.
pub trait Scope {
    /// The value `$` stands for.
    fn input(&self) -> &Value;
    /// The context object, `$$`.
    fn context(&self) -> &Value;
    /// The value of a workflow variable, if it has been assigned.
    fn variable(&self, name: &str) -> Option<&Value>;
}

/// Something wrong with a template, found when it is parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The member inside the template, `/a/0/b.$`; empty for the template itself.
    pub location: String,
    /// The service's text where it has one.
    pub text: String,
}

/// A dynamic member of a template.
#[derive(Debug, Clone, Copy)]
pub struct Dynamic<'t> {
    /// The member inside the template, `/a/0/b.$`.
    pub location: &'t str,
    /// The member's name as written, `b.$`.
    pub field: &'t str,
    /// What it evaluates.
    pub expression: &'t Expression,
}

/// A template, parsed once.
#[derive(Debug, Clone)]
pub struct Template {
    root: Node,
    needs_input: bool,
    needs_context: bool,
}

/// A part of a template.
#[derive(Debug, Clone)]
enum Node {
    /// No dynamic member anywhere inside.
    Static(Value),
    /// Members by their final names.
    Object(Vec<(String, Node)>),
    Array(Vec<Node>),
    Dynamic(Box<Member>),
}

#[derive(Debug, Clone)]
struct Member {
    location: String,
    field: String,
    expression: Expression,
}

impl Template {
    /// Parses a template. Everything that is wrong is added to `complaints`; such members are left out.
    pub fn parse(value: &Value, complaints: &mut Vec<Complaint>) -> Self {
        let root = parse::parse(value, complaints);
        let mut template = Self { root, needs_input: false, needs_context: false };
        let mut roots = Vec::new();
        for dynamic in template.dynamics() {
            roots.push(dynamic.expression.root().cloned());
        }
        // A call may have both among its arguments.
        template.needs_input = roots.iter().any(|root| matches!(root, Some(Root::Input) | None));
        template.needs_context = roots.iter().any(|root| matches!(root, Some(Root::Context) | None));
        template
    }

    /// Whether evaluation may read [`Scope::input`].
    #[must_use]
    pub fn needs_input(&self) -> bool {
        self.needs_input
    }

    /// Whether evaluation may read [`Scope::context`].
    #[must_use]
    pub fn needs_context(&self) -> bool {
        self.needs_context
    }

    /// The value of a template without dynamic members.
    #[must_use]
    pub fn static_value(&self) -> Option<&Value> {
        match &self.root {
            Node::Static(value) => Some(value),
            Node::Object(_) | Node::Array(_) | Node::Dynamic(_) => None,
        }
    }

    /// All dynamic members, in the author's order.
    #[must_use]
    pub fn dynamics(&self) -> Vec<Dynamic<'_>> {
        let mut all = Vec::new();
        collect(&self.root, &mut all);
        all
    }

    /// The names of the variables that paths of the template read, sorted, each once, without `$`.
    #[must_use]
    pub fn variables(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.dynamics().into_iter().flat_map(|dynamic| dynamic.expression.variables()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Evaluates the template. Without dynamic members this is a clone.
    ///
    /// # Errors
    /// [`TemplateError`] for the first dynamic member, in the author's order, that has no value.
    pub fn evaluate(&self, scope: &dyn Scope) -> Result<Value, TemplateError> {
        evaluate::evaluate(&self.root, scope)
    }
}

/// INVARIANT: recursion is bounded by `TEMPLATE_NESTING_MAX`, which parsing enforces.
fn collect<'t>(node: &'t Node, all: &mut Vec<Dynamic<'t>>) {
    match node {
        Node::Static(_) => {}
        Node::Object(members) => members.iter().for_each(|(_, member)| collect(member, all)),
        Node::Array(items) => items.iter().for_each(|item| collect(item, all)),
        Node::Dynamic(member) => {
            let Member { location, field, expression } = member.as_ref();
            all.push(Dynamic { location, field, expression });
        }
    }
}
