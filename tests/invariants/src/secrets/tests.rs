//! Secrets that stay where they are, and some that do not.

use stepwell_engine::Event;
use stepwell_engine::error::StateError;

use crate::lab::check;

#[test]
fn secrets_are_judged() {
    check(
        "I15",
        &[
            (
                "nothing shown",
                |lab| {
                    lab.watcher.secret("hunter2");
                    lab.watcher.token_prefix("v1.k1.");
                    let stamp = lab.begin();
                    lab.succeed(1, stamp, "v1.k1.token that the author handed on");
                    lab.watcher.logged("execution m/e goes on");
                },
                false,
            ),
            (
                "a token in the log",
                |lab| {
                    lab.watcher.token_prefix("v1.k1.");
                    lab.watcher.logged("callback of v1.k1.5 failed");
                },
                true,
            ),
            (
                "a secret in data",
                |lab| {
                    lab.watcher.secret("hunter2");
                    let stamp = lab.begin();
                    lab.succeed(1, stamp, "hunter2");
                },
                true,
            ),
            (
                "a secret in an error",
                |lab| {
                    lab.watcher.secret("hunter2");
                    let stamp = lab.begin();
                    let error = StateError::new("Boom", "wrong password hunter2");
                    lab.step(1, &[Event::TaskFailed { stamp, error }]);
                },
                true,
            ),
        ],
    );
}
