//! Runs every recorded case that can be run by now; what passed once must pass for ever.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use stepwell_conformance::golden;
use stepwell_conformance::suite::{announce, announce_skipped, conformance_dir, load};
use stepwell_conformance::{Summary, Verdict, run};
use stepwell_recorded::WorldTarget;

#[test]
fn recorded_cases() {
    let folder = conformance_dir().unwrap_or_else(|error| panic!("{error}"));
    let Some(folder) = folder else {
        announce_skipped(1, "cases recorded on the real service");
        return;
    };
    let cases = load(&folder).unwrap_or_else(|error| panic!("{error}"));
    let only = std::env::var("STEPWELL_CASE").ok();
    let mut summary = Summary::default();
    for case in cases.iter().filter(|case| only.as_deref().is_none_or(|only| case.id().contains(only))) {
        let mut target = WorldTarget::default();
        let verdict = {
            let mut running = pin!(run(case, &mut target));
            // Everything the target waits for is virtual, so one poll goes to the end.
            match running.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(verdict) => verdict,
                Poll::Pending => panic!("{} waits for something real", case.id()),
            }
        };
        if let Verdict::Failed(report) = &verdict {
            announce(&report.to_string());
        }
        summary.add(case, &verdict);
    }
    announce(&summary.to_string());
    if only.is_none() {
        let checked = golden::check(&golden::passed_list(), summary.passed(), golden::bless_asked());
        assert!(checked.is_ok(), "{}", checked.err().map(|error| error.to_string()).unwrap_or_default());
    }
    assert_eq!(summary.failed(), 0, "cases failed that should pass by now");
}
