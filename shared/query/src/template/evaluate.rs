//! A template put to a scope. What is copied is counted, so that a small template cannot make a huge value.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{Expression, Member, Node, Scope, TemplateError};
use crate::json;
use crate::limits::{TEMPLATE_RESULT_BYTES_MAX, VALUE_NESTING_MAX};
use crate::path::{NotFound, Path, Root};

/// Evaluates a node and all below it.
pub(super) fn evaluate(node: &Node, scope: &dyn Scope) -> Result<Value, TemplateError> {
    if let Node::Static(value) = node {
        return Ok(value.clone());
    }
    let mut evaluation = Evaluation { scope, bytes: TEMPLATE_RESULT_BYTES_MAX };
    evaluation.node(node, VALUE_NESTING_MAX)
}

struct Evaluation<'s> {
    scope: &'s dyn Scope,
    /// How many bytes the dynamic members may still give.
    bytes: usize,
}

impl Evaluation<'_> {
    /// `levels`: how many more levels of arrays and objects are allowed.
    /// INVARIANT: recursion is bounded by `TEMPLATE_NESTING_MAX`, which parsing enforces.
    fn node(&mut self, node: &Node, levels: usize) -> Result<Value, TemplateError> {
        match node {
            Node::Static(value) => Ok(value.clone()),
            Node::Array(items) => {
                let items = items.iter().map(|item| self.node(item, levels.saturating_sub(1)));
                Ok(Value::Array(items.collect::<Result<_, _>>()?))
            }
            Node::Object(members) => {
                let mut made = Map::with_capacity(members.len());
                for (name, member) in members {
                    made.insert(name.clone(), self.node(member, levels.saturating_sub(1))?);
                }
                Ok(Value::Object(made))
            }
            Node::Dynamic(member) => self.member(member, levels),
        }
    }

    fn member(&mut self, member: &Member, levels: usize) -> Result<Value, TemplateError> {
        let path = match &member.expression {
            Expression::Path(path) | Expression::Variable(path) => path,
            Expression::Intrinsic(call) => {
                return Err(TemplateError::NotSupported {
                    field: member.field.clone(),
                    function: call.name().to_owned(),
                });
            }
        };
        let value = read(self.scope, path).map_err(|reason| TemplateError::NotFound {
            field: member.field.clone(),
            path: path.text().to_owned(),
            input: json::write(self.scope.input()),
            reason: Box::new(reason),
        })?;
        if !json::weigh(&value, &mut self.bytes) {
            return Err(TemplateError::TooLarge { field: member.field.clone() });
        }
        if !json::fits_nesting(&value, levels) {
            return Err(TemplateError::TooDeep { field: member.field.clone() });
        }
        Ok(value.into_owned())
    }
}

fn read<'s>(scope: &'s dyn Scope, path: &Path) -> Result<Cow<'s, Value>, NotFound> {
    match path.root() {
        Root::Input => path.read(scope.input()),
        Root::Context => path.read(scope.context()),
        Root::Variable(name) => {
            let missing = || NotFound::NoResults { path: format!("${name}") };
            path.read(scope.variable(name).ok_or_else(missing)?)
        }
    }
}
