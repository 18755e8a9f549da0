//! A checked request: its members by name, each of the type that the model says. A member that is null is absent.

use serde_json::{Map, Value};

use crate::fault::Fault;

/// The members of a request or of a structure in one.
#[derive(Clone, Copy, Debug)]
pub struct Request<'b> {
    members: &'b Map<String, Value>,
}

impl<'b> Request<'b> {
    /// Members that were checked against the model.
    pub fn new(members: &'b Map<String, Value>) -> Self {
        Request { members }
    }

    /// A string.
    pub fn text(&self, name: &str) -> Option<&'b str> {
        self.members.get(name)?.as_str()
    }

    /// A string that the model requires.
    ///
    /// # Errors
    /// `ValidationException` if it is not there, which the model's check says before.
    pub fn required(&self, name: &str) -> Result<&'b str, Fault> {
        self.text(name).ok_or_else(|| Fault::validation(format!("`{name}` is missing")))
    }

    /// A whole number.
    pub fn whole(&self, name: &str) -> Option<i64> {
        let value = self.members.get(name)?;
        value.as_i64().or_else(|| value.as_f64().map(|number| number as i64))
    }

    /// True or false.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.members.get(name)?.as_bool()
    }

    /// A list.
    pub fn list(&self, name: &str) -> Option<&'b [Value]> {
        self.members.get(name)?.as_array().map(Vec::as_slice)
    }

    /// A structure.
    pub fn structure(&self, name: &str) -> Option<Request<'b>> {
        self.members.get(name)?.as_object().map(Request::new)
    }

    /// How many entries a page shall have: `maxResults`, where 0 and absent mean `default`.
    pub fn page_size(&self, default: usize) -> usize {
        let asked =
            self.whole("maxResults").and_then(|number| usize::try_from(number).ok()).unwrap_or_default();
        if asked == 0 { default } else { asked }
    }

    /// Whether the answer shall leave out what may be secret: `includedData` is `METADATA_ONLY`.
    pub fn metadata_only(&self) -> bool {
        self.text("includedData") == Some("METADATA_ONLY")
    }
}
