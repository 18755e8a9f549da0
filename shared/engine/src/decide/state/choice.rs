//! The Choice state: the first rule that matches says where to go.

use serde_json::Value;
use stepwell_asl::state::Next;
use stepwell_asl::state::choice::{Choice, Operand, Test, Trait};
use stepwell_asl::time::parse_rfc3339;
use stepwell_query::path::Path;

use crate::decide::data::runtime;
use crate::decide::run::{Run, Then, Trouble};
use crate::decide::scope::Place;
use crate::decide::state::comparison;
use crate::payload::Payload;

impl Run<'_> {
    /// Chooses; without a match and a default the execution fails.
    pub fn choice(&mut self, place: &Place<'_>, choice: &Choice) -> Result<Then, Trouble> {
        let input = self.input(place)?;
        let mut chosen = None;
        for rule in &choice.rules {
            if self.test(place, &rule.test, &input)? {
                chosen = Some(rule.next);
                break;
            }
        }
        match chosen.or(choice.default) {
            Some(next) => Ok(Then::Exit(Next::State(next), self.output(place, input)?)),
            None => Err(runtime(
                place,
                "Failed to transition out of the state. The state does not point to a next state.",
            )
            .into()),
        }
    }

    fn test(&self, place: &Place<'_>, test: &Test, input: &Payload) -> Result<bool, Trouble> {
        match test {
            Test::And(tests) => {
                for test in tests {
                    if !self.test(place, test, input)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Test::Or(tests) => {
                for test in tests {
                    if self.test(place, test, input)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Test::Not(test) => Ok(!self.test(place, test, input)?),
            Test::Compare { variable, family, relation, operand } => {
                let left = self.condition(place, variable, input)?;
                match operand {
                    Operand::Literal(right) => Ok(comparison::matches(*family, *relation, &left, right)),
                    Operand::Path(path) => {
                        let right = self.condition(place, path, input)?;
                        Ok(comparison::matches(*family, *relation, &left, &right))
                    }
                }
            }
            Test::Matches { variable, pieces } => {
                let value = self.condition(place, variable, input)?;
                Ok(value.as_str().is_some_and(|text| comparison::wildcard(text, pieces)))
            }
            Test::Is { variable, trait_: Trait::Present, expected } => {
                Ok(self.read(place, variable, input)?.is_ok() == *expected)
            }
            Test::Is { variable, trait_, expected } => {
                let value = self.condition(place, variable, input)?;
                Ok(has(&value, *trait_) == *expected)
            }
        }
    }

    /// The value a condition looks at; one that is not there fails the execution.
    fn condition(&self, place: &Place<'_>, path: &Path, input: &Payload) -> Result<Value, Trouble> {
        self.read(place, path, input)?.map_err(|_| {
            let text = "The choice state's condition path references an invalid value.";
            runtime(place, format_args!("Invalid path '{}': {text}", path.text())).into()
        })
    }
}

fn has(value: &Value, wanted: Trait) -> bool {
    match wanted {
        Trait::Present => true,
        Trait::Null => value.is_null(),
        Trait::Numeric => value.is_number(),
        Trait::String => value.is_string(),
        Trait::Boolean => value.is_boolean(),
        Trait::Timestamp => value.as_str().is_some_and(|text| parse_rfc3339(text).is_some()),
    }
}
