//! Bringing absent texts into memory with as few reads as possible: one for each page, segment or payload, and one
//! query for pages in a row.

use std::collections::BTreeMap;

use futures_util::stream::{self, StreamExt, TryStreamExt};
use stepwell_engine::Payload;
use stepwell_engine::payload::Home;

use super::{Journal, JournalError, missing};
use crate::codec::{Digest, Page, read};
use crate::key::{ExecutionKey, page_number, page_sort};
use crate::limits::{PAGES_PER_QUERY_MAX, READS_AT_ONCE_MAX};
use crate::store::{Order, Range};

/// Absent payloads by where they are kept.
#[derive(Default)]
struct Wanted {
    pages: BTreeMap<u64, Vec<(u32, Payload)>>,
    segments: BTreeMap<Digest, Vec<(u32, Payload)>>,
    payloads: BTreeMap<Digest, Vec<Payload>>,
}

impl Journal {
    /// Fills those of the payloads that are absent.
    pub async fn fetch(&self, key: &ExecutionKey, payloads: &[Payload]) -> Result<(), JournalError> {
        let wanted = sorted(key, payloads.iter())?;
        let runs = runs(wanted.pages.keys().copied());
        let runs: Vec<_> =
            runs.into_iter().map(|(from, to)| self.fill_pages(key, from, to, &wanted.pages)).collect();
        stream::iter(runs).buffer_unordered(READS_AT_ONCE_MAX).try_collect::<()>().await?;
        let segments: Vec<_> =
            wanted.segments.iter().map(|(digest, of)| self.fill_segment(key, digest, of)).collect();
        stream::iter(segments).buffer_unordered(READS_AT_ONCE_MAX).try_collect::<()>().await?;
        let payloads: Vec<_> =
            wanted.payloads.iter().map(|(digest, of)| self.fill_payload(key, digest, of)).collect();
        stream::iter(payloads).buffer_unordered(READS_AT_ONCE_MAX).try_collect::<()>().await
    }

    async fn fill_pages(
        &self,
        key: &ExecutionKey,
        from: u64,
        to: u64,
        wanted: &BTreeMap<u64, Vec<(u32, Payload)>>,
    ) -> Result<(), JournalError> {
        for page in self.pages(key, from, to).await? {
            let of = wanted.get(&page.number()).map(Vec::as_slice).unwrap_or_default();
            fill_from_page(key, &page, of)?;
        }
        match (from..=to)
            .flat_map(|page| wanted.get(&page))
            .flatten()
            .find(|(_, payload)| !payload.is_present())
        {
            Some((_, payload)) => Err(missing(key, format!("{:?}", payload.home()))),
            None => Ok(()),
        }
    }

    /// Pages `from` to `to`, as far as they are there.
    async fn pages(&self, key: &ExecutionKey, from: u64, to: u64) -> Result<Vec<Page>, JournalError> {
        if from == 0 {
            let kept = self.kept(key).await?.ok_or_else(|| missing(key, "the cover"))?;
            return Ok(vec![self.start(key, &kept.start).await?]);
        }
        if from == to {
            let item =
                self.store.get(&key.page(from)).await?.ok_or_else(|| missing(key, format!("page {from}")))?;
            return Ok(vec![self.opened(from, &item.body)?]);
        }
        let mut range = Range {
            partition: key.partition(),
            from: Some(page_sort(from)),
            to: Some(page_sort(to)),
            order: Order::Ascending,
            limit: PAGES_PER_QUERY_MAX,
            after: None,
        };
        let mut pages = Vec::new();
        loop {
            let found = self.store.query(&range).await?;
            for item in &found.rows {
                if let Some(number) = page_number(&item.key.sort) {
                    pages.push(self.opened(number, &item.body)?);
                }
            }
            match found.more {
                Some(more) => range.after = Some(more),
                None => return Ok(pages),
            }
        }
    }

    async fn fill_segment(
        &self,
        key: &ExecutionKey,
        digest: &Digest,
        wanted: &[(u32, Payload)],
    ) -> Result<(), JournalError> {
        let texts = read::texts(*digest, &self.segment(key, digest).await?)?;
        for (index, payload) in wanted {
            let text =
                texts.get(*index as usize).ok_or_else(|| missing(key, format!("{:?}", payload.home())))?;
            payload.fill(text.as_str());
        }
        Ok(())
    }

    async fn fill_payload(
        &self,
        key: &ExecutionKey,
        digest: &Digest,
        wanted: &[Payload],
    ) -> Result<(), JournalError> {
        let text: std::sync::Arc<str> = self.text(key, *digest).await?.into();
        for payload in wanted {
            payload.fill(text.clone());
        }
        Ok(())
    }
}

/// Fills texts from a page that is in memory.
pub(super) fn fill_from_page(
    key: &ExecutionKey,
    page: &Page,
    wanted: &[(u32, Payload)],
) -> Result<(), JournalError> {
    for (index, payload) in wanted {
        let text = page.text(*index).and_then(|text| text.text().ok());
        payload.fill(text.ok_or_else(|| missing(key, format!("{:?}", payload.home())))?);
    }
    Ok(())
}

fn sorted<'a>(
    key: &ExecutionKey,
    payloads: impl Iterator<Item = &'a Payload>,
) -> Result<Wanted, JournalError> {
    let mut wanted = Wanted::default();
    for payload in payloads.filter(|payload| !payload.is_present()) {
        let payload = payload.clone();
        match payload.home() {
            Home::Nowhere => return Err(missing(key, "a text that was never kept")),
            Home::Page { page, index } => wanted.pages.entry(page).or_default().push((index, payload)),
            Home::Segment { digest, index } => {
                wanted.segments.entry(digest).or_default().push((index, payload))
            }
            Home::Payload { digest } => wanted.payloads.entry(digest).or_default().push(payload),
        }
    }
    Ok(wanted)
}

/// Pages in a row, or nearly, are read by one query: it bills the bytes, not the items. Page 0 stands by itself.
fn runs(pages: impl Iterator<Item = u64>) -> Vec<(u64, u64)> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for page in pages {
        match runs.last_mut() {
            Some((from, to)) if *from > 0 && page - *to <= 2 && page - *from < PAGES_PER_QUERY_MAX as u64 => {
                *to = page
            }
            Some(_) | None => runs.push((page, page)),
        }
    }
    runs
}
