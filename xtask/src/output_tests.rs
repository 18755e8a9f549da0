//! Outputs of runners and what they count to.

use std::time::Duration;

use super::Counts;

#[track_caller]
fn check(lines: &[&str], expected: &str) {
    let mut counts = Counts::default();
    lines.iter().for_each(|line| counts.read(line));
    assert_eq!(counts.summary(Duration::from_millis(61_500)), format!("     Summary [  61.500s] {expected}"));
}

#[test]
fn what_runners_say() {
    check(&[], "0 tests run: 0 passed, 0 skipped");
    check(
        &[
            "running 7 tests\n",
            "test result: ok. 5 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
            "test result: FAILED. 1 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s",
        ],
        "9 tests run: 6 passed, 3 failed, 2 skipped",
    );
    check(
        &["     Summary [   3.456s] 412 tests run: 412 passed (3 slow), 2 skipped"],
        "412 tests run: 412 passed, 2 skipped",
    );
    check(
        &[
            "\u{1b}[31;1m     Summary\u{1b}[0m [   3.456s] \u{1b}[1m4\u{1b}[0m tests run: \u{1b}[1m2\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, 1 failed, 1 timed out, 0 skipped",
        ],
        "4 tests run: 2 passed, 2 failed, 0 skipped",
    );
    check(&["Ran 12 tests in 4.2s", "", "OK (skipped=2)"], "10 tests run: 10 passed, 2 skipped");
    check(&["Ran 1 test in 0.1s", "FAILED (failures=1)"], "1 tests run: 0 passed, 1 failed, 0 skipped");
    check(
        &["Ran 9 tests in 4.2s", "FAILED (failures=1, errors=2)"],
        "9 tests run: 6 passed, 3 failed, 0 skipped",
    );
    check(&["OK", "test result of something else: 5 passed"], "0 tests run: 0 passed, 0 skipped");
}

#[test]
fn counts_of_several_outputs_add_up() {
    let mut all = Counts::default();
    let mut one = Counts::default();
    one.read("test result: ok. 5 passed; 1 failed; 2 ignored");
    all.add(one);
    all.add(one);
    let expected = "     Summary [   0.000s] 12 tests run: 10 passed, 2 failed, 4 skipped";
    assert_eq!(all.summary(Duration::ZERO), expected);
}
