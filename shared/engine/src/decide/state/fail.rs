//! The Fail state.

use serde_json::Value;
use stepwell_asl::state::fail::{Fail, Text};

use crate::decide::data::runtime;
use crate::decide::run::{Failed, Run, Then, Trouble};
use crate::decide::scope::Place;
use crate::error::StateError;

impl Run<'_> {
    /// Fails its machine with what is given, no more.
    pub fn fail_state(&mut self, place: &Place<'_>, fail: &Fail) -> Result<Then, Trouble> {
        let error = self.fail_text(place, fail.error.as_ref(), "ErrorPath")?;
        let cause = self.fail_text(place, fail.cause.as_ref(), "CausePath")?;
        Ok(Then::Fail(Failed::at(place.frame.entered, StateError { error, cause }.shortened())))
    }

    fn fail_text(
        &self,
        place: &Place<'_>,
        text: Option<&Text>,
        field: &str,
    ) -> Result<Option<String>, Trouble> {
        let path = match text {
            None => return Ok(None),
            Some(Text::Literal(text)) => return Ok(Some(text.to_string())),
            Some(Text::Path(path)) => path,
        };
        match self.read(place, path, &place.frame.input)? {
            Ok(Value::String(text)) => Ok(Some(text)),
            Ok(other) => {
                let text = format!(
                    "The {field} field refers to value \"{other}\" which is not a string: {}",
                    path.text()
                );
                Err(runtime(place, text).into())
            }
            Err(_) => {
                let input = place.frame.input.text()?;
                let text = format!(
                    "The JSONPath '{}' specified for the field '{field}' could not be found in the input '{input}'",
                    path.text()
                );
                Err(runtime(place, text).into())
            }
        }
    }
}
