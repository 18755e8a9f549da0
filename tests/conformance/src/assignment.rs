//! Matches two lists without order: every expected entry gets an actual entry of its own. Searches with backtracking,
//! because what an entry's masks take decides what later entries may be.

use crate::limits::ASSIGNMENT_TRIES;
use crate::pattern::Bindings;

/// The entries that found no partner, by position.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Leftovers {
    /// Of the expected list.
    pub expected: Vec<usize>,
    /// Of the actual list.
    pub actual: Vec<usize>,
}

/// Pairs `expected` with `actual` entries. `fits` tells whether a pair fits under the bindings it is given, and changes
/// them if it does.
///
/// # Errors
/// What is left over when each expected entry takes the first that fits.
pub fn assign<F>(expected: usize, actual: usize, bindings: &Bindings, fits: F) -> Result<Bindings, Leftovers>
where
    F: Fn(usize, usize, &mut Bindings) -> bool,
{
    if expected == actual {
        let mut search = Search { fits: &fits, used: vec![false; actual], tries: ASSIGNMENT_TRIES };
        if let Some(found) = search.from(0, expected, bindings) {
            return Ok(found);
        }
    }
    Err(leftovers(expected, actual, bindings, &fits))
}

struct Search<'f, F> {
    fits: &'f F,
    used: Vec<bool>,
    tries: u32,
}

impl<F: Fn(usize, usize, &mut Bindings) -> bool> Search<'_, F> {
    fn from(&mut self, entry: usize, count: usize, bindings: &Bindings) -> Option<Bindings> {
        if entry == count {
            return Some(bindings.clone());
        }
        for candidate in 0..self.used.len() {
            if self.used[candidate] {
                continue;
            }
            self.tries = self.tries.checked_sub(1)?;
            let mut tried = bindings.clone();
            if (self.fits)(entry, candidate, &mut tried) {
                self.used[candidate] = true;
                if let Some(found) = self.from(entry + 1, count, &tried) {
                    return Some(found);
                }
                self.used[candidate] = false;
            }
        }
        None
    }
}

fn leftovers<F>(expected: usize, actual: usize, bindings: &Bindings, fits: &F) -> Leftovers
where
    F: Fn(usize, usize, &mut Bindings) -> bool,
{
    let mut bindings = bindings.clone();
    let mut left = Leftovers { expected: Vec::new(), actual: (0..actual).collect() };
    for entry in 0..expected {
        let found = left.actual.iter().position(|candidate| {
            let mut tried = bindings.clone();
            let fit = fits(entry, *candidate, &mut tried);
            if fit {
                bindings = tried;
            }
            fit
        });
        match found {
            Some(at) => {
                left.actual.remove(at);
            }
            None => left.expected.push(entry),
        }
    }
    left
}

#[cfg(test)]
#[path = "assignment_tests.rs"]
mod tests;
