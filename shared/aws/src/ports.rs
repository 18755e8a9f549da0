//! The ports of the journal over AWS: a DynamoDB table and an SQS queue. They pass the contract of
//! `stepwell_journal::contract` like every other adapter.
//! Deliberately absent: making tables and queues; the template does.

mod queue;
mod table;
mod trouble;

pub use queue::SqsQueue;
pub use table::DynamoTable;

#[cfg(test)]
mod tests;
