//! The two executors are alike: of two worlds that differ in nothing but their order, one is kept.

use std::cmp::Ordering;

use crate::head::Owner;
use crate::state::{Process, State};

/// The world in which the executors stand in order.
pub fn canonical(state: State) -> State {
    // What names no executor decides first. Claims name theirs wherever they stand: then whole worlds are compared.
    let nameless =
        |process: &Process| (process.at, process.held, process.flying, process.fresh, process.stalled);
    let [one, two] = &state.executors;
    match nameless(one).cmp(&nameless(two)) {
        Ordering::Less => state,
        Ordering::Greater => swapped(state),
        Ordering::Equal => state.min(swapped(state)),
    }
}

/// The world with the executors exchanged.
pub fn swapped(mut state: State) -> State {
    let [one, two] = state.executors;
    state.executors = [two, one];
    state.heads().for_each(|head| {
        head.rename(|owner| match owner {
            Owner::Executor(at) => Owner::Executor(1 - at),
            Owner::Ghost => Owner::Ghost,
            Owner::Gone => Owner::Gone,
        });
    });
    state
}
