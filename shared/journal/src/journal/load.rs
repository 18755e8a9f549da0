//! Loading an execution: one strongly consistent query from the end of its partition gives the cover and the newest
//! page. Only a wide join reads more.

use std::sync::Arc;

use stepwell_engine::payload::Home;

use super::{Journal, JournalError, Kept};
use crate::codec::Page;
use crate::codec::write::needed;
use crate::cover::{Cover, Start};
use crate::head::Head;
use crate::key::{COVER, ExecutionKey, PAGES_FROM, page_number};
use crate::store::{Order, Range};

/// An execution as it was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// Its cover.
    pub cover: Cover,
    /// Its latest head. Texts may be absent, see [`Journal::fetch`].
    pub head: Head,
}

impl Journal {
    /// Loads an execution; none if there is none of that name.
    pub async fn load(&self, key: &ExecutionKey) -> Result<Option<Loaded>, JournalError> {
        let Some((kept, mut page)) = self.newest(key).await? else {
            return Ok(None);
        };
        let needs = page.needs();
        self.supply(key, &mut page, needs).await?;
        let head = page.head(kept.cover.identity.clone())?;
        if page.number() > 0 {
            self.fill_from_start(&kept.start, &head)?;
        }
        Ok(Some(Loaded { cover: kept.cover.clone(), head }))
    }

    /// Cover and newest page, with nothing supplied.
    pub(super) async fn newest(&self, key: &ExecutionKey) -> Result<Option<(Arc<Kept>, Page)>, JournalError> {
        let range = Range {
            partition: key.partition(),
            from: Some(PAGES_FROM.to_owned()),
            to: Some(COVER.to_owned()),
            order: Order::Descending,
            limit: 2,
            after: None,
        };
        let found = self.store.query(&range).await?;
        let mut rows = found.rows.into_iter();
        // A page without a cover is what is left of an execution whose cover was forgotten.
        let Some(cover) = rows.next().filter(|item| item.key.sort == COVER) else {
            return Ok(None);
        };
        let kept = Arc::new(self.cover_of(&cover)?);
        self.covers.put(key.clone(), kept.clone());
        let newest = match rows.next() {
            Some(item) => Some(item),
            // A query may stop early, behind a cover that carries much.
            None if found.more.is_some() => {
                self.store.query(&Range { after: found.more, ..range }).await?.rows.pop()
            }
            None => None,
        };
        let page = match newest.and_then(|item| Some((page_number(&item.key.sort)?, item))) {
            Some((number, item)) => self.opened(number, &item.body)?,
            None => self.start(key, &kept.start).await?,
        };
        Ok(Some((kept, page)))
    }

    /// Page 0.
    pub(super) async fn start(&self, key: &ExecutionKey, start: &Start) -> Result<Page, JournalError> {
        match start {
            Start::Inline(bytes) => self.opened(0, bytes),
            Start::Segment(digest) => self.opened(0, &self.segment(key, digest).await?),
        }
    }

    /// The cover, from memory if it was seen before: what never changes is right there.
    pub(super) async fn kept(&self, key: &ExecutionKey) -> Result<Option<Arc<Kept>>, JournalError> {
        if let Some(kept) = self.covers.get(key) {
            return Ok(Some(kept));
        }
        let Some(item) = self.store.get(&key.cover()).await? else {
            return Ok(None);
        };
        let kept = Arc::new(self.cover_of(&item)?);
        self.covers.put(key.clone(), kept.clone());
        Ok(Some(kept))
    }

    /// Texts of a start that rides on the cover have been read already.
    fn fill_from_start(&self, start: &Start, head: &Head) -> Result<(), JournalError> {
        let Start::Inline(bytes) = start else { return Ok(()) };
        let wanted: Vec<_> = needed(head)
            .into_iter()
            .filter(|payload| !payload.is_present())
            .filter_map(|payload| match payload.home() {
                Home::Page { page: 0, index } => Some((payload, index)),
                Home::Page { .. } | Home::Nowhere | Home::Segment { .. } | Home::Payload { .. } => None,
            })
            .collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let page = self.opened(0, bytes)?;
        for (payload, index) in wanted {
            if let Some(text) = page.text(index).and_then(|text| text.text().ok()) {
                payload.fill(text);
            }
        }
        Ok(())
    }
}
