//! The sweep: a wake item whose time has come becomes a wake-up, after its follow-up stands.

use crate::commit::put_item;
use crate::config::{Config, Program, Weakness};
use crate::head::{Call, Head, Promise};
use crate::state::{Message, State, Sweep};
use crate::step::Steps;

/// All steps of the sweep.
pub fn steps(config: &Config, state: &State, steps: &mut Steps) {
    let mut next = *state;
    next.sweep = Sweep::Idle;
    let mut add = |what, state| steps.sure("sweep", what, state);
    match state.sweep {
        Sweep::Idle if state.items.due => {
            next.items.due = false;
            next.sweep = verdict(config, state);
            add(
                match next.sweep {
                    Sweep::Idle => "finds a wake item and nothing to be done",
                    Sweep::Follow | Sweep::Wake => "finds a wake item and something to be done",
                    Sweep::Later(_) => "finds a wake item and something to be done later",
                },
                next,
            );
        }
        Sweep::Idle => {}
        Sweep::Follow => {
            next.items.near = true;
            next.sweep = Sweep::Wake;
            add("puts the follow-up", next);
        }
        Sweep::Wake => {
            next.queue.put(Message::Inbox);
            add("sends the wake-up", next);
        }
        Sweep::Later(kind) => {
            put_item(&mut next, kind);
            add("puts a wake item for later", next);
        }
    }
}

fn verdict(config: &Config, state: &State) -> Sweep {
    if !state.born || state.closed || (config.lacks(Weakness::LaggingIndex) && !state.indexed) {
        return Sweep::Idle;
    }
    let letters = state.inbox != 0 && !config.lacks(Weakness::InboxWithoutItem);
    if owes_now(&state.head) || letters {
        return if config.lacks(Weakness::SweepOnce) { Sweep::Wake } else { Sweep::Follow };
    }
    match (state.head.needs(config.program == Program::TimedCallback), state.head.promised) {
        (Promise::None, _) | (_, Promise::Near) | (Promise::Far, Promise::Far) => Sweep::Idle,
        (need @ (Promise::Near | Promise::Far), Promise::None | Promise::Far) => Sweep::Later(need),
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
