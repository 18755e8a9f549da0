//! What the journal keeps, as bytes and back. Every persisted shape is written by hand in [`record`]; everything kept
//! starts with its schema number and is read for ever (golden files stand in `golden/`). Deliberately absent: I/O. A
//! draft names what must be written before it; a page names what must be read before it is whole.

mod dictionary;
pub mod digest;
pub mod envelope;
mod frame;
mod known;
pub mod parts;
pub(crate) mod plain;
pub mod read;
pub(crate) mod record;
mod schema;
pub mod write;

use stepwell_engine::payload::Home;

pub use digest::Digest;
pub use read::Page;
pub use schema::{Schema, Schemas};
pub use write::Draft;

/// What can be wrong with bytes that were kept, or with what is to be kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// The record was written by a newer version of this program: it must be left as it is.
    #[error("written by a newer version (schema {found}, this one knows {known}): leave it alone")]
    Newer {
        /// Schema number found.
        found: u8,
        /// Newest schema number that this code reads.
        known: u8,
    },
    /// The bytes are not what was once written.
    #[error("the record is corrupt: {0}")]
    Corrupt(String),
    /// It cannot be kept within the limits, whatever is moved out.
    #[error("the record is too large: {bytes} bytes, at most {max}")]
    TooLarge {
        /// Its size in bytes.
        bytes: usize,
        /// Most bytes allowed.
        max: usize,
    },
    /// A text is neither in memory nor kept anywhere, so nothing can be written that refers to it.
    #[error("a text of {bytes} bytes is neither in memory nor kept anywhere")]
    Homeless {
        /// Its length in bytes.
        bytes: usize,
    },
    /// A text is kept by another execution: give this one a payload of its own.
    #[error("a text belongs to another execution: {home:?}")]
    Foreign {
        /// Where it is kept there.
        home: Home,
    },
}

impl CodecError {
    /// A record that is corrupt, and how it shows.
    pub(crate) fn corrupt(how: impl Into<String>) -> Self {
        CodecError::Corrupt(how.into())
    }
}

impl From<minicbor::decode::Error> for CodecError {
    fn from(error: minicbor::decode::Error) -> Self {
        CodecError::Corrupt(error.to_string())
    }
}

#[cfg(test)]
mod tests;
