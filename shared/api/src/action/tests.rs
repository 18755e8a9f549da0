//! Requests and answers of the actions over a world in memory.

mod executions;
mod machines;
