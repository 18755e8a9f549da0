//! The history of an execution, part by part: from the start or from the end. Each page is read about once, however
//! long the history is.

use std::collections::BTreeMap;

use stepwell_engine::payload::Home;
use stepwell_engine::{HistoryEvent, Payload};

use super::fetch::fill_from_page;
use super::{Journal, JournalError, missing};
use crate::codec::Page;
use crate::key::{COVER, ExecutionKey, PAGES_FROM, page_number, page_sort};
use crate::limits::PAGES_PER_QUERY_MAX;
use crate::store::{Cursor, Order, Range};

/// Which part of a history is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryQuery {
    /// Go on here; none for the first part.
    pub from: Option<HistoryPlace>,
    /// Most events wanted, at least 1.
    pub limit: usize,
    /// Newest first.
    pub reverse: bool,
    /// Whether the texts that events name are wanted too. Without, some may be there all the same.
    pub include_data: bool,
}

/// A place between two events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HistoryPlace {
    /// Page.
    pub page: u64,
    /// How many of the page's events stand before the place.
    pub offset: u32,
}

/// Part of a history.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryPart {
    /// Events with contiguous ids, in the wanted direction.
    pub events: Vec<HistoryEvent>,
    /// Where to go on; none at the end.
    pub next: Option<HistoryPlace>,
}

/// A part while it is collected.
struct Collected {
    query: HistoryQuery,
    events: Vec<HistoryEvent>,
    pages: BTreeMap<u64, Page>,
}

impl Journal {
    /// Reads part of a history; none if there is no such execution.
    pub async fn history(
        &self,
        key: &ExecutionKey,
        query: HistoryQuery,
    ) -> Result<Option<HistoryPart>, JournalError> {
        let Some(kept) = self.kept(key).await? else {
            return Ok(None);
        };
        let mut part = Collected { query, events: Vec::new(), pages: BTreeMap::new() };
        let mut next = None;
        if !query.reverse && query.from.is_none_or(|from| from.page == 0) {
            let start = self.start(key, &kept.start).await?;
            next = self.collect(key, start, &mut part).await?;
        }
        if next.is_none() {
            next = self.collect_pages(key, &mut part).await?;
        }
        if query.reverse && next.is_none() {
            let start = self.start(key, &kept.start).await?;
            next = self.collect(key, start, &mut part).await?;
        }
        let Collected { events, pages, .. } = part;
        if query.include_data {
            self.fill(key, &events, &pages).await?;
        }
        Ok(Some(HistoryPart { events, next }))
    }

    /// Collects from pages 1 and later until there are enough or no more.
    async fn collect_pages(
        &self,
        key: &ExecutionKey,
        part: &mut Collected,
    ) -> Result<Option<HistoryPlace>, JournalError> {
        let Some(mut range) = range(key, &part.query) else { return Ok(None) };
        loop {
            // Most pages hold about five events; a few too many do no harm.
            range.limit = (part.room() / 4 + 2).min(PAGES_PER_QUERY_MAX);
            let found = self.store.query(&range).await?;
            for item in &found.rows {
                let Some(number) = page_number(&item.key.sort) else { continue };
                if part.room() == 0 {
                    let offset = if part.query.reverse { u32::MAX } else { 0 };
                    return Ok(Some(HistoryPlace { page: number, offset }));
                }
                let page = self.opened(number, &item.body)?;
                if let Some(place) = self.collect(key, page, part).await? {
                    return Ok(Some(place));
                }
            }
            match found.more {
                Some(more) => range.after = Some(more),
                None if part.room() == 0 && part.query.reverse => {
                    return Ok(Some(HistoryPlace { page: 0, offset: u32::MAX }));
                }
                None => return Ok(None),
            }
        }
    }

    /// Collects from one page; where to go on if there are enough before its end.
    async fn collect(
        &self,
        key: &ExecutionKey,
        mut page: Page,
        part: &mut Collected,
    ) -> Result<Option<HistoryPlace>, JournalError> {
        let needs = page.word_needs();
        self.supply(key, &mut page, needs).await?;
        let place = part.take(&page)?;
        part.pages.insert(page.number(), page);
        Ok(place)
    }

    /// Fills the texts that the events name: from the pages just read, then from wherever else they are.
    async fn fill(
        &self,
        key: &ExecutionKey,
        events: &[HistoryEvent],
        pages: &BTreeMap<u64, Page>,
    ) -> Result<(), JournalError> {
        let mut elsewhere: Vec<Payload> = Vec::new();
        let payloads = events.iter().flat_map(|event| event.detail.payloads());
        for payload in payloads.filter(|payload| !payload.is_present()) {
            match payload.home() {
                Home::Page { page, index } if pages.contains_key(&page) => {
                    let page = pages.get(&page).ok_or_else(|| missing(key, format!("page {page}")))?;
                    fill_from_page(key, page, &[(index, payload.clone())])?;
                }
                Home::Page { .. } | Home::Nowhere | Home::Segment { .. } | Home::Payload { .. } => {
                    elsewhere.push(payload.clone());
                }
            }
        }
        self.fetch(key, &elsewhere).await
    }
}

/// Which pages 1 and later a query reads; none if it reads only page 0.
fn range(key: &ExecutionKey, query: &HistoryQuery) -> Option<Range> {
    let order = if query.reverse { Order::Descending } else { Order::Ascending };
    let (from, to, after) = match query.from {
        Some(from) if query.reverse && from.page == 0 => return None,
        Some(from) if query.reverse => (PAGES_FROM.to_owned(), page_sort(from.page), None),
        // The cover stands behind the pages and is known already.
        None if query.reverse => {
            (PAGES_FROM.to_owned(), COVER.to_owned(), Some(Cursor { key: key.cover(), index_sort: None }))
        }
        Some(from) => (page_sort(from.page.max(1)), page_sort(crate::limits::PAGE_NUMBER_MAX), None),
        None => (page_sort(1), page_sort(crate::limits::PAGE_NUMBER_MAX), None),
    };
    Some(Range { partition: key.partition(), from: Some(from), to: Some(to), order, limit: 1, after })
}

impl Collected {
    /// How many events are still wanted.
    fn room(&self) -> usize {
        self.query.limit.max(1) - self.events.len()
    }

    /// Takes what is wanted of a page; where to go on if not all of it was.
    fn take(&mut self, page: &Page) -> Result<Option<HistoryPlace>, JournalError> {
        let number = page.number();
        let mut events = page.events()?;
        let here = self.query.from.filter(|from| from.page == number);
        let room = self.room();
        let place =
            |offset: usize| HistoryPlace { page: number, offset: u32::try_from(offset).unwrap_or(u32::MAX) };
        if self.query.reverse {
            events.truncate(here.map_or(usize::MAX, |from| from.offset as usize));
            let rest = events.len().saturating_sub(room);
            self.events.extend(events.drain(rest..).rev());
            return Ok((rest > 0).then(|| place(rest)));
        }
        let from = here.map_or(0, |from| from.offset as usize);
        let total = events.len();
        self.events.extend(events.into_iter().skip(from).take(room));
        let to = from.saturating_add(room);
        Ok((to < total).then(|| place(to)))
    }
}
