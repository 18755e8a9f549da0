//! The sweep: a wake item whose time has come becomes a wake-up, after its follow-up stands.

use crate::commit::put_item;
use crate::config::{Config, Program, Weakness};
use crate::head::{Call, Head, Promise};
use crate::state::{Message, State};
use crate::step::Steps;

/// What the sweep does with an item.
enum Verdict {
    /// Nothing.
    Forget,
    /// It wakes somebody.
    Wake,
    /// It puts an item for a later time.
    Later(Promise),
}

/// The step of the sweep, in one: were it to die within it, the item would be found again.
pub fn steps(config: &Config, state: &State, steps: &mut Steps) {
    if !state.items.due {
        return;
    }
    let mut next = *state;
    next.items.due = false;
    match verdict(config, state) {
        Verdict::Forget => steps.sure("sweep", "finds a wake item and nothing to be done", next),
        Verdict::Wake => {
            next.items.near |= !config.lacks(Weakness::SweepOnce);
            next.queue.put(if config.program.is_callback() { Message::Inbox } else { Message::Go });
            steps.sure("sweep", "finds a wake item, puts the follow-up and sends a wake-up", next);
        }
        Verdict::Later(kind) => {
            put_item(&mut next, kind);
            steps.sure("sweep", "finds a wake item and puts one for later", next);
        }
    }
}

fn verdict(config: &Config, state: &State) -> Verdict {
    if !state.born || state.closed || (config.lacks(Weakness::LaggingIndex) && !state.indexed) {
        return Verdict::Forget;
    }
    let letters = state.inbox != 0 && !config.lacks(Weakness::InboxWithoutItem);
    if owes_now(&state.head) || letters {
        return Verdict::Wake;
    }
    match (state.head.needs(config.program == Program::TimedCallback), state.head.promised) {
        (Promise::None, _) | (_, Promise::Near) | (Promise::Far, Promise::Far) => Verdict::Forget,
        (need @ (Promise::Near | Promise::Far), Promise::None | Promise::Far) => Verdict::Later(need),
    }
}

/// Whether something must have been done by now.
fn owes_now(head: &Head) -> bool {
    head.tell
        || head.close
        || head.unheard
        || head.is_due()
        || head.lanes.iter().any(|lane| lane.call == Call::Ready)
        || head.claims().any(|(_, _, over)| over)
}
