//! Where in the journal an event stands, by its id. Pages are numbered and ids rise through them, so a few looks at the
//! first event of a page find the right one.

use stepwell_journal::{ExecutionKey, HistoryPlace, HistoryQuery, Journal, JournalError};

/// The place before the event `id` (from 1), where `last_page` is the number of the execution's newest page. For an id
/// beyond the last event it is the end.
pub(crate) async fn before(
    journal: &Journal,
    key: &ExecutionKey,
    last_page: u64,
    id: u64,
) -> Result<HistoryPlace, JournalError> {
    // INVARIANT: the first event of page 0 is event 1.
    let (mut low, mut high, mut first) = (0, last_page, 1);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        match first_of(journal, key, middle).await? {
            Some(found) if found <= id => (low, first) = (middle, found),
            Some(_) | None => high = middle - 1,
        }
    }
    let offset = u32::try_from(id.saturating_sub(first)).unwrap_or(u32::MAX);
    Ok(HistoryPlace { page: low, offset })
}

/// Id of the first event of a page or, if it has none, of the pages behind it.
async fn first_of(journal: &Journal, key: &ExecutionKey, page: u64) -> Result<Option<u64>, JournalError> {
    let from = Some(HistoryPlace { page, offset: 0 });
    let query = HistoryQuery { from, limit: 1, reverse: false, include_data: false };
    let part = journal.history(key, query).await?;
    Ok(part.and_then(|part| part.events.first().map(|event| event.id)))
}
