//! Limits of approvals as a service, each with unit and source.

/// Times that a decision whose place was taken is looked at again. Ours: each time somebody else has decided, and a
/// request has at most 50 approvers, some of whom click twice.
pub const RECORD_TRIES_MAX: usize = 100;

/// Mails that the mailbox keeps; older ones go. Ours: it is for work on one's own machine.
pub const MAILBOX_MAILS_MAX: usize = 100;

/// Times that a mail whose number was taken asks for the next one. Ours.
pub const MAILBOX_TRIES_MAX: usize = 50;
