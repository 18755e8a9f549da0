//! Which attempt of which task asks. Deliberately absent: anything secret; the marker is in logs.

use std::fmt;

/// One attempt of a Task state of one execution.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Attempt {
    /// Name of the state machine.
    pub machine: String,
    /// Name of the execution.
    pub execution: String,
    /// Id of the attempt's `TaskScheduled` event, unique within the execution.
    pub stamp: u64,
}

impl Attempt {
    /// Reads a marker `<machine>/<execution>#<stamp>`. A machine of a map run has a slash of its own
    /// (`<machine>/<label>`); names of executions have neither slash nor `#`. None for anything else.
    pub fn from_marker(marker: &str) -> Option<Self> {
        let (names, stamp) = marker.rsplit_once('#')?;
        let (machine, execution) = names.rsplit_once('/')?;
        if machine.is_empty() || execution.is_empty() || !stamp.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let stamp = stamp.parse().ok()?;
        Some(Attempt { machine: machine.to_owned(), execution: execution.to_owned(), stamp })
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}#{}", self.machine, self.execution, self.stamp)
    }
}

#[cfg(test)]
mod tests {
    use super::Attempt;

    #[test]
    fn markers_read_back() {
        for (machine, execution, stamp) in
            [("m", "e", 7), ("m/label", "run-7", u64::MAX), ("grüße", "東京", 0)]
        {
            let attempt = Attempt { machine: machine.to_owned(), execution: execution.to_owned(), stamp };
            assert_eq!(Attempt::from_marker(&attempt.to_string()), Some(attempt));
        }
    }

    #[test]
    fn other_texts_are_no_markers() {
        for text in ["", "m/e", "m#1", "/e#1", "m/#1", "m/e#", "m/e#x", "m/e#+1", "m/e#18446744073709551616"]
        {
            assert_eq!(Attempt::from_marker(text), None, "{text}");
        }
    }
}
