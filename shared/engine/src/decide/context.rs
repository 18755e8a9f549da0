//! The context object (`$$`). Source: Step Functions developer guide, "Context object"; order of members and which of
//! them are there is recorded on the service.

use serde_json::{Map, Value, json};
use stepwell_asl::Work;

use crate::decide::run::{Run, Trouble};
use crate::decide::scope::Place;
use crate::frame::Doing;

impl Run<'_> {
    /// Builds the context object for a state.
    pub fn context(&self, place: &Place<'_>) -> Result<Value, Trouble> {
        let identity = &self.execution.identity;
        let mut context = Map::new();
        context.insert(
            "Execution".to_owned(),
            json!({
                "Id": identity.execution_arn,
                "Input": self.execution.input.value()?,
                "StartTime": iso_8601(identity.started_ms),
                "Name": identity.name,
                "RoleArn": identity.role_arn,
                "RedriveCount": 0,
            }),
        );
        context.insert(
            "StateMachine".to_owned(),
            json!({ "Id": identity.state_machine_arn, "Name": identity.state_machine_name }),
        );
        let mut state = Map::new();
        state.insert("Name".to_owned(), json!(&*place.state.name));
        state.insert("EnteredTime".to_owned(), json!(iso_8601(place.frame.entered_ms)));
        if matches!(place.state.work, Work::Task(_) | Work::Map(_)) {
            state.insert("RetryCount".to_owned(), json!(place.frame.retries.iter().sum::<u64>()));
        }
        context.insert("State".to_owned(), Value::Object(state));
        if let Some(token) = &place.token {
            context.insert("Task".to_owned(), json!({ "Token": token }));
        }
        if let Some((index, value)) = self.item(place)? {
            context.insert("Map".to_owned(), json!({ "Item": { "Index": index, "Value": value } }));
        }
        Ok(Value::Object(context))
    }

    /// The item that a state works on: the selector's own, or that of the innermost iteration around.
    fn item<'v>(&'v self, place: &'v Place<'_>) -> Result<Option<(u32, &'v Value)>, Trouble> {
        if place.item.is_some() {
            return Ok(place.item);
        }
        let mut at = place.path.outer();
        while let Some((outer, step)) = at {
            if let Some(frame) = self.execution.frames.get(&outer)
                && let Doing::Join(join) = &frame.doing
                && let Some(items) = &join.items
            {
                return Ok(items.value()?.get(step.index as usize).map(|value| (step.index, value)));
            }
            at = outer.outer();
        }
        Ok(None)
    }
}

/// ISO 8601 in UTC with milliseconds, as the context object writes times.
pub(crate) fn iso_8601(ms: u64) -> String {
    let (days, rest) = (ms / 86_400_000, ms % 86_400_000);
    let (year, month, day) = civil(days);
    let (h, m, s, milli) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60, rest % 1000);
    format!("{year:04}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}.{milli:03}Z")
}

/// Year, month and day of a day count since 1970 (Hinnant, "chrono-compatible low-level date algorithms").
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}
