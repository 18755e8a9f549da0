//! The store port over one DynamoDB table with one sparse index, `list`. Every write is one conditional `PutItem`; reads
//! are strongly consistent except those of the index.
//! Source: Amazon DynamoDB API reference. Deliberately absent: transactions, updates of parts of an item, scans.

mod attributes;
mod reading;

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use stepwell_journal::rules::{check_key, check_new, check_range, check_replacement};
use stepwell_journal::store::{Created, Found, Item, Key, Listed, Range, Replaced, Store, StoreError};

use self::attributes::{Attributes, item_of, key_attributes};
use super::trouble::trouble;

/// The store port over a table.
#[derive(Clone, Debug)]
pub struct DynamoTable {
    client: Client,
    table: String,
}

/// What came of a conditional put.
enum Put {
    Done,
    /// The condition did not hold; the item that stands there, if the answer brought it.
    Refused(Option<Attributes>),
}

impl DynamoTable {
    /// The table of this name. Makes no call.
    pub fn new(config: &SdkConfig, table: impl Into<String>) -> Self {
        DynamoTable { client: Client::new(config), table: table.into() }
    }

    fn put(&self, item: &Item) -> PutItemFluentBuilder {
        self.client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(attributes::of(item)))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
    }

    /// What stands at a key after a condition failed: brought by the answer, or read.
    async fn found(&self, key: &Key, brought: Option<Attributes>) -> Result<Option<Item>, StoreError> {
        match brought {
            Some(attributes) if !attributes.is_empty() => item_of(attributes).map(Some),
            _ => self.get(key).await,
        }
    }
}

async fn send(put: PutItemFluentBuilder) -> Result<Put, StoreError> {
    match put.send().await {
        Ok(_) => Ok(Put::Done),
        Err(SdkError::ServiceError(answered)) if answered.err().is_conditional_check_failed_exception() => {
            match answered.into_err() {
                PutItemError::ConditionalCheckFailedException(failed) => Ok(Put::Refused(failed.item)),
                _ => Ok(Put::Refused(None)),
            }
        }
        Err(error) => Err(trouble(&error)),
    }
}

#[async_trait]
impl Store for DynamoTable {
    async fn create(&self, item: Item) -> Result<Created, StoreError> {
        check_new(&item)?;
        let put = self.put(&item).condition_expression("attribute_not_exists(p)");
        match send(put).await? {
            Put::Done => Ok(Created::New),
            Put::Refused(brought) => match self.found(&item.key, brought).await? {
                Some(there) => Ok(Created::Exists(there)),
                // It was there a moment ago and is not any more.
                None => Err(StoreError::Busy("an item was deleted while it was looked at".to_owned())),
            },
        }
    }

    async fn replace(&self, item: Item) -> Result<Replaced, StoreError> {
        check_replacement(&item)?;
        let put = self
            .put(&item)
            .condition_expression("v = :before")
            .expression_attribute_values(":before", attributes::number(item.version - 1));
        match send(put).await? {
            Put::Done => Ok(Replaced::Done),
            Put::Refused(brought) => Ok(Replaced::Conflict(self.found(&item.key, brought).await?)),
        }
    }

    async fn get(&self, key: &Key) -> Result<Option<Item>, StoreError> {
        check_key(key)?;
        let get = self.client.get_item().table_name(&self.table).consistent_read(true);
        let answer = get.set_key(Some(key_attributes(key))).send().await;
        answer.map_err(|error| trouble(&error))?.item.map(item_of).transpose()
    }

    async fn query(&self, range: &Range) -> Result<Found<Item>, StoreError> {
        check_range(range)?;
        self.read_table(range).await
    }

    async fn query_index(&self, range: &Range) -> Result<Found<Listed>, StoreError> {
        check_range(range)?;
        self.read_index(range).await
    }

    async fn delete(&self, key: &Key) -> Result<(), StoreError> {
        check_key(key)?;
        let delete = self.client.delete_item().table_name(&self.table);
        let answer = delete.set_key(Some(key_attributes(key))).send().await;
        answer.map(|_| ()).map_err(|error| trouble(&error))
    }
}
