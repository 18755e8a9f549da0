//! Texts that the head still needs from pages long ago are gathered into segments, so that whoever loads the execution
//! later reads a few items and not one page for each text. All are gathered when the oldest is old enough: then that
//! happens once in many pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use stepwell_engine::frame::{Doing, Ended, Frame};
use stepwell_engine::payload::Home;
use stepwell_engine::{Payload, Status};

use super::{encoded, join};
use crate::codec::digest::digest_of;
use crate::codec::envelope::{self, Kind};
use crate::codec::record::segment::TextsRecord;
use crate::codec::{CodecError, Digest, Schema};
use crate::head::Head;
use crate::limits::{LIST_RESULTS, SEGMENT_BYTES_MAX, TEXT_AGE_PAGES_MAX};
use crate::outbox::Order;

/// What a commit gathers.
#[derive(Default)]
pub(super) struct Gathered {
    /// New homes by identity.
    pub homes: BTreeMap<usize, Home>,
    /// The same with their payloads.
    pub moved: Vec<(Payload, Home)>,
    /// Segments to be kept first.
    pub segments: Vec<(Digest, Vec<u8>)>,
}

impl Gathered {
    /// What the commit of `head` gathers; nothing most of the time.
    pub(super) fn from(schema: Schema, head: &Head) -> Result<Self, CodecError> {
        let mut gathered = Gathered::default();
        let (mut texts, mut owners, mut bytes) = (Vec::new(), Vec::new(), 0);
        for group in old(head).into_values() {
            let bytes_each = group.first().map_or(0, Payload::bytes);
            let Some(text) = group.iter().find_map(|payload| payload.text().ok()) else {
                return Err(CodecError::Homeless { bytes: bytes_each });
            };
            if bytes + text.len() > SEGMENT_BYTES_MAX && !texts.is_empty() {
                gathered.close(schema, &mut texts, &mut owners)?;
                bytes = 0;
            }
            bytes += text.len();
            texts.push(text);
            owners.push(group);
        }
        gathered.close(schema, &mut texts, &mut owners)?;
        Ok(gathered)
    }

    fn close(
        &mut self,
        schema: Schema,
        texts: &mut Vec<Arc<str>>,
        owners: &mut Vec<Vec<Payload>>,
    ) -> Result<(), CodecError> {
        if texts.is_empty() {
            return Ok(());
        }
        let texts = texts.drain(..).map(|text| text.to_string()).collect();
        let record = encoded(&TextsRecord { texts })?;
        let digest = digest_of(&record);
        self.segments.push((digest, envelope::seal(schema, Kind::Texts, 0, &record)?));
        for (index, group) in (0..).zip(owners.drain(..)) {
            for payload in group {
                let home = Home::Segment { digest, index };
                self.homes.insert(payload.identity(), home);
                self.moved.push((payload, home));
            }
        }
        Ok(())
    }
}

/// Texts that must be in memory before `head` can be committed.
pub fn to_fetch(head: &Head) -> Vec<Payload> {
    old(head).into_values().flatten().filter(|payload| !payload.is_present()).collect()
}

/// Texts to be gathered, grouped by where they are: none unless the oldest is old. Those of the start stay: it is one
/// item however old.
fn old(head: &Head) -> BTreeMap<Home, Vec<Payload>> {
    let mut found: BTreeMap<Home, Vec<Payload>> = BTreeMap::new();
    let mut oldest = head.page;
    for payload in needed(head) {
        match payload.home() {
            home @ Home::Page { page, .. } if page > 0 => {
                oldest = oldest.min(page);
                found.entry(home).or_default().push(payload.clone());
            }
            Home::Page { .. } | Home::Nowhere | Home::Segment { .. } | Home::Payload { .. } => {}
        }
    }
    if head.page - oldest > TEXT_AGE_PAGES_MAX { found } else { BTreeMap::new() }
}

/// All texts that the head needs, without results in sealed ranges: those are found through their lists.
pub(crate) fn needed(head: &Head) -> Vec<&Payload> {
    let mut payloads = vec![&head.execution.input];
    match &head.execution.status {
        Status::Succeeded { output } => payloads.push(output),
        Status::Running | Status::Failed { .. } | Status::TimedOut | Status::Aborted { .. } => {}
    }
    for frame in head.execution.frames.values() {
        of_frame(frame, &mut payloads);
    }
    for owed in &head.outbox {
        match &owed.order {
            Order::Cancel(cancel) => {
                payloads.extend([&cancel.parameters].into_iter().chain(&cancel.submitted))
            }
            Order::Call { .. } | Order::Watch { .. } | Order::TellParent | Order::CloseCover => {}
        }
    }
    payloads
}

fn of_frame<'a>(frame: &'a Frame, payloads: &mut Vec<&'a Payload>) {
    payloads.push(&frame.input);
    match &frame.doing {
        Doing::Task(attempt) => {
            payloads.push(&attempt.parameters);
            payloads.extend(&attempt.submitted);
        }
        Doing::Resume(Ended::Succeeded(result)) => payloads.push(result),
        Doing::Join(join) => {
            payloads.push(&join.input);
            payloads.extend(&join.items);
            let ranges = join.results.chunks(LIST_RESULTS).filter(|range| !join::is_sealed(range));
            payloads.extend(ranges.flatten().flatten());
        }
        Doing::Enter
        | Doing::Wait { .. }
        | Doing::Backoff { .. }
        | Doing::Resume(Ended::Failed { .. } | Ended::Waited) => {}
    }
}
