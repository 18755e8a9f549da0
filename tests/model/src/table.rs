//! What is searched in tests and by hand: programs under the whole protocol, and rules left out with what breaks then.

use crate::config::Weakness as W;
use crate::config::{Config, Program, Stalls};
use crate::step::Property;

/// A search and what it must find.
#[derive(Clone, Debug)]
pub struct Row {
    /// What is searched.
    pub config: Config,
    /// What breaks, and with how many faults; nothing if the protocol is whole.
    pub breaks: Option<(Property, usize)>,
    /// With how many faults tests search.
    pub faults: usize,
}

/// Programs under the whole protocol.
pub fn whole() -> Vec<Row> {
    let rows = [
        (Program::Task, false, 2),
        (Program::Task, true, 1),
        (Program::Branches, false, 1),
        (Program::Branches, true, 1),
        (Program::Callback, false, 1),
        (Program::TimedCallback, false, 0),
        (Program::Job, false, 1),
        (Program::Nested, true, 1),
    ];
    let row = |(program, retry, faults)| Row { config: Config::new(program, retry), breaks: None, faults };
    rows.into_iter().map(row).collect()
}

/// Rules that are left out.
pub fn weakened() -> Vec<Row> {
    use Program::{Branches, Callback, Job, Nested, Task, TimedCallback};
    use Property::{CalledTwice, CalledUnclaimed, Crossed, Forked, GivenUpAlive, OldChain, Stuck, Untrue};
    let rows: [(&[W], Program, bool, Property, usize); 26] = [
        (&[W::ActBeforeCommit], Task, true, CalledTwice, 0),
        (&[W::SendAfterCommit], Task, true, Stuck, 1),
        (&[W::SendAfterCommit], Callback, false, Stuck, 1),
        (&[W::NoStamp], TimedCallback, true, Crossed, 0),
        (&[W::NoStamp], Task, true, Crossed, 1),
        (&[W::NoNonce], Callback, false, Untrue, 1),
        (&[W::EarlyAck, W::NoItemBeforePage], Task, true, Stuck, 1),
        (&[W::NoClaim], Task, true, CalledTwice, 0),
        (&[W::NoDeadlineCheck], Task, true, CalledUnclaimed, 1),
        (&[W::NoItemBeforeStart], Task, false, Stuck, 1),
        (&[W::NoItemBeforeCallback], Callback, false, Stuck, 1),
        (&[W::NoItemBeforePage], Task, true, Stuck, 1),
        (&[W::SweepOnce], Task, false, Stuck, 1),
        (&[W::OutboxOnlyInItsPage], Nested, false, Stuck, 1),
        (&[W::PollWithoutChain], Job, false, OldChain, 0),
        (&[W::NoRenewal], Task, true, GivenUpAlive, 0),
        (&[W::LaggingIndex], Task, false, Stuck, 1),
        (&[W::NoFence], Task, true, Forked, 0),
        (&[W::NoFence], Task, true, CalledTwice, 0),
        (&[W::RepeatLostCalls], Task, false, CalledTwice, 1),
        (&[W::RevivedClaims], Branches, false, CalledUnclaimed, 2),
        (&[W::NoSecondPromise], Task, false, Stuck, 1),
        (&[W::NoSecondPromise], Callback, false, Stuck, 1),
        (&[W::InboxWithoutItem], Callback, false, Stuck, 2),
        (&[W::NoSecondPromise, W::EarlyAck], Task, true, Stuck, 2),
        (&[], Task, true, CalledUnclaimed, 1),
    ];
    let row = |(without, program, retry, property, faults): (&[W], Program, bool, Property, usize)| {
        let stalls = match (without, property) {
            // Nothing is left out but the window.
            ([], _) => Stalls::Anywhere,
            (_, Property::GivenUpAlive) => Stalls::Never,
            _ => Stalls::OutsideTheWindow,
        };
        let config = Config::new(program, retry).without(without).stalling(stalls);
        Row { config, breaks: Some((property, faults)), faults }
    };
    rows.into_iter().map(row).collect()
}
