//! Facts in the inbox, as entry points leave them.

use stepwell_engine::Event;
use stepwell_orchestrator::inbox::{decode, encode};

/// A letter is a fact or nothing; a fact that was read is written and read again the same.
pub fn run(data: &[u8]) {
    let Some(fact) = decode(data) else { return };
    let is_for_inbox =
        matches!(fact, Event::TaskSucceeded { .. } | Event::TaskFailed { .. } | Event::StopRequested { .. });
    assert!(is_for_inbox, "no entry point leaves {fact:?}");
    let written = encode(&fact).unwrap();
    assert_eq!(decode(&written), Some(fact));
}
