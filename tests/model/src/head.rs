//! The newest page as a value: where the execution stands and what it owes. Page numbers are not kept: whether a copy is
//! still the newest page is all that matters.

/// First attempt of the first task.
pub const A1: u8 = 1;
/// Second attempt of the first task.
pub const A2: u8 = 2;
/// The attempt of the second task.
pub const B: u8 = 4;
/// The attempt of the other branch.
pub const X: u8 = 8;

/// All of them.
pub const ATTEMPTS: [u8; 4] = [A1, A2, B, X];

/// Where one strand stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Phase {
    /// At its end, or not there.
    #[default]
    Off,
    /// In this attempt: one of the bits above.
    Open(u8),
    /// Before the second attempt.
    Backoff,
}

/// Who holds a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// The present run of this executor.
    Executor(u8),
    /// A run that is over, whose session item still says that it lives.
    Ghost,
    /// A run that is over, whose session item is none or has run out.
    Gone,
}

/// The call of the open attempt, as the outbox has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Call {
    /// None is owed.
    #[default]
    None,
    /// To be claimed.
    Ready,
    /// Claimed.
    Claimed {
        /// By whom.
        owner: Owner,
        /// Whether the deadline has passed.
        over: bool,
    },
}

/// One strand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Lane {
    /// Where it stands.
    pub phase: Phase,
    /// Whether the call was answered and the end comes from elsewhere.
    pub submitted: bool,
    /// Whether its timer has come: the pause before a retry, the time-out of a callback.
    pub due: bool,
    /// What is owed for it.
    pub call: Call,
}

impl Lane {
    /// A strand that just entered an attempt.
    pub fn open(attempt: u8, call: Call) -> Self {
        Lane { phase: Phase::Open(attempt), submitted: false, due: false, call }
    }
}

/// How the execution ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum End {
    /// It runs.
    #[default]
    Running,
    /// Well.
    Succeeded,
    /// Not well.
    Failed,
}

/// Which wake item a page leans on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Promise {
    /// None that still stands.
    #[default]
    None,
    /// One that is due within minutes.
    Near,
    /// One at the time of a far time-out.
    Far,
}

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Head {
    /// The two strands.
    pub lanes: [Lane; 2],
    /// How it ended.
    pub end: End,
    /// Whether the parent is to be told.
    pub tell: bool,
    /// Whether telling failed once.
    pub tried: bool,
    /// Whether the cover is to be closed.
    pub close: bool,
    /// Whether a job is watched.
    pub watch: bool,
    /// Whether the safety time of the poll chain has passed.
    pub unheard: bool,
    /// The wake item it leans on.
    pub promised: Promise,
}

impl Head {
    /// The strand that is in this attempt.
    pub fn lane_of(&self, attempt: u8) -> Option<usize> {
        self.lanes.iter().position(|lane| lane.phase == Phase::Open(attempt))
    }

    /// Whether a timer has come.
    pub fn is_due(&self) -> bool {
        self.lanes.iter().any(|lane| lane.due)
    }

    /// The claims in it.
    pub fn claims(&self) -> impl Iterator<Item = (u8, Owner, bool)> + '_ {
        self.lanes.iter().filter_map(|lane| match (lane.phase, lane.call) {
            (Phase::Open(attempt), Call::Claimed { owner, over }) => Some((attempt, owner, over)),
            (
                Phase::Open(_) | Phase::Off | Phase::Backoff,
                Call::None | Call::Ready | Call::Claimed { .. },
            ) => None,
        })
    }

    /// Whether an attempt is open and claimed by this executor.
    pub fn is_claimed_by(&self, attempt: u8, executor: u8) -> bool {
        self.claims().any(|(at, owner, _)| at == attempt && owner == Owner::Executor(executor))
    }

    /// Changes who holds claims.
    pub fn rename(&mut self, rename: impl Fn(Owner) -> Owner) {
        for lane in &mut self.lanes {
            if let Call::Claimed { owner, .. } = &mut lane.call {
                *owner = rename(*owner);
            }
        }
    }

    /// Lets the deadline of a claim pass.
    pub fn pass_deadline(&mut self, attempt: u8, of: Owner) {
        for lane in &mut self.lanes {
            if let (Phase::Open(open), Call::Claimed { owner, over }) = (lane.phase, &mut lane.call)
                && open == attempt
                && *owner == of
            {
                *over = true;
            }
        }
    }

    /// The wake item that it needs.
    pub fn needs(&self, timed: bool) -> Promise {
        let near = self.tell
            || self.close
            || self.watch
            || self.lanes.iter().any(|lane| lane.call != Call::None || lane.phase == Phase::Backoff);
        let far = timed && self.lanes.iter().any(|lane| lane.submitted);
        match (near, far) {
            (true, _) => Promise::Near,
            (false, true) => Promise::Far,
            (false, false) => Promise::None,
        }
    }
}
