//! The worlds that were seen: an open table of places over a list of packed worlds.

use crate::packed::{Packed, pack, unpack};
use crate::state::State;

/// A place that is free.
const FREE: u32 = u32::MAX;

/// The worlds seen, each with its number.
#[derive(Debug)]
pub struct Seen {
    /// In the order in which they were seen.
    worlds: Vec<Packed>,
    places: Vec<u32>,
}

impl Default for Seen {
    fn default() -> Self {
        Seen { worlds: Vec::new(), places: vec![FREE; 1 << 12] }
    }
}

impl Seen {
    /// How many.
    pub fn len(&self) -> usize {
        self.worlds.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.worlds.is_empty()
    }

    /// The world of a number.
    pub fn get(&self, number: usize) -> Option<State> {
        self.worlds.get(number).map(unpack)
    }

    /// The number of a world, and whether it is new.
    pub fn add(&mut self, state: &State) -> (u32, bool) {
        if self.worlds.len() * 2 > self.places.len() {
            self.grow();
        }
        let world = pack(state);
        let place = self.place(&world);
        let known = self.places.get(place).copied().unwrap_or(FREE);
        if known != FREE {
            return (known, false);
        }
        let number = self.worlds.len() as u32;
        if let Some(free) = self.places.get_mut(place) {
            *free = number;
        }
        self.worlds.push(world);
        (number, true)
    }

    /// Where a world stands, or would.
    fn place(&self, world: &Packed) -> usize {
        let mask = self.places.len() - 1;
        let mut place = mix(world) as usize & mask;
        while let Some(number) = self.places.get(place)
            && *number != FREE
            && self.worlds.get(*number as usize) != Some(world)
        {
            place = (place + 1) & mask;
        }
        place
    }

    fn grow(&mut self) {
        self.places = vec![FREE; self.places.len() * 4];
        let mask = self.places.len() - 1;
        for (number, world) in self.worlds.iter().enumerate() {
            let mut place = mix(world) as usize & mask;
            while self.places.get(place).is_some_and(|taken| *taken != FREE) {
                place = (place + 1) & mask;
            }
            if let Some(free) = self.places.get_mut(place) {
                *free = number as u32;
            }
        }
    }
}

fn mix(world: &Packed) -> u64 {
    let sum =
        world.iter().fold(0u64, |sum, word| (sum.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    sum ^ (sum >> 29)
}
