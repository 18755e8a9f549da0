//! Mutations of kept inputs, the same for the same seed: bytes, pieces of other inputs, words that the readers know,
//! and changes of the JSON values within. Deliberately absent: any notion of what an input reaches.

use serde_json::Value;
use stepwell_engine::moment::mix;

use crate::bytes::{BETWEEN, parts};
use crate::json::{change, count, edges, nth};

/// Longest mutated input in bytes.
const BYTES_MAX: usize = 64 * 1024;

/// Words on which readers branch.
const WORDS: [&[u8]; 32] = [
    b"null",
    b"true",
    b"-0",
    b"1e999",
    b"18446744073709551615",
    b"9223372036854775808",
    b"-1",
    b"\"\"",
    b"{}",
    b"[]",
    b"[[[[[[[[",
    b"{\"a\":",
    b"\\u0000",
    b"\\ud800",
    b"\xff",
    b"\0",
    b"\n%%\n",
    b"$",
    b"$$",
    b"..",
    b"[*]",
    b"[?(@.a==1)]",
    b".$",
    b"States.ALL",
    b"\"End\":true",
    b"\"Next\":",
    b"%2e",
    b"%",
    b"..%2f",
    b"@token@",
    b"@link@",
    b"99999999999999999999",
];

/// Numbers from a seed.
struct Dice {
    seed: u64,
    thrown: u64,
}

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.thrown += 1;
        (mix(self.seed, self.thrown, 7) % end.max(1) as u64) as usize
    }

    fn of<'v, T>(&mut self, values: &'v [T]) -> &'v T {
        &values[self.below(values.len())]
    }
}

/// A mutation of one of the kept inputs, which are at least one.
pub fn mutated(inputs: &[(String, Vec<u8>)], seed: u64) -> Vec<u8> {
    let mut dice = Dice { seed, thrown: 0 };
    let mut data = dice.of(inputs).1.clone();
    for _ in 0..=dice.below(4) {
        if dice.below(2) == 0 {
            structured(&mut data, inputs, &mut dice);
        } else {
            plain(&mut data, inputs, &mut dice);
        }
    }
    data.truncate(BYTES_MAX);
    data
}

fn plain(data: &mut Vec<u8>, inputs: &[(String, Vec<u8>)], dice: &mut Dice) {
    let at = dice.below(data.len() + 1);
    let end = (at + dice.below(16)).min(data.len());
    match dice.below(6) {
        0 if at < data.len() => data[at] ^= 1 << dice.below(8),
        1 if at < data.len() => data[at] = dice.below(256) as u8,
        2 => drop(data.drain(at..end)),
        3 => {
            let word = dice.of(&WORDS);
            data.splice(at..end, word.iter().copied());
        }
        4 => {
            let other = &dice.of(inputs).1;
            let from = dice.below(other.len() + 1);
            let to = (from + dice.below(200)).min(other.len());
            data.splice(at..end, other[from..to].iter().copied());
        }
        _ => {
            let piece = data[at..end].to_vec();
            data.splice(at..at, piece);
        }
    }
}

/// Changes a value within one part, if the part is JSON behind its first line or from its beginning.
fn structured(data: &mut Vec<u8>, inputs: &[(String, Vec<u8>)], dice: &mut Dice) {
    let mut texts: Vec<Vec<u8>> = parts(data, 64).into_iter().map(<[u8]>::to_vec).collect();
    let at = dice.below(texts.len());
    let line = texts[at].iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    for from in [0, line] {
        let Ok(mut value) = serde_json::from_slice::<Value>(&texts[at][from..]) else { continue };
        let edges = edges();
        let other = match dice.below(3) {
            0 => from_another(inputs, dice).unwrap_or_default(),
            1 => {
                let mut source = value.clone();
                let mut n = dice.below(count(&source));
                nth(&mut source, &mut n).map(|value| value.take()).unwrap_or_default()
            }
            _ => dice.of(&edges).clone(),
        };
        let (place, how) = (dice.below(count(&value)), dice.below(600));
        change(&mut value, place, how, other);
        texts[at].truncate(from);
        texts[at].extend(value.to_string().into_bytes());
        break;
    }
    *data = texts.join(BETWEEN);
}

fn from_another(inputs: &[(String, Vec<u8>)], dice: &mut Dice) -> Option<Value> {
    let text = &dice.of(inputs).1;
    let mut value: Value = serde_json::from_slice(parts(text, 2)[0]).ok()?;
    let mut n = dice.below(count(&value));
    nth(&mut value, &mut n).map(|value| value.take())
}
