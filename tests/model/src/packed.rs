//! A world in eighty bytes, for the list of all that were seen.

use crate::head::{Call, End, Head, Lane, Owner, Phase, Promise};
use crate::state::{At, Items, MESSAGES, PLACES, Process, Queue, State};

/// A packed world.
pub type Packed = [u64; 10];

/// Writes and reads small numbers.
struct Bits(u64);

impl Bits {
    fn put(&mut self, width: u32, value: u64) {
        self.0 = self.0 << width | value;
    }

    fn flags<const N: usize>(&mut self, flags: [bool; N]) {
        flags.into_iter().for_each(|flag| self.put(1, u64::from(flag)));
    }

    fn take(&mut self, width: u32) -> u64 {
        let value = self.0 & ((1 << width) - 1);
        self.0 >>= width;
        value
    }

    /// Flags in the order in which they were put.
    fn take_flags<const N: usize>(&mut self) -> [bool; N] {
        let mut flags = [false; N];
        flags.iter_mut().rev().for_each(|flag| *flag = self.take(1) == 1);
        flags
    }
}

const OWNERS: [Owner; 4] = [Owner::Executor(0), Owner::Executor(1), Owner::Ghost, Owner::Gone];
const PHASES: [Phase; 6] =
    [Phase::Off, Phase::Open(1), Phase::Open(2), Phase::Open(4), Phase::Open(8), Phase::Backoff];
const ENDS: [End; 3] = [End::Running, End::Succeeded, End::Failed];
const PROMISES: [Promise; 3] = [Promise::None, Promise::Near, Promise::Far];

fn number<T: PartialEq>(of: &[T], value: &T) -> u64 {
    of.iter().position(|one| one == value).unwrap_or_default() as u64
}

fn value<T: Copy + Default>(of: &[T], number: u64) -> T {
    of.get(number as usize).copied().unwrap_or_default()
}

fn put_head(bits: &mut Bits, head: &Head) {
    for lane in &head.lanes {
        let call = match lane.call {
            Call::None => 0,
            Call::Ready => 1,
            Call::Claimed { owner, over } => 2 + number(&OWNERS, &owner) * 2 + u64::from(over),
        };
        bits.put(3, number(&PHASES, &lane.phase));
        bits.put(4, call);
        bits.flags([lane.submitted, lane.due]);
    }
    bits.put(2, number(&ENDS, &head.end));
    bits.put(2, number(&PROMISES, &head.promised));
    bits.flags([head.tell, head.tried, head.close, head.watch, head.unheard]);
}

fn take_head(bits: &mut Bits) -> Head {
    let [tell, tried, close, watch, unheard] = bits.take_flags();
    let promised = value(&PROMISES, bits.take(2));
    let end = value(&ENDS, bits.take(2));
    let mut lanes = [Lane::default(); 2];
    for lane in lanes.iter_mut().rev() {
        let [submitted, due] = bits.take_flags();
        let call = match bits.take(4) {
            0 => Call::None,
            1 => Call::Ready,
            call => Call::Claimed {
                owner: OWNERS.get((call - 2) as usize / 2).copied().unwrap_or(Owner::Gone),
                over: call % 2 == 1,
            },
        };
        *lane = Lane { phase: value(&PHASES, bits.take(3)), submitted, due, call };
    }
    Head { lanes, end, tell, tried, close, watch, unheard, promised }
}

fn put_process(process: &Process) -> [u64; 2] {
    let mut pages = Bits(0);
    put_head(&mut pages, &process.head);
    put_head(&mut pages, &process.next);
    let mut bits = Bits(0);
    bits.put(5, number(&PLACES, &process.at));
    bits.put(4, process.held.map_or(0, |held| 1 + held as u64));
    let Process { fresh, stalled, slow, entry, alive, late, applied, told, mute, .. } = *process;
    bits.flags([fresh, stalled, slow, entry, alive, late, applied, told, mute]);
    let Process { looked, flying, succeeded, submitted, failed, letters, searching, about, .. } = *process;
    for set in [looked, flying, succeeded, submitted, failed, letters, searching, about] {
        bits.put(4, u64::from(set));
    }
    [pages.0, bits.0]
}

fn take_process(pages: u64, bits: u64) -> Process {
    let (mut pages, mut bits) = (Bits(pages), Bits(bits));
    let next = take_head(&mut pages);
    let head = take_head(&mut pages);
    let mut sets = [0; 8];
    sets.iter_mut().rev().for_each(|set| *set = bits.take(4) as u8);
    let [looked, flying, succeeded, submitted, failed, letters, searching, about] = sets;
    let [fresh, stalled, slow, entry, alive, late, applied, told, mute] = bits.take_flags();
    let held = bits.take(4).checked_sub(1).and_then(|held| MESSAGES.get(held as usize).copied());
    let at: At = value(&PLACES, bits.take(5));
    Process {
        at,
        held,
        head,
        fresh,
        next,
        stalled,
        slow,
        entry,
        alive,
        late,
        applied,
        told,
        mute,
        looked,
        flying,
        succeeded,
        submitted,
        failed,
        letters,
        searching,
        about,
    }
}

/// Packs a world.
pub fn pack(state: &State) -> Packed {
    let mut page = Bits(0);
    put_head(&mut page, &state.head);
    let mut bits = Bits(0);
    let Items { near, far, due } = state.items;
    bits.flags([state.born, state.closed, state.indexed, state.told, near, far, due]);
    bits.put(9, u64::from(state.queue.bits()));
    for set in [state.inbox, state.sent, state.ended, state.answered] {
        bits.put(4, u64::from(set));
    }
    let [one, two] = state.executors.each_ref().map(put_process);
    let (starter, caller) = (put_process(&state.starter), put_process(&state.caller));
    [page.0, bits.0, one[0], one[1], two[0], two[1], starter[0], starter[1], caller[0], caller[1]]
}

/// The world again.
pub fn unpack(packed: &Packed) -> State {
    let [page, bits, one, one_bits, two, two_bits, starter, starter_bits, caller, caller_bits] = *packed;
    let mut bits = Bits(bits);
    let [inbox, sent, ended, answered] = {
        let mut sets = [0; 4];
        sets.iter_mut().rev().for_each(|set| *set = bits.take(4) as u8);
        sets
    };
    let queue = Queue::of_bits(bits.take(9) as u16);
    let [born, closed, indexed, told, near, far, due] = bits.take_flags();
    State {
        born,
        closed,
        indexed,
        head: take_head(&mut Bits(page)),
        queue,
        items: Items { near, far, due },
        inbox,
        sent,
        ended,
        answered,
        told,
        executors: [take_process(one, one_bits), take_process(two, two_bits)],
        starter: take_process(starter, starter_bits),
        caller: take_process(caller, caller_bits),
    }
}
