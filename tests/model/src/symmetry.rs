//! The two executors are alike: of two worlds that differ in nothing but their order, one is kept.

use crate::head::Owner;
use crate::state::State;

/// The world in which the executors stand in order.
pub fn canonical(state: State) -> State {
    let [one, two] = &state.executors;
    // Their claims name them, so the order is that of all the rest first; a tie is broken by the whole.
    if one == two || one < two { state } else { swapped(state) }
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
