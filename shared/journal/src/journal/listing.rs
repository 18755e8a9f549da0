//! Listing the executions of a machine, newest first, from the index alone. It may lag behind by seconds.

use super::{Journal, JournalError};
use crate::codec::CodecError;
use crate::cover::{Closed, ListedExecution};
use crate::limits::LISTED_MAX;
use crate::store::{Cursor, Listed, Order, Range};

/// Part of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedExecutions {
    /// Executions, newest start first.
    pub executions: Vec<ListedExecution>,
    /// How many were left out because a newer version of this program wrote them.
    pub newer: usize,
    /// Present if there may be more behind them; a part may be empty all the same.
    pub more: Option<Cursor>,
}

impl Journal {
    /// Lists executions of a machine by its name, those of all generations, at most `limit` and only those of `status`
    /// if one is given. Looks at a bounded number of entries at a time.
    pub async fn list(
        &self,
        machine: &str,
        status: Option<Closed>,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<ListedExecutions, JournalError> {
        let mut executions: Vec<ListedExecution> = Vec::new();
        let mut range = Range {
            partition: format!("x#{machine}"),
            from: None,
            to: None,
            order: Order::Descending,
            limit: limit.clamp(1, LISTED_MAX),
            after,
        };
        let (mut looked_at, mut newer) = (0, 0);
        loop {
            let found = self.store.query_index(&range).await?;
            for (position, row) in found.rows.iter().enumerate() {
                match self.listed(row) {
                    Ok(listed) if status.is_none_or(|status| status == listed.closed) => {
                        executions.push(listed)
                    }
                    Ok(_) => {}
                    Err(CodecError::Newer { .. }) => newer += 1,
                    Err(error) => return Err(error.into()),
                }
                let is_last = position + 1 == found.rows.len();
                if executions.len() >= limit.max(1) && !is_last {
                    let more = Cursor { key: row.key.clone(), index_sort: Some(row.entry.sort.clone()) };
                    return Ok(ListedExecutions { executions, newer, more: Some(more) });
                }
            }
            looked_at += found.rows.len();
            if found.more.is_none() || executions.len() >= limit.max(1) || looked_at >= LISTED_MAX {
                return Ok(ListedExecutions { executions, newer, more: found.more });
            }
            range.after = found.more;
        }
    }

    fn listed(&self, row: &Listed) -> Result<ListedExecution, CodecError> {
        self.schemas.known(&row.entry.projection)?;
        ListedExecution::of(&row.key.partition, &row.entry)
    }
}
