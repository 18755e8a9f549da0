//! Fan-out and fan-in of Parallel and inline Map: how many, how many launched, what came back. Settling an index twice
//! changes nothing; order does not matter.

use crate::payload::Payload;

/// State of one attempt of a Parallel or Map state.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// Id of the event that started the attempt; stamp of the inner frames' paths.
    pub stamp: u64,
    /// The items of a Map (a JSON array); none for Parallel.
    pub items: Option<Payload>,
    /// Effective input of the state, which branches get and item selectors see.
    pub input: Payload,
    /// Inner frames launched so far: all indexes below.
    pub launched: u32,
    /// Most inner frames at a time.
    pub window: u32,
    /// Results by index; its length is the total.
    pub results: Vec<Option<Payload>>,
    /// How many results are there.
    pub settled: u32,
    /// The event that came last from inside, to which the closing events point.
    pub last: u64,
}

impl Join {
    /// Inner frames in all.
    pub fn total(&self) -> u32 {
        self.results.len() as u32
    }

    /// Takes in a result; false if the index was settled before or never launched.
    pub fn settle(&mut self, index: u32, result: Payload, last: u64) -> bool {
        match self.results.get_mut(index as usize) {
            Some(slot @ None) if index < self.launched => {
                *slot = Some(result);
                self.settled += 1;
                self.last = last;
                true
            }
            Some(_) | None => false,
        }
    }

    /// Whether every inner frame has come back.
    pub fn is_complete(&self) -> bool {
        self.settled == self.total()
    }

    /// Whether another inner frame may be launched.
    pub fn has_room(&self) -> bool {
        self.launched < self.total() && self.launched - self.settled < self.window
    }
}
