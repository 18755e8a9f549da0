//! The worlds that were seen: an open table of places over a list, with a hash made for small values.

use std::hash::{Hash, Hasher};

use crate::state::State;

/// Mixes eight bytes at a time.
#[derive(Default)]
struct Mix {
    sum: u64,
    pending: u64,
    bits: u32,
}

impl Mix {
    fn push(&mut self, value: u64) {
        self.sum = (self.sum.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u8(*byte));
    }

    fn write_u8(&mut self, value: u8) {
        self.pending |= u64::from(value) << self.bits;
        self.bits += 8;
        if self.bits == 64 {
            let pending = std::mem::take(&mut self.pending);
            self.bits = 0;
            self.push(pending);
        }
    }

    // Discriminants: all of ours are below 256.
    fn write_isize(&mut self, value: isize) {
        self.write_u8(value as u8);
    }

    fn write_u64(&mut self, value: u64) {
        self.push(value);
    }

    fn finish(&self) -> u64 {
        let mixed = (self.sum.rotate_left(5) ^ self.pending).wrapping_mul(0x517c_c1b7_2722_0a95);
        mixed ^ (mixed >> 32)
    }
}

/// Place of a state that is in none.
const FREE: u32 = u32::MAX;

/// The worlds seen, each with its number.
#[derive(Debug)]
pub struct Seen {
    /// In the order in which they were seen.
    pub states: Vec<State>,
    places: Vec<u32>,
}

impl Default for Seen {
    fn default() -> Self {
        Seen { states: Vec::new(), places: vec![FREE; 1 << 12] }
    }
}

impl Seen {
    /// The number of a world, and whether it is new.
    pub fn add(&mut self, state: State) -> (u32, bool) {
        if self.states.len() * 2 > self.places.len() {
            self.grow();
        }
        let place = self.place(&state);
        let known = self.places.get(place).copied().unwrap_or(FREE);
        if known != FREE {
            return (known, false);
        }
        let number = self.states.len() as u32;
        if let Some(free) = self.places.get_mut(place) {
            *free = number;
        }
        self.states.push(state);
        (number, true)
    }

    fn place(&self, state: &State) -> usize {
        let mut mix = Mix::default();
        state.hash(&mut mix);
        let mask = self.places.len() - 1;
        let mut place = mix.finish() as usize & mask;
        while let Some(number) = self.places.get(place)
            && *number != FREE
            && self.states.get(*number as usize) != Some(state)
        {
            place = (place + 1) & mask;
        }
        place
    }

    fn grow(&mut self) {
        self.places = vec![FREE; self.places.len() * 4];
        let states = std::mem::take(&mut self.states);
        for state in states {
            let place = self.place(&state);
            if let Some(free) = self.places.get_mut(place) {
                *free = self.states.len() as u32;
            }
            self.states.push(state);
        }
    }
}
