//! The way of data through a state in JSONPath mode: InputPath, Parameters, ResultSelector, ResultPath, OutputPath.
//! Source: Amazon States Language, "Input and Output Processing"; texts of failures are recorded on the service.

use serde_json::Value;
use stepwell_asl::State;
use stepwell_asl::state::{Next, PathField, ResultPath};
use stepwell_query::path::Path;
use stepwell_query::template::Template;

use crate::decide::facts::too_large;
use crate::decide::run::{Run, Then, Trouble};
use crate::decide::scope::Place;
use crate::error::StateError;
use crate::frame::Frame;
use crate::payload::Payload;

/// What a state with a result does with it.
pub(crate) struct After<'p> {
    /// `ResultSelector`.
    pub selector: Option<&'p Template>,
    /// `ResultPath`.
    pub result_path: &'p ResultPath,
    /// Where it goes on.
    pub next: Next,
}

impl Run<'_> {
    /// Effective input: `InputPath` of the raw input.
    pub fn input(&self, place: &Place<'_>) -> Result<Payload, Trouble> {
        self.filtered(place, &place.state.input_path, &place.frame.input)
    }

    /// State output: `OutputPath` of what the state made.
    pub fn output(&self, place: &Place<'_>, made: Payload) -> Result<Payload, Trouble> {
        let output = self.filtered(place, &place.state.output_path, &made)?;
        self.fits(place, &output)?;
        Ok(output)
    }

    /// Fails the state if what it has made is larger than a payload may be.
    fn fits(&self, place: &Place<'_>, made: &Payload) -> Result<(), Trouble> {
        if made.bytes() > self.moment.limits.payload_bytes_max {
            return Err(too_large(&place.state.name).into());
        }
        Ok(())
    }

    fn filtered(&self, place: &Place<'_>, field: &PathField, data: &Payload) -> Result<Payload, Trouble> {
        match field {
            PathField::Whole => Ok(data.clone()),
            PathField::Empty => Ok(Payload::from_value(Value::Object(serde_json::Map::new()))),
            PathField::Path(path) => {
                let found = self.read(place, path, data)?;
                found.map(Payload::from_value).map_err(|missing| invalid_path(place, path, &missing).into())
            }
        }
    }

    /// A payload template evaluated against `data`; without one, `data` itself.
    pub fn templated(
        &mut self,
        place: &Place<'_>,
        template: Option<&Template>,
        data: Payload,
    ) -> Result<Payload, Trouble> {
        let Some(template) = template else { return Ok(data) };
        let made = Payload::from_value(self.evaluate(place, template, &data)?);
        self.made(made.bytes());
        self.fits(place, &made)?;
        Ok(made)
    }

    /// The rest of a state's way once it has a result: selected, placed into the raw input, filtered, and out.
    pub fn leave(&mut self, place: &Place<'_>, after: &After<'_>, result: Payload) -> Result<Then, Trouble> {
        let result = self.templated(place, after.selector, result)?;
        let placed = self.place_result(place.frame, after.result_path, result)?;
        if matches!(after.result_path, ResultPath::At(_)) {
            self.made(placed.bytes());
        }
        let output = self.output(place, placed)?;
        Ok(Then::Exit(after.next, output))
    }

    /// The result placed into the raw input as `ResultPath` says.
    pub fn place_result(&self, frame: &Frame, at: &ResultPath, result: Payload) -> Result<Payload, Trouble> {
        match at {
            ResultPath::Whole => Ok(result),
            ResultPath::Discard => Ok(frame.input.clone()),
            ResultPath::At(path) => {
                let input = frame.input.value()?.clone();
                let result = result.value()?.clone();
                path.insert(input, result).map(Payload::from_value).map_err(|cannot| {
                    let state = &self.program.state(frame.state).name;
                    let entered = frame.entered;
                    StateError::new(
                        "States.ResultPathMatchFailure",
                        format!("{}{cannot}", preamble(state, entered)),
                    )
                    .into()
                })
            }
        }
    }
}

/// How the service begins the cause of a state's failure.
pub(crate) fn preamble(state: &str, entered: u64) -> String {
    format!("An error occurred while executing the state '{state}' (entered at the event id #{entered}). ")
}

/// `States.Runtime` with the service's beginning.
pub(crate) fn runtime(place: &Place<'_>, text: impl std::fmt::Display) -> StateError {
    StateError::runtime(format!("{}{text}", preamble(&place.state.name, place.frame.entered)))
}

/// The failure of a path field that leads nowhere.
pub(crate) fn invalid_path(place: &Place<'_>, path: &Path, missing: &str) -> StateError {
    runtime(place, format_args!("Invalid path '{}' : {missing}", path.text()))
}

/// A state and its frame, for the work on them.
pub(crate) fn place<'s>(path: &'s crate::frame::FramePath, frame: &'s Frame, state: &'s State) -> Place<'s> {
    Place { path, frame, state, item: None, token: None }
}
