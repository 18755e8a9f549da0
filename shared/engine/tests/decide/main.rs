//! The core as a whole: definitions decided to their end in a scripted world with virtual time, compared as text.

mod context;
mod data_flow;
mod generate;
mod joins;
mod laws;
mod limits;
mod links;
mod retry;
mod tasks;
mod texts;
mod time;
#[cfg(test)]
mod transcript;
#[cfg(test)]
mod world;
