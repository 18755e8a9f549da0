//! Rules of the protocol that can be left out one at a time, so that tests can show that leaving one out is noticed: a
//! check that cannot fail proves nothing. Without the feature `weakened`, which no program that is shipped has, all rules
//! hold and nothing here costs anything. Deliberately absent: what a world can leave out by itself around its ports
//! (acknowledging early, withholding messages, losing wake items).

use crate::orchestrator::Orchestrator;

/// A rule that is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weakness {
    /// Calls are made before the page that claims them is committed.
    ActBeforeCommit,
    /// Whoever works on an execution makes its calls, whoever has claimed them.
    NoClaim,
    /// A claim is not looked at again before its call is sent.
    NoDeadlineCheck,
    /// What is owed stands only in the page that began to owe it.
    OutboxOnlyInItsPage,
    /// A poll goes on whatever the number of its chain.
    PollWithoutChain,
    /// A call whose maker has died is made again in silence.
    RepeatLostCalls,
    /// A session never shows that it lives.
    NoRenewal,
    /// The sweep wakes an execution and forgets it.
    SweepOnce,
    /// A time-out does not look into the inbox first.
    TimeOutBeforeInbox,
    /// A page that was announced and that the sweep does not find is not looked for again.
    ForgetAnnounced,
}

impl Weakness {
    /// All of them.
    pub const ALL: [Weakness; 10] = [
        Weakness::ActBeforeCommit,
        Weakness::NoClaim,
        Weakness::NoDeadlineCheck,
        Weakness::OutboxOnlyInItsPage,
        Weakness::PollWithoutChain,
        Weakness::RepeatLostCalls,
        Weakness::NoRenewal,
        Weakness::SweepOnce,
        Weakness::TimeOutBeforeInbox,
        Weakness::ForgetAnnounced,
    ];
}

impl Orchestrator {
    /// The same, with one rule left out.
    #[cfg(feature = "weakened")]
    pub fn weakened(mut self, weakness: Weakness) -> Self {
        self.weakness = Some(weakness);
        self
    }

    /// Whether this rule is left out.
    #[cfg(feature = "weakened")]
    pub(crate) fn lacks(&self, rule: Weakness) -> bool {
        self.weakness == Some(rule)
    }

    /// Whether this rule is left out: never.
    #[cfg(not(feature = "weakened"))]
    pub(crate) const fn lacks(&self, _rule: Weakness) -> bool {
        false
    }
}
