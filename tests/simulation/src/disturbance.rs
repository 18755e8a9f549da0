//! What goes wrong in a run, and where: drawn from rates, or listed. Whatever happens is written down, so that a run can
//! be had again with some of it left out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Where something may go wrong; each site has numbers of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Site {
    /// A call through a port, by its number in the run.
    Point,
    /// A message, by its number in the run.
    Message,
    /// A second start of an execution, by the execution's number.
    SecondStart,
    /// Somebody stops an execution, by the execution's number.
    Stop,
    /// A person who was asked, by the number of the asking.
    Person,
    /// A mail, by its number.
    Mail,
    /// Somebody deletes the machine whose executions are started; number 0.
    Delete,
}

/// What goes wrong. Times are milliseconds of true time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The call fails and nothing was done.
    Busy,
    /// The call is done and its answer is lost.
    Lost,
    /// The answer is lost now, and the call is done so much later.
    Ghost(u64),
    /// The call takes so much longer.
    Delayed(u64),
    /// The process dies before the call.
    CrashBefore,
    /// The process dies right after the call.
    CrashAfter,
    /// The process stands still so long before the call.
    StallBefore(u64),
    /// The process stands still so long after the call.
    StallAfter(u64),
    /// The message is never delivered.
    Dropped,
    /// The message is delivered a second time, so much later.
    Doubled(u64),
    /// The message comes so much later than it should.
    Late(u64),
    /// Somebody acts at this time after the beginning.
    Acts(u64),
    /// Somebody does it twice, the second time so much later.
    Twice(u64),
    /// Somebody says it with a token of an earlier attempt too.
    OldToken,
    /// Somebody acts right after this page.
    AtPage(u64),
    /// Somebody acts while this call is on its way, counted from 1.
    AtCall(u64),
    /// Somebody does it twice at the same time.
    DoubleClick,
    /// Somebody waits for the next time that divides by this, and so acts together with others.
    Together(u64),
}

impl Fault {
    /// Its name without its time.
    pub fn name(self) -> &'static str {
        match self {
            Fault::Busy => "busy",
            Fault::Lost => "lost reply",
            Fault::Ghost(_) => "ghost",
            Fault::Delayed(_) => "delayed",
            Fault::CrashBefore => "crash before",
            Fault::CrashAfter => "crash after",
            Fault::StallBefore(_) => "stall before",
            Fault::StallAfter(_) => "stall after",
            Fault::Dropped => "dropped",
            Fault::Doubled(_) => "doubled",
            Fault::Late(_) => "late",
            Fault::Acts(_) => "acts",
            Fault::Twice(_) => "twice",
            Fault::OldToken => "old token",
            Fault::AtPage(_) => "at page",
            Fault::AtCall(_) => "at call",
            Fault::DoubleClick => "double click",
            Fault::Together(_) => "together",
        }
    }

    /// A number for the trace.
    pub(crate) fn code(self) -> u64 {
        match self {
            Fault::Busy => 1,
            Fault::Lost => 2,
            Fault::Ghost(ms) => 3 | ms << 8,
            Fault::Delayed(ms) => 4 | ms << 8,
            Fault::CrashBefore => 5,
            Fault::CrashAfter => 6,
            Fault::StallBefore(ms) => 7 | ms << 8,
            Fault::StallAfter(ms) => 8 | ms << 8,
            Fault::Dropped => 9,
            Fault::Doubled(ms) => 10 | ms << 8,
            Fault::Late(ms) => 11 | ms << 8,
            Fault::Acts(ms) => 12 | ms << 8,
            Fault::Twice(ms) => 13 | ms << 8,
            Fault::OldToken => 14,
            Fault::AtPage(page) => 15 | page << 8,
            Fault::AtCall(call) => 16 | call << 8,
            Fault::DoubleClick => 17,
            Fault::Together(ms) => 18 | ms << 8,
        }
    }
}

/// One thing that went wrong or shall go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disturbance {
    /// What kind of place.
    pub site: Site,
    /// Which of them.
    pub number: u64,
    /// What.
    pub fault: Fault,
}

/// Decides what goes wrong.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    listed: Option<BTreeMap<(Site, u64), Fault>>,
    calm: bool,
    happened: Vec<Disturbance>,
}

impl Plan {
    /// Draws if nothing is listed.
    pub fn new(listed: Option<&[Disturbance]>) -> Self {
        let by_place = |list: &[Disturbance]| {
            list.iter().map(|one| ((one.site, one.number), one.fault)).collect::<BTreeMap<_, _>>()
        };
        Plan { listed: listed.map(by_place), calm: false, happened: Vec::new() }
    }

    /// From now on nothing goes wrong.
    pub fn calm_down(&mut self) {
        self.calm = true;
    }

    pub fn is_calm(&self) -> bool {
        self.calm
    }

    /// What goes wrong at a place, if anything does.
    pub fn at(&mut self, site: Site, number: u64, draw: impl FnOnce() -> Option<Fault>) -> Option<Fault> {
        if self.calm {
            return None;
        }
        let fault = match &self.listed {
            Some(listed) => listed.get(&(site, number)).copied(),
            None => draw(),
        }?;
        self.happened.push(Disturbance { site, number, fault });
        Some(fault)
    }

    pub fn happened(&self) -> &[Disturbance] {
        &self.happened
    }
}
