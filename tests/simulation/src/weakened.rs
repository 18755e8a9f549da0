//! Protocols with one rule left out, each run until it is caught: a check that cannot fail proves nothing. Caught is what
//! breaks a promise in a run in which the whole protocol breaks none.

use std::panic::{AssertUnwindSafe, catch_unwind};

use stepwell_orchestrator::weakness::Weakness as Rule;

use crate::bias::Bias;
use crate::run::{Options, run_scenario};
use crate::swarm;
use crate::watch::Violation;
use crate::weakness::Weakness;

/// A rule that is left out, and in which scenarios it is missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The rule.
    pub weakness: Weakness,
    /// What is frequent in its scenarios.
    pub bias: Bias,
}

/// All trials, in the order of the protocol's steps.
pub const TRIALS: [Trial; 17] = [
    trial(Weakness::Protocol(Rule::ActBeforeCommit), Bias::Drawn),
    trial(Weakness::SendAfterAck, Bias::Drawn),
    trial(Weakness::CompletionWithoutStamp, Bias::Drawn),
    trial(Weakness::NoNonce, Bias::Drawn),
    trial(Weakness::TrustedList, Bias::Drawn),
    trial(Weakness::Protocol(Rule::ForgetAnnounced), Bias::Stalls),
    trial(Weakness::AckEarly, Bias::Drawn),
    trial(Weakness::Protocol(Rule::NoClaim), Bias::Drawn),
    trial(Weakness::Protocol(Rule::NoDeadlineCheck), Bias::Stalls),
    trial(Weakness::Protocol(Rule::NoRenewal), Bias::Drawn),
    trial(Weakness::Protocol(Rule::RepeatLostCalls), Bias::Crashes),
    trial(Weakness::NoWakeItemOfStart, Bias::Drawn),
    trial(Weakness::NoWakeItem, Bias::Drawn),
    trial(Weakness::Protocol(Rule::SweepOnce), Bias::Drawn),
    trial(Weakness::Protocol(Rule::OutboxOnlyInItsPage), Bias::Drawn),
    trial(Weakness::Protocol(Rule::PollWithoutChain), Bias::Drawn),
    trial(Weakness::Protocol(Rule::TimeOutBeforeInbox), Bias::Rush),
];

/// Rules that are not missed as long as another one holds: a sweep that sees executions late looks again for the pages
/// that were announced. Without both, [`Weakness::TrustedList`], it shows.
pub const CARRIED: [Weakness; 1] = [Weakness::LaggingReads];

const fn trial(weakness: Weakness, bias: Bias) -> Trial {
    Trial { weakness, bias }
}

/// How a weakness was caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caught {
    /// The seed.
    pub seed: u64,
    /// What broke.
    pub violation: Violation,
}

impl Trial {
    /// Runs seeds from `from` on, at most so many, until one catches the weakness.
    pub fn hunt(self, from: u64, seeds: u64) -> Option<Caught> {
        (from..from.saturating_add(seeds)).find_map(|seed| {
            let violation = broken(Some(self.weakness), self.bias, seed)?;
            // What the whole protocol breaks too says nothing about the rule.
            broken(None, self.bias, seed).is_none().then_some(Caught { seed, violation })
        })
    }
}

/// What a seed breaks, of several things the one that says most; an assertion of the product that fails is one too.
pub fn broken(weakness: Option<Weakness>, bias: Bias, seed: u64) -> Option<Violation> {
    let scenario = bias.scenario(swarm::scenario(seed));
    let options = Options { weakness, ..Options::default() };
    match catch_unwind(AssertUnwindSafe(|| run_scenario(&scenario, &options))) {
        Ok(report) => report.violations.into_iter().min_by_key(|found| rank(&found.rule)),
        Err(_) => Some(Violation::new("panic", "an assertion of the product failed")),
    }
}

/// What comes last says least of what was wrong: that something does not end, or ends wrongly.
fn rank(rule: &str) -> u8 {
    match rule {
        "liveness" | "I10" => 2,
        "I11" | "I13" => 1,
        _ => 0,
    }
}
