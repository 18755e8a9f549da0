//! Reading an input: bytes that choose, and parts of text. A byte string that has ended goes on with zeros, so every input
//! means something.

/// What stands between two parts of an input of several texts.
pub const BETWEEN: &[u8] = b"\n%%\n";

/// Bytes that are still to be read.
pub struct Bytes<'d>(&'d [u8]);

impl<'d> Bytes<'d> {
    /// From the beginning.
    pub fn new(data: &'d [u8]) -> Self {
        Bytes(data)
    }

    /// Whether all were read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        match self.0.split_first() {
            Some((first, rest)) => {
                self.0 = rest;
                *first
            }
            None => 0,
        }
    }

    /// A number below `end`, which is at least 1.
    pub fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end
    }

    /// A number of eight bytes.
    pub fn number(&mut self) -> u64 {
        (0..8).fold(0, |number, _| number << 8 | u64::from(self.byte()))
    }

    /// Everything that is left.
    pub fn rest(self) -> &'d [u8] {
        self.0
    }
}

/// The parts of an input, at most `most`; the last one takes what is left.
pub fn parts(data: &[u8], most: usize) -> Vec<&[u8]> {
    let mut found = Vec::new();
    let mut rest = data;
    while found.len() + 1 < most
        && let Some(at) = rest.windows(BETWEEN.len()).position(|window| window == BETWEEN)
    {
        found.push(&rest[..at]);
        rest = &rest[at + BETWEEN.len()..];
    }
    found.push(rest);
    found
}

/// The same as texts; what is not UTF-8 is made so.
pub fn texts(data: &[u8], most: usize) -> Vec<String> {
    parts(data, most).into_iter().map(|part| String::from_utf8_lossy(part).into_owned()).collect()
}
