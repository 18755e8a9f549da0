//! What the programs of the ETL example do: orders come in as CSV, a job drops the flawed ones, a function validates the
//! rest, and after a person has approved it is published. The programs in `src/bin` only connect this with the world.
//! Deliberately absent: anything about Stepwell. On AWS these are ordinary Lambda functions.

pub mod check;
pub mod failure;
pub mod filter;
pub mod generate;
pub mod limits;
pub mod order;
pub mod publish;
pub mod store;
pub mod validate;
