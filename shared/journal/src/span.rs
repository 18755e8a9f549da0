//! A query's bounds, cursor and direction folded into one half-open span, so that every adapter that keeps its rows in
//! byte order asks the same simple question: from here, until before there.
//!
//! No text stands between `x` and `x` with a zero byte behind it, so "behind `x`" is "from `x\0`". No key part is
//! empty, so an empty text stands before every key.

use crate::store::{Order, Range, StoreError};

/// From `from` (inclusive) until `until` (exclusive; none means to the end).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span<T> {
    /// The first place that belongs to it.
    pub from: T,
    /// The first place that no longer does.
    pub until: Option<T>,
}

/// A row's place within a partition of the list index: index sort key, then the item's own partition and sort key.
pub type IndexPlace = (String, String, String);

impl<T: Ord> Span<T> {
    /// True if nothing can stand in it. Such a query finds nothing; it is not an error.
    pub fn is_empty(&self) -> bool {
        self.until.as_ref().is_some_and(|until| *until <= self.from)
    }

    fn behind(mut self, order: Order, at: T, after: T) -> Self {
        match order {
            Order::Ascending => self.from = self.from.max(after),
            Order::Descending => {
                self.until = Some(match self.until {
                    Some(until) => until.min(at),
                    None => at,
                });
            }
        }
        self
    }
}

/// Sort keys that a query of the table reads.
pub fn of_table(range: &Range) -> Result<Span<String>, StoreError> {
    let span = Span { from: range.from.clone().unwrap_or_default(), until: range.to.as_deref().map(next) };
    let Some(cursor) = &range.after else { return Ok(span) };
    if cursor.key.partition != range.partition {
        return Err(StoreError::Refused(format!(
            "the cursor is of partition `{}`, the query of `{}`",
            cursor.key.partition, range.partition
        )));
    }
    Ok(span.behind(range.order, cursor.key.sort.clone(), next(&cursor.key.sort)))
}

/// Places that a query of the list index reads.
pub fn of_index(range: &Range) -> Result<Span<IndexPlace>, StoreError> {
    let before = |sort: String| (sort, String::new(), String::new());
    let span = Span {
        from: before(range.from.clone().unwrap_or_default()),
        until: range.to.as_deref().map(next).map(before),
    };
    let Some(cursor) = &range.after else { return Ok(span) };
    let Some(sort) = &cursor.index_sort else {
        return Err(StoreError::Refused("the cursor is of the table, the query of the index".to_owned()));
    };
    let place = |own_sort: String| (sort.clone(), cursor.key.partition.clone(), own_sort);
    Ok(span.behind(range.order, place(cursor.key.sort.clone()), place(next(&cursor.key.sort))))
}

/// The first text behind `text` in byte order.
fn next(text: &str) -> String {
    format!("{text}\0")
}

#[cfg(test)]
mod tests;
