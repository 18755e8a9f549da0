//! What stands beside the pages: segments and payloads, written before the page that names them. Both are named by
//! their content, so writing one twice is harmless.

use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::{Journal, JournalError, missing};
use crate::codec::digest::hex;
use crate::codec::parts::{self, KeptText};
use crate::codec::read::Need;
use crate::codec::{Digest, Draft, Page};
use crate::key::ExecutionKey;
use crate::limits::{READS_AT_ONCE_MAX, WRITE_TRIES_MAX};
use crate::store::{Item, StoreError};

impl Journal {
    /// Keeps everything that a draft's page will name.
    pub(super) async fn keep_beside(
        &self,
        key: &ExecutionKey,
        draft: &Draft,
        expires_s: u64,
    ) -> Result<(), JournalError> {
        let payloads = draft.payloads.iter().map(|(digest, body)| self.keep_payload(key, *digest, body));
        let payloads: Vec<_> = payloads.collect();
        let segments = draft
            .segments
            .iter()
            .map(|(digest, body)| self.keep_segment(key, *digest, body.clone(), expires_s));
        let segments: Vec<_> = segments.collect();
        stream::iter(payloads).buffer_unordered(READS_AT_ONCE_MAX).try_collect::<()>().await?;
        stream::iter(segments).buffer_unordered(READS_AT_ONCE_MAX).try_collect::<()>().await
    }

    async fn keep_payload(
        &self,
        key: &ExecutionKey,
        digest: Digest,
        body: &[u8],
    ) -> Result<(), JournalError> {
        let partition = key.partition();
        let name = hex(&digest);
        let mut tries = 1;
        loop {
            match self.payloads.put(&partition, &name, body.to_vec()).await {
                Ok(()) => return Ok(()),
                Err(StoreError::Unknown(_)) if tries < WRITE_TRIES_MAX => tries += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    pub(super) async fn keep_segment(
        &self,
        key: &ExecutionKey,
        digest: Digest,
        body: Vec<u8>,
        expires_s: u64,
    ) -> Result<(), JournalError> {
        let known = (key.clone(), digest);
        if self.segments.get(&known).is_some() {
            return Ok(());
        }
        let mut item = Item::new(key.segment(&digest), body);
        item.expires_s = Some(expires_s);
        let mut tries = 1;
        loop {
            match self.store.create(item.clone()).await {
                Ok(_) => break,
                Err(StoreError::Unknown(_)) if tries < WRITE_TRIES_MAX => tries += 1,
                Err(error) => return Err(error.into()),
            }
        }
        self.segments.put(known, ());
        Ok(())
    }

    pub(super) async fn segment(&self, key: &ExecutionKey, digest: &Digest) -> Result<Vec<u8>, JournalError> {
        let item = self.store.get(&key.segment(digest)).await?;
        let item = item.ok_or_else(|| missing(key, format!("segment {}", hex(digest))))?;
        self.schemas.known(&item.body)?;
        self.segments.put((key.clone(), *digest), ());
        Ok(item.body)
    }

    pub(super) async fn payload(&self, key: &ExecutionKey, digest: &Digest) -> Result<Vec<u8>, JournalError> {
        let name = hex(digest);
        let body = self.payloads.get(&key.partition(), &name).await?;
        let body = body.ok_or_else(|| missing(key, format!("payload {name}")))?;
        self.schemas.known(&body)?;
        Ok(body)
    }

    /// The text of a payload of its own, whole or in parts. Parts are read a few at a time.
    pub(super) async fn text(&self, key: &ExecutionKey, digest: Digest) -> Result<String, JournalError> {
        let parts = match parts::open(digest, &self.payload(key, &digest).await?)? {
            KeptText::Whole(text) => return Ok(text),
            KeptText::Parts(parts) => parts,
        };
        let mut whole = parts.begin();
        let reads: Vec<_> = parts.digests.iter().map(|digest| self.payload(key, digest)).collect();
        let mut reads = stream::iter(reads).buffered(READS_AT_ONCE_MAX);
        while let Some(part) = reads.try_next().await? {
            whole.add(&part)?;
        }
        Ok(whole.finish()?)
    }

    /// Supplies a page with these of its needs.
    pub(super) async fn supply(
        &self,
        key: &ExecutionKey,
        page: &mut Page,
        needs: impl IntoIterator<Item = Need>,
    ) -> Result<(), JournalError> {
        let reads: Vec<_> = needs.into_iter().map(|need| self.need(key, need)).collect();
        let found: Vec<_> = stream::iter(reads).buffer_unordered(READS_AT_ONCE_MAX).try_collect().await?;
        for (need, bytes) in found {
            page.supply(need, &bytes)?;
        }
        Ok(())
    }

    async fn need(&self, key: &ExecutionKey, need: Need) -> Result<(Need, Vec<u8>), JournalError> {
        let bytes = match need {
            Need::List(digest) => self.segment(key, &digest).await?,
            Need::Word(digest) => self.payload(key, &digest).await?,
        };
        Ok((need, bytes))
    }
}
