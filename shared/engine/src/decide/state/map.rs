//! The Map state in inline mode: one iteration per item, a window of them at a time.

use serde_json::Value;
use stepwell_asl::State;
use stepwell_asl::state::map::{Count, Map};

use crate::decide::data::{After, invalid_path, place, runtime};
use crate::decide::run::{Run, Then, Trouble};
use crate::decide::scope::Place;
use crate::decide::state::number;
use crate::error::StateError;
use crate::frame::{Frame, FramePath};
use crate::history::Detail;
use crate::join::Join;
use crate::limits::INLINE_CONCURRENCY_MAX;
use crate::payload::Payload;

impl Run<'_> {
    /// Starts the first iterations.
    pub fn map_attempt(
        &mut self,
        path: &FramePath,
        frame: &mut Frame,
        state: &State,
        map: &Map,
    ) -> Result<Then, Trouble> {
        let at = place(path, frame, state);
        let input = self.input(&at)?;
        let (items, total) = self.items(&at, map, &input)?;
        let window = self.window(&at, map, &input)?;
        let stamp = self.emit(frame.previous, Detail::MapStateStarted { length: total })?;
        frame.previous = stamp;
        Ok(Then::Launch(Box::new(Join {
            stamp,
            items: Some(items),
            input,
            launched: 0,
            window,
            results: vec![None; total as usize],
            settled: 0,
            last: stamp,
        })))
    }

    fn items(&self, place: &Place<'_>, map: &Map, input: &Payload) -> Result<(Payload, u32), Trouble> {
        let items = match &map.items_path {
            None => input.clone(),
            Some(path) => {
                let found = self.read(place, path, input)?;
                Payload::from_value(found.map_err(|missing| invalid_path(place, path, &missing))?)
            }
        };
        match items.value()? {
            Value::Array(list) => {
                let total = list.len() as u32;
                Ok((items, total))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                let path = map.items_path.as_ref().map_or("$", |path| path.text());
                // The service prints context paths with a single dollar sign here.
                let path = path.strip_prefix('$').filter(|rest| rest.starts_with('$')).unwrap_or(path);
                Err(StateError::runtime(format!("Reference path \"{path}\" must point to array.")).into())
            }
        }
    }

    fn window(&self, place: &Place<'_>, map: &Map, input: &Payload) -> Result<u32, Trouble> {
        let wanted = match &map.max_concurrency {
            Count::Literal(count) => *count,
            Count::Path(path) => {
                let found = self.read(place, path, input)?;
                let value = found.map_err(|missing| invalid_path(place, path, &missing))?;
                number::count(&value).ok_or_else(|| {
                    runtime(place, number::not_an_integer("MaxConcurrencyPath", &value, path))
                })?
            }
        };
        let window = if wanted == 0 { INLINE_CONCURRENCY_MAX } else { wanted.min(INLINE_CONCURRENCY_MAX) };
        Ok(window as u32)
    }

    /// The input of one iteration: its item, or what the item selector makes of it.
    pub fn iteration_input(
        &mut self,
        path: &FramePath,
        frame: &Frame,
        state: &State,
        map: &Map,
        join: &Join,
        index: u32,
    ) -> Result<Payload, Trouble> {
        let Some(items) = &join.items else { return Ok(join.input.clone()) };
        let item = items.value()?.get(index as usize).unwrap_or(&Value::Null);
        let Some(selector) = &map.item_selector else {
            let input = Payload::from_value(item.clone());
            self.made(input.bytes());
            return Ok(input);
        };
        let mut at = place(path, frame, state);
        at.item = Some((index, item));
        self.templated(&at, Some(selector), join.input.clone())
    }

    /// Goes on with the iterations' outputs, in the order of the items.
    pub fn map_ended(&mut self, place: &Place<'_>, map: &Map, results: Payload) -> Result<Then, Trouble> {
        let after =
            After { selector: map.result_selector.as_ref(), result_path: &map.result_path, next: map.next };
        self.leave(place, &after, results)
    }
}
