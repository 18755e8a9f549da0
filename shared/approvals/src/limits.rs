//! Limits of approvals, each with unit and source. "Ours" marks a choice of this crate, made so that a mail and a page
//! stay readable and nothing grows with outside data.

/// Most approvers of one request, addresses. Ours: each gets a mail of their own.
pub const APPROVERS_MAX: usize = 50;

/// Longest mail address, bytes. Source: RFC 5321, 4.5.3.1.3 (a path of 256 octets with its angle brackets).
pub const ADDRESS_BYTES_MAX: usize = 254;

/// Longest sender with display name, bytes. Ours.
pub const FROM_BYTES_MAX: usize = 400;

/// Longest subject, characters. Ours: mail programs show far fewer.
pub const SUBJECT_CHARS_MAX: usize = 200;

/// Longest message to the approvers, characters. Ours.
pub const MESSAGE_CHARS_MAX: usize = 10_000;

/// Most rows of the details table, members. Ours.
pub const DETAILS_MAX: usize = 50;

/// Longest name of a detail, characters. Ours.
pub const DETAIL_NAME_CHARS_MAX: usize = 100;

/// Longest value of a detail as shown, characters. Ours.
pub const DETAIL_VALUE_CHARS_MAX: usize = 1_000;

/// Shortest life of a request, seconds. Ours: nobody reads mail faster.
pub const EXPIRES_S_MIN: u64 = 60;

/// Longest life of a request, and its life when the author names none, seconds. Source: Step Functions, an execution
/// runs for one year at most.
pub const EXPIRES_S_MAX: u64 = 365 * 24 * 3_600;

/// Longest comment of an approver, characters, line ends counted once. Ours.
pub const COMMENT_CHARS_MAX: usize = 2_000;

/// Longest form body, bytes. Ours: a comment of four-byte characters, each byte written with three, and the rest.
pub const FORM_BYTES_MAX: usize = 32 * 1024;

/// Most fields of a form. Ours: the form has three.
pub const FORM_FIELDS_MAX: usize = 16;

/// Youngest form that may be sent, milliseconds. Ours: robots that press every button are faster than readers.
pub const FORM_AGE_MS_MIN: u64 = 2_000;

/// Oldest form that may be sent, milliseconds. Ours.
pub const FORM_AGE_MS_MAX: u64 = 30 * 60 * 1_000;

/// Longest name of a machine or of an execution within a link, bytes. Source: Step Functions names have 80 characters;
/// four bytes each at most.
pub const NAME_BYTES_MAX: usize = 320;

/// Longest link token that is read at all, characters. Ours: above what two names of [`NAME_BYTES_MAX`] need. A token
/// with two ASCII names of 80 characters stays below 400.
pub const LINK_CHARS_MAX: usize = 1_024;

/// Longest key id, characters. Ours.
pub const KEY_ID_CHARS_MAX: usize = 16;

/// Bytes of an authentication code kept in links and nonces. Source: RFC 2104, section 5 (at least half of the hash).
pub const MAC_BYTES: usize = 16;

/// Most links listed on one mail's page of the mailbox. Ours.
pub const MAILBOX_LINKS_MAX: usize = 20;

/// Longest wait for one answer of a mail server, seconds. Ours; RFC 5321, 4.5.3.2 allows minutes, a worker does not.
pub const SMTP_TIMEOUT_S: u64 = 30;
