//! The Pass state.

use stepwell_asl::state::pass::Pass;

use crate::decide::data::After;
use crate::decide::run::{Run, Then, Trouble};
use crate::decide::scope::Place;
use crate::payload::Payload;

impl Run<'_> {
    /// The result is `Result`, or what `Parameters` make of the input, or the input.
    pub fn pass(&mut self, place: &Place<'_>, pass: &Pass) -> Result<Then, Trouble> {
        let result = match &pass.result {
            Some(result) => Payload::from_value(result.clone()),
            None => {
                let input = self.input(place)?;
                self.templated(place, pass.parameters.as_ref(), input)?
            }
        };
        self.leave(place, &After { selector: None, result_path: &pass.result_path, next: pass.next }, result)
    }
}
