//! What holds for every history, whatever happened.

use stepwell_engine::HistoryEvent;
use stepwell_engine::history::Detail;

/// Whether an event closes its execution.
pub fn is_closing(event: &HistoryEvent) -> bool {
    matches!(
        event.detail,
        Detail::ExecutionSucceeded { .. }
            | Detail::ExecutionFailed(_)
            | Detail::ExecutionTimedOut(_)
            | Detail::ExecutionAborted(_)
    )
}

/// Ids are contiguous, events point back, times never go back, and one closing event ends a closed history.
pub fn check(events: &[HistoryEvent], is_closed: bool) {
    for (position, event) in events.iter().enumerate() {
        assert_eq!(event.id, position as u64 + 1, "ids have a gap");
        assert!(event.previous < event.id, "event {} points forward", event.id);
    }
    assert!(events.windows(2).all(|two| two[0].at_ms <= two[1].at_ms), "time goes back");
    let closing = events.iter().filter(|event| is_closing(event)).count();
    assert_eq!(closing, usize::from(is_closed), "closing events");
    assert_eq!(events.last().is_some_and(is_closing), is_closed, "the last event");
}
