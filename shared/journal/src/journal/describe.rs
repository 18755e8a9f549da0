//! What people ask about one execution: taken from head and cover, never from the cover alone.

use stepwell_engine::{Payload, Status};

use super::{Journal, JournalError};
use crate::codec::read::Outcome;
use crate::cover::Cover;
use crate::key::ExecutionKey;

/// An execution described.
#[derive(Clone, Debug, PartialEq)]
pub struct Description {
    /// Its cover; status and closing time there may lag behind.
    pub cover: Cover,
    /// Status, with output (in memory) or error.
    pub status: Status,
    /// When it closed, milliseconds since 1970.
    pub stopped_ms: Option<u64>,
    /// Its input, in memory.
    pub input: Payload,
}

impl Journal {
    /// Describes an execution; none if there is none of that name.
    pub async fn describe(&self, key: &ExecutionKey) -> Result<Option<Description>, JournalError> {
        let Some((kept, mut page)) = self.newest(key).await? else {
            return Ok(None);
        };
        let needs = page.word_needs();
        self.supply(key, &mut page, needs).await?;
        let Outcome { status, stopped_ms, input } = page.outcome()?;
        let mut payloads = vec![input.clone()];
        match &status {
            Status::Succeeded { output } => payloads.push(output.clone()),
            Status::Running | Status::Failed { .. } | Status::TimedOut | Status::Aborted { .. } => {}
        }
        self.fetch(key, &payloads).await?;
        Ok(Some(Description { cover: kept.cover.clone(), status, stopped_ms, input }))
    }
}
