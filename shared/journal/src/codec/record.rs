//! The persisted shapes, written by hand: numbered fields, CBOR arrays. A number once used keeps its meaning for ever; new fields
//! are optional and come last. Deliberately absent: behaviour.
//!
//! Conventions: `Text` n ≥ 0 is a position among the texts that the page brings, -1 - n a position among those kept
//! elsewhere; `Word` is a position among its words. Times are differences to the head's last event time and event ids differences to a
//! neighbour, wrapping, because small numbers are short.

pub(crate) mod beat;
pub(crate) mod cover;
pub(crate) mod event;
pub(crate) mod frame;
pub(crate) mod head;
pub(crate) mod machine;
pub(crate) mod owed;
pub(crate) mod page;
pub(crate) mod parts;
pub(crate) mod segment;

/// Position among the texts of the page, or among those kept elsewhere.
pub(crate) type Text = i32;

/// Position among the words of the page.
pub(crate) type Word = u32;
