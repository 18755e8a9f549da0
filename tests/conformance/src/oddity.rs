//! Recordings that show something the service does no longer, or did by mistake. The list is the conformance folder's
//! own; a case gets here only when its README names it.

use serde_json::{Map, Value};

use crate::case::Case;

/// Recorded before November 2024: the end of a distributed Map names `MapRunSucceeded`; today it names `MapRunStarted`.
const OLD_MAP_RUN_EXIT: [&str; 4] = [
    "distributed-map-items-path-items-1f1f",
    "distributed-map-label-92f1",
    "distributed-map-succeed-max-concurrency-1190",
    "numeric-equals-array-range-math-add-distributed-map-choice-836a",
];

/// Expects a history of one event after the execution has ended.
const QUIRKS: [(&str, &str); 1] = [(
    "map-items-path-max-concurrency-path-41e8",
    "a history of one event after the end of the execution is a quirk of the service at that time: not to be built",
)];

/// Why a difference of this case does not count.
pub fn quirk(case: &Case) -> Option<&'static str> {
    QUIRKS.iter().find(|(name, _)| case.name == *name).map(|(_, reason)| *reason)
}

/// True if the case is compared without the link from the end of a distributed Map.
pub fn has_old_map_run_exit(case: &Case) -> bool {
    OLD_MAP_RUN_EXIT.contains(&case.name.as_str())
}

/// Lets each `MapStateExited` that names `MapRunSucceeded` name what that one names, so that both forms are one.
pub fn settle_map_run_exit(answer: &mut Map<String, Value>) {
    let Some(Value::Array(events)) = answer.get_mut("events") else {
        return;
    };
    for position in 0..events.len() {
        if events[position]["type"] == "MapStateExited" {
            let named = events[position]["previousEventId"].clone();
            let run = events.iter().find(|event| event["id"] == named && event["type"] == "MapRunSucceeded");
            let replaced = run.map(|run| run["previousEventId"].clone());
            if let (Some(started), Some(exited)) = (replaced, events[position].as_object_mut()) {
                exited.insert("previousEventId".to_owned(), started);
            }
        }
    }
}
