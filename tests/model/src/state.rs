//! The whole world at one moment.

use crate::head::{Head, Owner};

/// Where a process is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum At {
    /// Nowhere: waits for a message or a request.
    #[default]
    Idle,
    /// About to read the newest page again.
    Loading,
    /// About to decide again with what it knows.
    Deciding,
    /// About to put the wake item of the next page and to send its messages.
    Announcing,
    /// About to put the next page.
    Committing,
    /// About to look at the clock before calls.
    Looking,
    /// About to send calls.
    Calling,
    /// About to tell the parent.
    Telling,
    /// Waits for answers.
    Waiting,
    /// Pauses after a failure of the store.
    Pausing,
    /// About to close the cover.
    Closing,
    /// About to send the first message about a fact in the inbox.
    Warning,
    /// About to leave a fact in the inbox.
    Leaving,
    /// About to send the second message about it.
    Reminding,
    /// Done for good.
    Done,
}

/// All places.
pub const PLACES: [At; 15] = [
    At::Idle,
    At::Loading,
    At::Deciding,
    At::Announcing,
    At::Committing,
    At::Looking,
    At::Calling,
    At::Telling,
    At::Waiting,
    At::Pausing,
    At::Closing,
    At::Warning,
    At::Leaving,
    At::Reminding,
    At::Done,
];

/// Kinds of messages; each is at most once in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Message {
    /// Look at the execution.
    Go,
    /// The same, for a page that is not there.
    GoEarly,
    /// Look into the inbox too.
    Inbox,
    /// The same, sent before the fact is left there.
    Warned,
    /// The pause before a retry is over.
    Due,
    /// The same, for a page that is not there.
    DueEarly,
    /// Poll, of the present chain.
    Poll,
    /// Poll, of a chain that was replaced.
    OldPoll,
    /// First poll of a chain whose page is not there.
    NewPoll,
}

/// All of them.
pub const MESSAGES: [Message; 9] = [
    Message::Go,
    Message::GoEarly,
    Message::Inbox,
    Message::Warned,
    Message::Due,
    Message::DueEarly,
    Message::Poll,
    Message::OldPoll,
    Message::NewPoll,
];

/// The messages in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Queue(u16);

impl Queue {
    /// As bits.
    pub fn bits(self) -> u16 {
        self.0
    }

    /// Of bits.
    pub fn of_bits(bits: u16) -> Self {
        Queue(bits)
    }

    /// Whether it is there.
    pub fn has(self, message: Message) -> bool {
        self.0 & (1 << message as u8) != 0
    }

    /// Puts it there.
    pub fn put(&mut self, message: Message) {
        self.0 |= 1 << message as u8;
    }

    /// Takes it away; whether it was there.
    pub fn take(&mut self, message: Message) -> bool {
        let had = self.has(message);
        self.0 &= !(1 << message as u8);
        had
    }
}

/// One process: an executor, or a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Process {
    /// Where it is.
    pub at: At,
    /// The message that it works on and has not acknowledged.
    pub held: Option<Message>,
    /// Its copy of the newest page.
    pub head: Head,
    /// Whether that still is the newest page.
    pub fresh: bool,
    /// The page that it is about to put.
    pub next: Head,
    /// It stands still while time passes.
    pub stalled: bool,
    /// It stood still between promise and commit.
    pub slow: bool,
    /// Its facts come as those of a request: it leaves calls to others.
    pub entry: bool,
    /// Its session item says that it lives.
    pub alive: bool,
    /// Its page is there, and it promises and sends only now, or again.
    pub late: bool,
    /// Its own commit took place, and it does not know.
    pub applied: bool,
    /// The parent was told, and no page says so yet.
    pub told: bool,
    /// The parent could not be told, and no page says so yet.
    pub mute: bool,
    /// Attempts found in time just now.
    pub looked: u8,
    /// Attempts called and not answered.
    pub flying: u8,
    /// Attempts whose success is not in a page yet.
    pub succeeded: u8,
    /// Attempts whose submission is not in a page yet.
    pub submitted: u8,
    /// Attempts whose failure is not in a page yet.
    pub failed: u8,
    /// Letters taken from the inbox and not in a page yet.
    pub letters: u8,
    /// Attempts whose start must be looked up.
    pub searching: u8,
    /// The attempt that a request is about.
    pub about: u8,
}

impl Process {
    /// Attempts begun whose outcome is in no page yet.
    pub fn begun(&self) -> u8 {
        self.flying | self.succeeded | self.submitted | self.failed
    }

    /// What was brought is in a page now, or changed nothing.
    pub fn settle(&mut self) {
        (self.succeeded, self.submitted, self.failed, self.letters) = (0, 0, 0, 0);
        (self.told, self.mute) = (false, false);
    }

    /// Its copies of pages.
    fn heads(&mut self) -> [&mut Head; 2] {
        let Process { head, next, .. } = self;
        [head, next]
    }

    /// Whether it is between a promise and the page it is for.
    pub fn is_promising(&self) -> bool {
        self.at == At::Committing
    }
}

/// Wake items, by kind: those that stand, and those whose time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Items {
    /// One within minutes.
    pub near: bool,
    /// One at a far time-out.
    pub far: bool,
    /// One whose time has come.
    pub due: bool,
}

/// Everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct State {
    /// Whether the cover is there.
    pub born: bool,
    /// Whether the cover says that the execution is closed.
    pub closed: bool,
    /// Whether the index of lists shows the execution.
    pub indexed: bool,
    /// The newest page.
    pub head: Head,
    /// The queue.
    pub queue: Queue,
    /// The wake items.
    pub items: Items,
    /// Attempts whose callback lies in the inbox.
    pub inbox: u8,
    /// Attempts whose call was sent.
    pub sent: u8,
    /// Attempts whose job has ended.
    pub ended: u8,
    /// Attempts whose callback was answered.
    pub answered: u8,
    /// Whether the parent was told.
    pub told: bool,
    /// The executors.
    pub executors: [Process; 2],
    /// Whoever starts the execution.
    pub starter: Process,
    /// Whoever completes its task.
    pub caller: Process,
}

impl State {
    /// Whether what is promised has been kept: it ended, its cover says so, and its parent knows if there is one.
    pub fn is_over(&self, has_parent: bool) -> bool {
        self.closed && (self.told || !has_parent)
    }

    /// Every copy of a page that somebody has.
    pub fn heads(&mut self) -> impl Iterator<Item = &mut Head> {
        let State { head, executors: [one, two], starter, caller, .. } = self;
        [head].into_iter().chain([one, two, starter, caller].into_iter().flat_map(Process::heads))
    }

    /// The processes.
    pub fn processes(&self) -> [&Process; 4] {
        let [one, two] = &self.executors;
        [one, two, &self.starter, &self.caller]
    }

    /// Whether somebody who does not stand still is between a promise and its page.
    pub fn is_somebody_promising(&self) -> bool {
        self.processes().iter().any(|process| process.is_promising() && !process.stalled)
    }

    /// Whether somebody who does not stand still has sent word of a fact that it leaves in the inbox next.
    pub fn is_somebody_leaving(&self) -> bool {
        self.caller.at == At::Leaving && !self.caller.stalled
    }

    /// Ends the run of an executor: its claims are nobody's now.
    pub fn end_run(&mut self, executor: usize) {
        let Some(process) = self.executors.get_mut(executor) else { return };
        let left = if process.alive { Owner::Ghost } else { Owner::Gone };
        *process = Process::default();
        let mine = Owner::Executor(executor as u8);
        self.heads().for_each(|head| head.rename(|owner| if owner == mine { left } else { owner }));
    }
}
