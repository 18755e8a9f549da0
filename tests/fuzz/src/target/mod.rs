//! The targets.

pub mod answers;
pub mod definitions;
pub mod engine;
pub mod forms;
pub mod letters;
pub mod messages;
pub mod pages;
pub mod paths;
pub mod records;
pub mod requests;
pub mod routes;
pub mod settings;
pub mod texts;
pub mod tokens;
