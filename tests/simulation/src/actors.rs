//! People and clients around the product: they start, answer, decide, stop and look, and not always wisely.

pub(crate) mod deleter;
pub(crate) mod describer;
mod forms;
pub(crate) mod operator;
pub(crate) mod person;
pub(crate) mod reader;
pub(crate) mod starter;
