//! What is searched: a program, the faults that are allowed, and the rules that are left out.

/// What the execution does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// A task, then another.
    Task,
    /// Two branches side by side: a task and then another, and one task.
    Branches,
    /// A task that waits for a callback, then another.
    Callback,
    /// A task that waits for a callback until a far time-out, then another.
    TimedCallback,
    /// A job that is watched, then a task.
    Job,
    /// A task, then another, in an execution whose parent waits for it.
    Nested,
}

impl Program {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Program::Task => "task",
            Program::Branches => "branches",
            Program::Callback => "callback",
            Program::TimedCallback => "timed callback",
            Program::Job => "job",
            Program::Nested => "nested",
        }
    }

    /// Whether the first task waits for a callback.
    pub fn is_callback(self) -> bool {
        matches!(self, Program::Callback | Program::TimedCallback)
    }
}

/// Where a process may stand still for as long as it takes others to give it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stalls {
    /// Nowhere.
    Never,
    /// Anywhere but between the last look at the clock and the sending of a call.
    OutsideTheWindow,
    /// Anywhere.
    Anywhere,
}

/// A rule that is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weakness {
    /// Calls are made before the page that claims them is committed.
    ActBeforeCommit,
    /// Wake-ups and wake items are made after the commit, and after the message was acknowledged.
    SendAfterCommit,
    /// A result fits every attempt of its state.
    NoStamp,
    /// A commit whose reply was lost is not recognised as one's own.
    NoNonce,
    /// A message is acknowledged as soon as it was received.
    EarlyAck,
    /// Whoever works on an execution makes its calls, claimed by nobody.
    NoClaim,
    /// A claim is not looked at again before its call is sent.
    NoDeadlineCheck,
    /// No wake item stands before an execution is started.
    NoItemBeforeStart,
    /// No wake item stands before a callback's page.
    NoItemBeforeCallback,
    /// No wake item stands before the page of an executor.
    NoItemBeforePage,
    /// The sweep wakes an execution and forgets it.
    SweepOnce,
    /// What is owed stands only in the page that began to owe it.
    OutboxOnlyInItsPage,
    /// A poll goes on whatever the number of its chain.
    PollWithoutChain,
    /// A session never shows that it lives.
    NoRenewal,
    /// The sweep asks an index that lags which executions run.
    LaggingIndex,
    /// A page is put whether or not its number is free.
    NoFence,
    /// A call whose maker has died is made again in silence.
    RepeatLostCalls,
    /// A session that was renewed after it had died makes the calls of its old claims good again.
    RevivedClaims,
    /// Nobody looks, after a commit that took long, whether its promise still stands.
    NoSecondPromise,
    /// A fact left in the inbox has only messages that tell of it.
    InboxWithoutItem,
}

/// What is searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// What the execution does.
    pub program: Program,
    /// Whether the first task is tried a second time when its first attempt is lost.
    pub retry: bool,
    /// Where processes may stand still.
    pub stalls: Stalls,
    /// Rules that are left out.
    pub without: Vec<Weakness>,
}

impl Config {
    /// A program under the whole protocol, stalls outside the window allowed.
    pub fn new(program: Program, retry: bool) -> Self {
        Config { program, retry, stalls: Stalls::OutsideTheWindow, without: Vec::new() }
    }

    /// The same without these rules.
    #[must_use]
    pub fn without(mut self, rules: &[Weakness]) -> Self {
        self.without.extend_from_slice(rules);
        self
    }

    /// The same with stalls allowed here.
    #[must_use]
    pub fn stalling(mut self, stalls: Stalls) -> Self {
        self.stalls = stalls;
        self
    }

    /// Whether a rule is left out.
    pub fn lacks(&self, rule: Weakness) -> bool {
        self.without.contains(&rule)
    }
}
