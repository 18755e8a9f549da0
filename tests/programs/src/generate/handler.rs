//! Retriers and catchers.

use serde_json::{Map, Value, json};

use super::{Block, Maker, NEXT, Spot};

/// Which names a state's handlers may name.
const TASK_ERRORS: [&str; 11] = [
    "Order.Bad",
    "Order.Late",
    "Flaky",
    "Lambda.ServiceException",
    "Lambda.TooManyRequestsException",
    "Lambda.SdkClientException",
    "States.Timeout",
    "States.TaskFailed",
    "States.HeartbeatTimeout",
    "States.DataLimitExceeded",
    "Glue.EntityNotFoundException",
];

const JOIN_ERRORS: [&str; 7] = [
    "Order.Bad",
    "Order.Late",
    "Flaky",
    "Given.Up",
    "States.BranchFailed",
    "States.Timeout",
    "States.TaskFailed",
];

impl Maker<'_> {
    /// Adds `Retry` and `Catch` now and then; the states that catchers lead to join the block, whose last state is the
    /// one that gets them. `exact` keeps chance out of the delays.
    pub(super) fn handlers(&mut self, block: &mut Block, spot: &mut Spot, is_join: bool, exact: bool) {
        let names: &[&str] = if is_join { &JOIN_ERRORS } else { &TASK_ERRORS };
        let Some((_, mut state)) = block.pop().map(|(name, state)| (block.push((name, Map::new())), state))
        else {
            return;
        };
        let place = block.len() - 1;
        if self.chance.percent(self.shape.retry) {
            let retry = self.retry(names, if is_join { 2 } else { 3 }, exact);
            state.insert("Retry".to_owned(), retry);
        }
        if self.chance.percent(self.shape.catch) {
            let catch = self.catch(names, block, spot);
            state.insert("Catch".to_owned(), catch);
        }
        block[place].1 = state;
    }

    fn retry(&mut self, names: &[&str], attempts_max: u64, exact: bool) -> Value {
        let count = self.chance.between(1, 3);
        let mut retriers = Vec::new();
        for place in 1..=count {
            let mut retrier = json!({ "ErrorEquals": self.errors(names, place == count) });
            let interval = self.chance.between(1, if self.chance.clone().percent(15) { 300 } else { 8 });
            if exact || self.chance.percent(80) {
                retrier["IntervalSeconds"] = json!(interval);
                if self.chance.percent(25) {
                    retrier["MaxDelaySeconds"] = json!(interval + self.chance.between(1, 20));
                }
            }
            // The default is three.
            if attempts_max < 3 || self.chance.percent(85) {
                retrier["MaxAttempts"] = json!(self.chance.below(attempts_max + 1));
            }
            if self.chance.percent(50) {
                retrier["BackoffRate"] = json!([1.0, 1.5, 2.0, 3.0][self.chance.below(4) as usize]);
            }
            if !exact && self.chance.percent(25) {
                retrier["JitterStrategy"] = json!(self.chance.pick(&["FULL", "NONE"]));
            }
            retriers.push(retrier);
        }
        Value::Array(retriers)
    }

    fn errors(&mut self, names: &[&str], is_last: bool) -> Value {
        if is_last && self.chance.percent(45) {
            return json!(["States.ALL"]);
        }
        let mut list: Vec<&str> = (0..self.chance.between(1, 3)).map(|_| self.chance.pick(names)).collect();
        list.dedup();
        json!(list)
    }

    fn catch(&mut self, names: &[&str], block: &mut Block, spot: &mut Spot) -> Value {
        let count = self.chance.between(1, 2);
        let mut catchers = Vec::new();
        for place in 1..=count {
            let mut catcher = json!({ "ErrorEquals": self.errors(names, place == count) });
            let error = format!("e{}", self.number() + place);
            let at = format!("$.{error}");
            match self.chance.weighted(&[4, 2, 2, 2]) {
                // On as if nothing had happened, with the error beside the data.
                0 => {
                    catcher["ResultPath"] = json!(at);
                    catcher["Next"] = json!(NEXT);
                    spot.results.push(error);
                }
                1 => {
                    catcher["ResultPath"] = json!(null);
                    catcher["Next"] = json!(NEXT);
                }
                // To an end that may look at the error.
                2 => {
                    let sink = self.sink(Some(&at));
                    catcher["ResultPath"] = json!(at);
                    catcher["Next"] = json!(sink.0);
                    block.push(sink);
                }
                _ => {
                    let sink = self.sink(None);
                    catcher["Next"] = json!(sink.0);
                    block.push(sink);
                }
            }
            catchers.push(catcher);
        }
        Value::Array(catchers)
    }
}
