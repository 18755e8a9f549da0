//! Queries of the table and of its index. DynamoDB refuses bounds that exclude each other and cursors outside the
//! bounds, where the port promises to find nothing; both are settled here before anything is asked.

use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use stepwell_journal::span;
use stepwell_journal::store::{Found, Item, Listed, Order, Range, StoreError};

use super::DynamoTable;
use super::attributes::{Attributes, cursor_attributes, cursor_of, item_of, listed_of, text};
use crate::ports::trouble::trouble;

/// Name of the list index.
const INDEX: &str = "list";

impl DynamoTable {
    pub(super) async fn read_table(&self, range: &Range) -> Result<Found<Item>, StoreError> {
        let empty = span::of_table(range)?.is_empty();
        let query = self.client.query().consistent_read(true);
        let after = range.after.as_ref().map(|cursor| cursor.key.sort.as_str());
        let cursor = range.after.as_ref().map(|cursor| cursor_attributes(cursor, None));
        let answer = self.ask(query, range, empty, ("p", "s"), after.zip(cursor)).await?;
        rows(answer, item_of)
    }

    pub(super) async fn read_index(&self, range: &Range) -> Result<Found<Listed>, StoreError> {
        let empty = span::of_index(range)?.is_empty();
        let query = self.client.query().index_name(INDEX);
        let after = range.after.as_ref().and_then(|cursor| cursor.index_sort.as_deref());
        let cursor = range.after.as_ref().map(|cursor| cursor_attributes(cursor, Some(&range.partition)));
        let answer = self.ask(query, range, empty, ("i", "j"), after.zip(cursor)).await?;
        rows(answer, listed_of)
    }

    async fn ask(
        &self,
        query: QueryFluentBuilder,
        range: &Range,
        empty: bool,
        (partition, sort): (&str, &str),
        after: Option<(&str, Attributes)>,
    ) -> Result<Option<QueryOutput>, StoreError> {
        if empty {
            return Ok(None);
        }
        let bounds = match (&range.from, &range.to) {
            (None, None) => "",
            (Some(_), None) => " AND #s >= :from",
            (None, Some(_)) => " AND #s <= :to",
            (Some(_), Some(_)) => " AND #s BETWEEN :from AND :to",
        };
        let limit = i32::try_from(range.limit).unwrap_or(i32::MAX);
        let mut query = query
            .table_name(&self.table)
            .scan_index_forward(range.order == Order::Ascending)
            .limit(limit)
            .key_condition_expression(format!("#p = :p{bounds}"))
            .expression_attribute_names("#p", partition)
            .expression_attribute_values(":p", text(&range.partition));
        if !bounds.is_empty() {
            query = query.expression_attribute_names("#s", sort);
        }
        if let Some(from) = &range.from {
            query = query.expression_attribute_values(":from", text(from));
        }
        if let Some(to) = &range.to {
            query = query.expression_attribute_values(":to", text(to));
        }
        if let Some((at, cursor)) = after
            && is_within(range, at)
        {
            query = query.set_exclusive_start_key(Some(cursor));
        }
        query.send().await.map(Some).map_err(|error| trouble(&error))
    }
}

/// Whether a cursor stands within the bounds. One that stands before them in reading order leaves nothing out; one that
/// stands behind them was settled as empty.
fn is_within(range: &Range, at: &str) -> bool {
    range.from.as_deref().is_none_or(|from| at >= from) && range.to.as_deref().is_none_or(|to| at <= to)
}

fn rows<T>(
    answer: Option<QueryOutput>,
    read: impl Fn(Attributes) -> Result<T, StoreError>,
) -> Result<Found<T>, StoreError> {
    let Some(answer) = answer else { return Ok(Found { rows: Vec::new(), more: None }) };
    let more = answer.last_evaluated_key.filter(|cursor| !cursor.is_empty()).map(cursor_of).transpose()?;
    let rows = answer.items.unwrap_or_default().into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Found { rows, more })
}
