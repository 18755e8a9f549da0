//! Numbers of the shapes in which records are kept. A record says its number first, and every number that was ever
//! written is read for ever. Deliberately absent: the shapes themselves.

use super::CodecError;

/// The number of a shape. A journal reads all of them and writes the one that it is told to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Schema {
    /// The first: one text is one record of at most [`crate::limits::RECORD_BYTES_MAX`] bytes.
    One = 1,
    /// The second: a longer text is kept in parts, up to [`crate::limits::TEXT_BYTES_MAX`] bytes.
    Two = 2,
}

impl Schema {
    /// All of them, the oldest first.
    pub const ALL: [Schema; 2] = [Schema::One, Schema::Two];

    /// The newest that this code knows, which it writes unless it is told otherwise.
    pub const NEWEST: Schema = Schema::Two;

    /// The number with which records begin.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The schema of this number; none if this code does not know it.
    pub fn of(number: u64) -> Option<Self> {
        Schema::ALL.into_iter().find(|schema| u64::from(schema.number()) == number)
    }

    /// Bytes of the longest text that can be kept.
    pub const fn text_bytes_max(self) -> usize {
        match self {
            Schema::One => crate::limits::RECORD_BYTES_MAX,
            Schema::Two => crate::limits::TEXT_BYTES_MAX,
        }
    }
}

/// What one process does with schemas: it reads all up to one and writes one of those.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schemas {
    knows: Schema,
    writes: Schema,
}

impl Default for Schemas {
    fn default() -> Self {
        Schemas::writing(Schema::NEWEST)
    }
}

impl Schemas {
    /// Reads everything that this code knows and writes `schema`: how a fleet is upgraded in two steps.
    pub const fn writing(schema: Schema) -> Self {
        Schemas { knows: Schema::NEWEST, writes: schema }
    }

    /// Reads and writes nothing newer than `schema`, as code did that knew no newer one. For tests of upgrades, in which
    /// old and new code work side by side; nothing else has a reason to know less than it could.
    pub const fn old(schema: Schema) -> Self {
        Schemas { knows: schema, writes: schema }
    }

    /// The schema of what is written.
    pub const fn writes(self) -> Schema {
        self.writes
    }

    /// The bytes of a record, if it is none that must be left alone.
    pub fn known(self, bytes: &[u8]) -> Result<&[u8], CodecError> {
        match bytes.first() {
            Some(&found) if found > self.knows.number() => {
                Err(CodecError::Newer { found, known: self.knows.number() })
            }
            Some(_) | None => Ok(bytes),
        }
    }
}
