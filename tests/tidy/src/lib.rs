//! The rules about the tree itself, as functions from names and texts to complaints. The tests in `tests/tree.rs` ask
//! them about this repository; the tests beside each rule show that it can complain.
//! Deliberately absent: what rustfmt, clippy and the compiler see already.

pub mod documents;
pub mod imports;
pub mod manifest;
pub mod names;
pub mod source;
pub mod tree;
pub mod words;

/// What breaks a rule: where, and what to do about it.
pub type Complaints = Vec<String>;
