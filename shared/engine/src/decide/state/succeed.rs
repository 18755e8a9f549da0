//! The Succeed state.

use stepwell_asl::state::Next;

use crate::decide::run::{Run, Then, Trouble};
use crate::decide::scope::Place;

impl Run<'_> {
    /// Ends its machine with its input, filtered.
    pub fn succeed_state(&mut self, place: &Place<'_>) -> Result<Then, Trouble> {
        let input = self.input(place)?;
        Ok(Then::Exit(Next::End, self.output(place, input)?))
    }
}
