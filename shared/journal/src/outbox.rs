//! What an execution still owes the world, carried from page to page until done, so that no commit in between can bury
//! it. Deliberately absent: doing any of it.

use stepwell_engine::effect::CancelTask;

/// One thing owed.
#[derive(Clone, Debug, PartialEq)]
pub struct Owed {
    /// Stamp of the attempt it belongs to; 0 for what belongs to the whole execution.
    pub stamp: u64,
    /// What is to be done.
    pub order: Order,
    /// How often it was tried in vain.
    pub tries: u32,
    /// Not before this time, milliseconds since 1970.
    pub not_before_ms: u64,
}

/// Orders that outlive the page that gave them.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Make the call of the attempt; its frame says what. It may be made only by the one who holds the claim.
    Call {
        /// Who makes it; none while it is ready to be claimed.
        claim: Option<Claim>,
    },
    /// Watch the job or child execution that the attempt has started, by one chain of poll messages at a time.
    Watch {
        /// Number of the chain; a poll of another chain dies.
        chain: u64,
        /// If nothing is heard of the chain by then, start a new one. Milliseconds since 1970.
        safety_ms: u64,
    },
    /// Cancel a job or child that nobody waits for any more, best effort.
    Cancel(CancelTask),
    /// Tell the parent execution that this one has ended.
    TellParent,
    /// Bring the cover up to date with the terminal page.
    CloseCover,
}

/// Who is making an outside call, and until when nobody else may think it lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The session that makes the call.
    pub session: String,
    /// Milliseconds since 1970; renewed by the session item of a session that works longer.
    pub deadline_ms: u64,
}
