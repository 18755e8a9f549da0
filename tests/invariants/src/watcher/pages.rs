//! Covers and pages as they are written: opened, held against what is known, taken in.

use stepwell_engine::history::Detail;
use stepwell_journal::store::Item;
use stepwell_journal::{Closed, ExecutionKey};
use stepwell_orchestrator::limits::ANNOUNCED_MS_MAX;

use crate::page::NewPage;
use crate::promises::SWEPT_SLACK_MS;
use crate::watched::Watched;
use crate::watcher::Watcher;
use crate::{chain, letters, numbering, outbox, replay, sizes, terminal, timers};

impl Watcher {
    pub(super) fn wrote_cover(&mut self, key: ExecutionKey, process: &str, item: &Item) {
        if self.watched.contains_key(&key) {
            return self.closed_cover(&key, item);
        }
        match self.stores.begun(&key, process, item) {
            Err(why) => self.out.add("I3", &key, format!("its start cannot be read: {why}")),
            Ok((cover, page)) => {
                sizes::cover(&key, item, cover.closed, &mut self.out);
                let closed = cover.closed;
                let mut seen = Watched::new(key.clone(), cover, page.head.clone());
                seen.lost_message = self.promises.has_lost(&key);
                self.take(&mut seen, page);
                if closed != Closed::Running {
                    outbox::closed(&seen, &mut self.out);
                }
                self.watched.insert(key, seen);
            }
        }
    }

    fn closed_cover(&mut self, key: &ExecutionKey, item: &Item) {
        let Some(mut seen) = self.watched.remove(key) else { return };
        if item.version == 1 {
            self.out.add("I4", key, "its cover was created again");
        }
        match self.stores.cover(key) {
            Err(why) => self.out.add("I3", key, format!("its cover cannot be read: {why}")),
            Ok(cover) => {
                if cover.identity != seen.cover.identity || cover.input_digest != seen.cover.input_digest {
                    self.out.add("I4", key, "its cover tells of another start");
                }
                seen.cover = cover;
                outbox::closed(&seen, &mut self.out);
            }
        }
        self.watched.insert(key.clone(), seen);
    }

    pub(super) fn wrote_page(&mut self, key: &ExecutionKey, process: &str, number: u64, item: &Item) {
        let Some(mut seen) = self.watched.remove(key) else {
            self.out.add("I4", key, format!("page {number} was written before the cover"));
            return;
        };
        match self.stores.page(seen.cover.identity.clone(), process, number, item) {
            Err(why) => self.out.add("I3", key, format!("page {number} cannot be read: {why}")),
            Ok(page) => {
                if chain::check(&seen, &page, &mut self.out) {
                    seen.nonces.push(page.nonce);
                    seen.spent.pages += 1;
                    timers::check(&seen, &page, &self.rules, &mut self.out);
                    self.take(&mut seen, page);
                }
            }
        }
        self.watched.insert(key.clone(), seen);
    }

    /// Takes a page in, page 0 too.
    fn take(&mut self, seen: &mut Watched, mut page: NewPage) {
        let out = &mut self.out;
        sizes::page(&seen.key, page.number, page.bytes, out);
        numbering::check(seen, &page, out);
        terminal::check(seen, &page, out);
        self.secrets.in_page(seen, &page, out);
        for event in &page.events {
            if let Detail::LambdaFunctionFailed(failure) | Detail::TaskFailed { failure, .. } = &event.detail
                && let Some(stamp) = seen.attempts.at(event.previous)
            {
                page.ended.push((stamp, failure.cause.as_deref().unwrap_or_default().to_owned()));
            }
            if let Err(what) = seen.attempts.take(event) {
                out.add("I7", &seen.key, what);
            }
        }
        letters::check(seen, &page, &self.rules, out);
        outbox::check(seen, &page, &self.rules, out);
        outbox::lost(seen, &page, self.last_fault_ms, out);
        replay::check(seen, &page, &self.stores, out);
        if !page.head.execution.status.is_running() && seen.ended_at_ms.is_none() {
            seen.ended_at_ms = Some(out.at_ms);
        }
        let decided_ms = page.events.last().map(|event| event.at_ms);
        seen.events.append(&mut page.events);
        seen.head = page.head;
        let when = "after a commit";
        // What was announced long ago may have been swept meanwhile: it is announced again next, and if its writer dies
        // before, the sweep's own promise is what is left.
        let is_late = decided_ms.is_some_and(|at| at + ANNOUNCED_MS_MAX < out.at_ms);
        self.promises.check(seen, &self.rules, if is_late { SWEPT_SLACK_MS } else { 0 }, when, out);
    }
}
