//! Recorded cases over HTTP against the real server, each on a server of its own. Only those that pass in virtual time
//! and were quick on the recorder: what differs here is the wire, the disk and the clock.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use stepwell_conformance::case::Kind;
use stepwell_conformance::suite::{announce, announce_skipped, conformance_dir, load};
use stepwell_conformance::{Case, HttpTarget, Summary, Verdict, golden, run};

use crate::folder::Folder;
use crate::server::Server;

/// Recorded duration in seconds up to which a case is run.
const SECONDS_MAX: u64 = 3;

/// Cases that run side by side: they wait more than they work.
const SIDE_BY_SIDE: usize = 4;

#[test]
fn recorded_cases_over_http() {
    let folder = conformance_dir().unwrap_or_else(|error| panic!("{error}"));
    let Some(folder) = folder else {
        announce_skipped(1, "recorded cases over HTTP");
        return;
    };
    let passed = golden::passed_list();
    let passed = std::fs::read_to_string(passed).unwrap();
    let known: Vec<&str> = passed.lines().collect();
    let mut cases = load(&folder).unwrap_or_else(|error| panic!("{error}"));
    cases.retain(|case| {
        case.kind == Kind::Plain && case.seconds <= SECONDS_MAX && known.contains(&case.id().as_str())
    });
    let (next, summary) = (AtomicUsize::new(0), Mutex::new(Summary::default()));
    std::thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let verdict = verdict(case);
                    if let Verdict::Failed(report) = &verdict {
                        announce(&report.to_string());
                    }
                    summary.lock().unwrap().add(case, &verdict);
                }
            });
        }
    });
    let summary = summary.into_inner().unwrap();
    announce(&summary.to_string());
    assert_eq!(
        summary.passed().len(),
        cases.len(),
        "not all cases that pass in virtual time passed over HTTP"
    );
}

fn verdict(case: &Case) -> Verdict {
    let folder = Folder::new("conformance");
    folder.write("stepwell.toml", "");
    let server = Server::start(&folder);
    let mut target = HttpTarget::new(&server.endpoint(), "us-east-1", "123456789012");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(run(case, &mut target))
}
