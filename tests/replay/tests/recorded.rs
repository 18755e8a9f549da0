//! Recorded cases replayed through the core alone: histories are compared event by event.

use stepwell_conformance::{Summary, Verdict, run, suite};
use stepwell_replay::CoreTarget;

/// Cases that differ only because they are older than what the core does, and what that is.
const OLDER: [(&str, &str); 1] = [(
    "retry-catch/task-retry-catch-result-selector-690b",
    "recorded before redrive came in November 2023: `Execution.RedriveCount` is missing in the context object",
)];

#[tokio::test]
async fn recorded_histories() {
    let Some(folder) = suite::conformance_dir().unwrap() else {
        suite::announce_skipped(1, "replays through the core");
        return;
    };
    let mut summary = Summary::default();
    let mut failures = String::new();
    for case in suite::load(&folder).unwrap() {
        let verdict = run(&case, &mut CoreTarget::default()).await;
        if let Some((name, reason)) = OLDER.iter().find(|(name, _)| *name == case.id()) {
            let differs = matches!(&verdict, Verdict::Failed(report) if report.text.matches("expected").count()
                == report.text.matches("Execution.RedriveCount").count());
            assert!(differs, "{name} is listed as older ({reason}), but says {verdict:?}");
            continue;
        }
        summary.add(&case, &verdict);
        if let Verdict::Failed(report) = verdict {
            failures.push_str(&format!("{report}\n"));
        }
    }
    suite::announce(&format!("replays through the core\n{summary}"));
    assert_eq!(summary.failed(), 0, "{failures}");
    assert!(!summary.passed().is_empty(), "no case was run");
}
