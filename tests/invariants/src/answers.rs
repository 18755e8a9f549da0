//! What clients were told stays true: a status that is closed is closed for ever and the same, an execution that was
//! answered for exists, a completion that was accepted ended its attempt.

use std::collections::BTreeMap;

use stepwell_journal::{Closed, ExecutionKey};

use crate::attempts::Ended;
use crate::violation::Complaints;
use crate::watched::Watched;

/// What was told.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    /// The last status that anybody was told, by execution.
    told: BTreeMap<ExecutionKey, (String, Closed)>,
}

impl Answers {
    /// A client was told a status (after a start, `RUNNING`).
    pub fn observed(
        &mut self,
        client: &str,
        key: &ExecutionKey,
        status: Closed,
        seen: Option<&Watched>,
        out: &mut Complaints,
    ) {
        let Some(seen) = seen else {
            out.add("clients", key, format!("`{client}` was told {}, there is none", status.name()));
            return;
        };
        let told = self.told.get(key);
        if let Some((whom, before)) = told
            && *before != Closed::Running
            && *before != status
            && status != Closed::Running
        {
            let what = format!("`{client}` was told {}", status.name());
            out.add("clients", key, format!("{what}, `{whom}` was told {} before", before.name()));
        }
        let truth = Closed::from(&seen.head.execution.status);
        if status != Closed::Running && status != truth {
            let what = format!("`{client}` was told {}", status.name());
            out.add("clients", key, format!("{what}, it is {}", truth.name()));
        }
        if status != Closed::Running {
            self.told.insert(key.clone(), (client.to_owned(), status));
        }
    }

    /// At the end: what was told still holds.
    pub fn finish(&self, key: &ExecutionKey, seen: &Watched, healed: bool, out: &mut Complaints) {
        let truth = Closed::from(&seen.head.execution.status);
        if let Some((whom, told)) = self.told.get(key).filter(|(_, told)| *told != truth) {
            out.add("clients", key, format!("`{whom}` was told {}, it is {}", told.name(), truth.name()));
        }
        for (stamp, attempt) in seen.attempts.by_stamp.iter().filter(|(_, a)| a.accepted_at_ms.is_some()) {
            match attempt.ended {
                Some(Ended::Completed | Ended::TimedOut | Ended::GivenUp) => {}
                None if healed => {
                    out.add(
                        "clients",
                        key,
                        format!("the completion of attempt {stamp} was accepted and lost"),
                    );
                }
                None => {}
            }
        }
    }
}

#[cfg(test)]
mod tests;
