//! Waiting for something to be so. The limit is only there so that a test that waits in vain ends.

use std::time::{Duration, Instant};

/// How long anything is waited for: far longer than it takes on a machine that does ten other things.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// Pause between two looks.
pub const PAUSE: Duration = Duration::from_millis(20);

/// Looks again and again until there is something to see.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(begin.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::sleep(PAUSE);
    }
}
