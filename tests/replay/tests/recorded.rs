//! Recorded cases replayed through the core alone: histories are compared event by event.

use stepwell_conformance::{Summary, Verdict, run, suite};
use stepwell_replay::CoreTarget;

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
        summary.add(&case, &verdict);
        if let Verdict::Failed(report) = verdict {
            failures.push_str(&format!("{report}\n"));
        }
    }
    suite::announce(&format!("replays through the core\n{summary}"));
    assert_eq!(summary.failed(), 0, "{failures}");
    assert!(!summary.passed().is_empty(), "no case was run");
}
