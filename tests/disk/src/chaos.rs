//! Which faults come, when, and for how long: everything by chance, every kind again and again.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use stepwell_kill::Trouble;
use stepwell_kill::chance::Chance;
use stepwell_kill::settings::Settings;

use crate::control::{Control, Mode};
use crate::keeper::Keeper;

/// Longer than the claim of a worker lasts.
const FROZEN: Duration = Duration::from_secs(40);

/// Seconds of faults from which on the server is frozen once.
const FREEZES_FROM_S: u64 = 120;

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// No room for a while.
    Full,
    /// Writes fail for a while.
    FailedWrites,
    /// One sync fails.
    FailedSync,
    /// Several syncs in a row fail, also those of the next server.
    FailedSyncs,
    /// Writes are done by halves for a while.
    ShortWrites,
    /// Syncs are slow for a while.
    SlowSyncs,
    /// A kill in the middle of a write.
    TornWrite,
    /// A kill.
    Kill,
    /// The server stands still.
    Freeze,
}

/// Those that come again and again.
const FAULTS: [Fault; 8] = [
    Fault::Full,
    Fault::FailedWrites,
    Fault::FailedSync,
    Fault::FailedSyncs,
    Fault::ShortWrites,
    Fault::SlowSyncs,
    Fault::TornWrite,
    Fault::Kill,
];

/// Lets faults come until it is time, and a good disk and a server be there when it returns. Returns how often each
/// came.
///
/// # Errors
/// No server comes up on a good disk.
pub fn rage(
    keeper: &mut Keeper,
    control: &Control,
    settings: &Settings,
) -> Result<BTreeMap<Fault, usize>, Trouble> {
    let mut chance = Chance::new(settings.seed ^ 2);
    let (mut came, mut bag) = (BTreeMap::new(), Vec::new());
    let begun = Instant::now();
    let mut freezes = settings.seconds >= FREEZES_FROM_S;
    while begun.elapsed().as_secs() < settings.seconds {
        keeper.keep_for(ms(&mut chance, 200, 1_200))?;
        let half = begun.elapsed().as_secs() * 2 >= settings.seconds;
        let fault = if freezes && half { Fault::Freeze } else { drawn(&mut bag, &mut chance) };
        freezes &= fault != Fault::Freeze;
        *came.entry(fault).or_default() += 1;
        inflict(fault, keeper, control, &mut chance)?;
        control.set(Mode::Well)?;
        control.fail_syncs(0)?;
    }
    keeper.run()?;
    Ok(came)
}

/// All kinds come once before one comes again.
fn drawn(bag: &mut Vec<Fault>, chance: &mut Chance) -> Fault {
    if bag.is_empty() {
        bag.extend(FAULTS);
    }
    let at = chance.between(0, bag.len() as u64 - 1);
    bag.swap_remove(at as usize)
}

fn inflict(fault: Fault, keeper: &mut Keeper, control: &Control, chance: &mut Chance) -> Result<(), Trouble> {
    let mut lasts = |mode: Mode, time: Duration| {
        control.set(mode)?;
        keeper.keep_for(time)
    };
    match fault {
        Fault::Full => lasts(Mode::Full, ms(chance, 500, 3_000)),
        Fault::FailedWrites => lasts(Mode::FailsToWrite, ms(chance, 100, 1_500)),
        Fault::ShortWrites => lasts(Mode::WritesShort, ms(chance, 300, 2_000)),
        Fault::SlowSyncs => lasts(Mode::Slow(chance.between(50, 400)), ms(chance, 500, 2_000)),
        Fault::TornWrite => lasts(Mode::Tears, ms(chance, 100, 400)),
        Fault::FailedSync => {
            control.fail_syncs(1)?;
            keeper.keep_for(ms(chance, 1_700, 2_500))
        }
        Fault::FailedSyncs => {
            control.fail_syncs(chance.between(2, 6))?;
            keeper.keep_for(ms(chance, 1_700, 3_000))
        }
        Fault::Kill => keeper.kill(),
        Fault::Freeze => keeper.freeze(FROZEN),
    }
}

fn ms(chance: &mut Chance, least: u64, most: u64) -> Duration {
    Duration::from_millis(chance.between(least, most))
}
