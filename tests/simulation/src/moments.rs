//! Moments of an execution at which somebody waits to do something: right after one of its pages was committed, or while
//! one of its calls is on its way. Deliberately absent: what is done then.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use stepwell_journal::ExecutionKey;
use stepwell_journal::store::Key;

use crate::actors::operator;
use crate::lock;
use crate::world::World;

/// A moment of one execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Moment {
    /// Right after this page, which may have claimed a call.
    Page(u64),
    /// While this call is on its way, counted from 1.
    Call(u64),
}

/// Who waits for which moment.
#[derive(Default)]
pub(crate) struct Moments(Mutex<State>);

#[derive(Default)]
struct State {
    /// Numbers of executions to be stopped, by partition and moment.
    stops: BTreeMap<(String, Moment), usize>,
    calls: BTreeMap<String, u64>,
}

impl Moments {
    /// An execution shall be stopped at this moment.
    pub fn stop_at(&self, key: &ExecutionKey, moment: Moment, number: usize) {
        lock(&self.0).stops.insert((key.partition(), moment), number);
    }

    fn call(&self, partition: &str) -> Option<Moment> {
        let mut state = lock(&self.0);
        if state.stops.is_empty() {
            return None;
        }
        let calls = state.calls.entry(partition.to_owned()).or_default();
        *calls += 1;
        Some(Moment::Call(*calls))
    }

    fn take(&self, partition: &str, moment: Moment) -> Option<usize> {
        let mut state = lock(&self.0);
        if state.stops.is_empty() { None } else { state.stops.remove(&(partition.to_owned(), moment)) }
    }
}

impl World {
    /// A page was written.
    pub fn page_is_there(self: &Arc<Self>, key: &Key) {
        let Some(page) = key.sort.strip_prefix('p').and_then(|digits| digits.parse().ok()) else { return };
        if key.partition.starts_with("e#") {
            self.reached(&key.partition, Moment::Page(page));
        }
    }

    /// A call is on its way; `marker` names its attempt.
    pub fn call_is_sent(self: &Arc<Self>, marker: &str) {
        let Some((names, _)) = marker.rsplit_once('#') else { return };
        let partition = format!("e#{}", names.replacen('/', "#", 1));
        if let Some(moment) = self.moments.call(&partition) {
            self.reached(&partition, moment);
        }
    }

    fn reached(self: &Arc<Self>, partition: &str, moment: Moment) {
        if let Some(number) = self.moments.take(partition, moment) {
            self.line(|| format!("{moment:?} of {partition} is when somebody stops it"));
            operator::stop_now(self, number);
        }
    }
}
