//! Packing loses nothing, in any world of a walk through the search.

use crate::config::{Config, Program};
use crate::packed::{pack, unpack};
use crate::search::successors;
use crate::state::State;

#[test]
fn what_is_packed_is_unpacked() {
    for program in [Program::Branches, Program::TimedCallback, Program::Job, Program::Nested] {
        let config = Config::new(program, true);
        let mut worlds = vec![State::default()];
        for round in 0..6_000 {
            let Some(state) = worlds.get(round).copied() else { break };
            assert_eq!(unpack(&pack(&state)), state);
            worlds.extend(successors(&config, &state).into_iter().map(|step| step.state).take(3));
        }
    }
}
