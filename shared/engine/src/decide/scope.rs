//! What paths and templates of a state may look at: its data and the context object, which is built only when somebody
//! looks.

use std::borrow::Cow;

use serde_json::Value;
use stepwell_asl::State;
use stepwell_query::path::{Path, Root};
use stepwell_query::template::Template;

use crate::decide::data::runtime;
use crate::decide::run::{Run, Trouble};
use crate::frame::{Frame, FramePath};
use crate::payload::Payload;

/// Where a path or template is evaluated.
pub(crate) struct Place<'s> {
    pub path: &'s FramePath,
    pub frame: &'s Frame,
    pub state: &'s State,
    /// The item, while an item selector is evaluated.
    pub item: Option<(u32, &'s Value)>,
    /// The task token, in tasks that have one.
    pub token: Option<String>,
}

impl Run<'_> {
    /// Reads a path; if it leads nowhere, the text that says so.
    pub fn read(
        &self,
        place: &Place<'_>,
        path: &Path,
        data: &Payload,
    ) -> Result<Result<Value, String>, Trouble> {
        match path.root() {
            Root::Input => Ok(found(path, data.value()?)),
            Root::Context => Ok(found(path, &self.context(place)?)),
            Root::Variable(name) => Err(runtime(
                place,
                format_args!("variable '{name}' is used, but variables are not supported yet"),
            )
            .into()),
        }
    }

    /// Evaluates a template.
    pub fn evaluate(&self, place: &Place<'_>, template: &Template, data: &Payload) -> Result<Value, Trouble> {
        let context = if template.needs_context() { self.context(place)? } else { Value::Null };
        let nothing = Value::Null;
        let input = if template.needs_input() { data.value()? } else { &nothing };
        let made = template.evaluate(&Scope { input, context: &context });
        if made.is_err() && !template.needs_input() {
            // What a failure says shows the input, even if nothing reads it.
            let input = data.value()?;
            let made = template.evaluate(&Scope { input, context: &context });
            return made.map_err(|error| runtime(place, error).into());
        }
        made.map_err(|error| runtime(place, error).into())
    }
}

fn found(path: &Path, value: &Value) -> Result<Value, String> {
    path.read(value).map(Cow::into_owned).map_err(|missing| missing.to_string())
}

struct Scope<'v> {
    input: &'v Value,
    context: &'v Value,
}

impl stepwell_query::template::Scope for Scope<'_> {
    fn input(&self) -> &Value {
        self.input
    }

    fn context(&self) -> &Value {
        self.context
    }

    fn variable(&self, _name: &str) -> Option<&Value> {
        None
    }
}
