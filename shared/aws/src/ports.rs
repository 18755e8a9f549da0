//! The ports of the journal over AWS: a DynamoDB table, an SQS queue and an S3 bucket. They pass the contract of
//! `stepwell_journal::contract` like every other adapter.
//! Deliberately absent: making any of them; the template does.

mod bucket;
mod queue;
mod table;
mod trouble;

pub use bucket::S3Payloads;
pub use queue::SqsQueue;
pub use table::DynamoTable;

#[cfg(test)]
mod tests;
