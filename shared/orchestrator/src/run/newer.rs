//! Leaving an execution to newer code in the middle of work: its newest page was written by that and cannot be read here.
//! Deliberately absent: deciding anything about it.

use stepwell_engine::Event;

use crate::error::Error;
use crate::limits::HAND_OVER_MS_MAX;
use crate::message::{WakeUp, What};
use crate::run::Run;

impl Run<'_> {
    /// Waits for the calls in flight, whose claims this session still holds, and leaves what came of them in the inbox,
    /// where newer code finds it. What cannot be left counts as lost there, as after a death.
    pub(super) async fn hand_over(&mut self) {
        let until_ms = self.o.now_ms() + HAND_OVER_MS_MAX;
        while !self.doing.is_empty() && self.o.now_ms() < until_ms {
            self.wait_until(self.renew_at_ms).await;
            self.renew().await;
        }
        let facts = std::mem::take(&mut self.facts);
        if let Err(error) = self.leave_facts(&facts).await {
            let execution = crate::arn::short(&self.key);
            tracing::error!(%execution, %error, "what was done could not be left to newer code");
        }
    }

    async fn leave_facts(&mut self, facts: &[Event]) -> Result<(), Error> {
        let letters: Vec<Vec<u8>> = facts.iter().filter_map(crate::inbox::encode).collect();
        if letters.is_empty() {
            return Ok(());
        }
        for letter in letters {
            self.o.journal.leave(&self.key, letter).await?;
        }
        let (page, sent_ms) = (self.head.page, self.o.now_ms());
        let wake_up = WakeUp { key: self.key.clone(), page, sent_ms, what: What::Inbox };
        self.o.send(&wake_up, 0).await
    }
}
