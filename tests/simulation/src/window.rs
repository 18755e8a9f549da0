//! The window that the protocol leaves open: between the last look at a claim and the sending of its call a process may
//! stand still unseen. Where it stands still elsewhere, it looks again, and a call that is late then is a fault of its own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::executor::ProcessId;
use crate::lock;
use crate::point::Operation;
use crate::world::World;

/// Milliseconds within which a call that provably was not sent is sent again without another look. Source: the pauses
/// between sends, all together, and a little for the way.
const SENDS_MS: u64 = 1_500;

/// Windows by process.
#[derive(Debug, Default)]
pub(crate) struct Windows(Mutex<BTreeMap<ProcessId, Open>>);

#[derive(Debug, Default)]
struct Open {
    /// Calls that are about to be sent.
    calls: u32,
    /// Until when one that was not sent may be sent again.
    until_ms: u64,
}

/// A call is about to be sent as long as this lives.
pub(crate) struct Window {
    world: Arc<World>,
    process: ProcessId,
}

impl Drop for Window {
    fn drop(&mut self) {
        if let Some(open) = lock(&self.world.windows.0).get_mut(&self.process) {
            open.calls -= 1;
        }
    }
}

impl World {
    /// Opens the window if this operation lies in it.
    pub fn window(self: &Arc<Self>, process: ProcessId, operation: Operation) -> Option<Window> {
        if !matches!(operation, Operation::Call | Operation::GetPayload) {
            return None;
        }
        let mut windows = lock(&self.windows.0);
        windows.entry(process).or_default().calls += 1;
        Some(Window { world: self.clone(), process })
    }

    /// A call was provably not sent.
    pub fn sends_again(&self, process: ProcessId) {
        lock(&self.windows.0).entry(process).or_default().until_ms = self.now_ms() + SENDS_MS;
    }

    /// Whether some call of a process is about to be sent.
    pub fn is_in_window(&self, process: ProcessId) -> bool {
        let windows = lock(&self.windows.0);
        windows.get(&process).is_some_and(|open| open.calls > 0 || self.now_ms() <= open.until_ms)
    }
}
