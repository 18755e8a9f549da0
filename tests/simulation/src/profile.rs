//! How rough a run is: hosts, clocks, rates of faults. Drawn from a seed, or given.

use serde::{Deserialize, Serialize};
use stepwell_orchestrator::limits::CLOCK_SKEW_MS;

use crate::chance::{Chance, Domain, Parts};
use crate::versions::Versions;

/// Of 65,536 runs, those in which somebody deletes the machine.
const DELETES: u32 = 4_000;

/// What the production code runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Host {
    /// One process that knows that all before it have ended; everything in it dies together.
    Laptop,
    /// Several processes, each with many messages at a time.
    Servers,
    /// Functions: a container works on one batch of messages at a time, more come when all are busy.
    Functions,
}

/// When the store deletes what has expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expiry {
    /// Never while the run lasts.
    Never,
    /// Two days late.
    Late,
    /// In the very second.
    AtOnce,
}

/// A profile. Rates are in 65,536ths: of calls for the faults of ports, of messages for those of the queue, of
/// executions or people for those of actors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What it runs on.
    pub host: Host,
    /// Processes there are at most while not all are busy.
    pub processes: u64,
    /// Clocks differ from true time by at most this many milliseconds, either way.
    pub skew_ms: u64,
    /// Calls that fail before anything was done.
    pub busy: u32,
    /// Of 65,536 stretches of eight seconds, those in which half of all calls of the store fail.
    pub bursts: u32,
    /// Calls whose answer is lost.
    pub lost: u32,
    /// Calls of the store and the queue whose answer is lost and that are done later.
    pub ghosts: u32,
    /// Calls at which the process dies.
    pub crashes: u32,
    /// Calls at which the process stands still.
    pub stalls: u32,
    /// Calls that take longer than usual.
    pub delays: u32,
    /// Messages never delivered.
    pub dropped: u32,
    /// Messages delivered twice.
    pub doubled: u32,
    /// Messages that come late.
    pub late: u32,
    /// Longest usual time of a call in milliseconds; most take none.
    pub latency_ms: u64,
    /// Most milliseconds by which the list index lags behind.
    pub lag_ms: u64,
    /// When expired items are deleted.
    pub expiry: Expiry,
    /// Sweeps in a minute while things go wrong.
    pub sweeps: u64,
    /// Messages in one invocation.
    pub batch: usize,
    /// Whether messages of an invocation are acknowledged together when all have ended.
    pub acks_together: bool,
    /// Receives after which a message goes to the dead letters.
    pub receives_max: u32,
    /// Whether loops through the queue are allowed to go on.
    pub loops_allowed: bool,
    /// Milliseconds after which an invocation is killed with its process; 0 for never.
    pub invocation_ms: u64,
    /// How long things go wrong, milliseconds.
    pub rough_ms: u64,
    /// Executions that somebody starts a second time.
    pub second_starts: u32,
    /// Executions that somebody stops.
    pub stops: u32,
    /// People who answer twice, late or with an old token.
    pub clumsy: u32,
    /// Jobs that may run at a time; 0 for any number.
    pub jobs_max: usize,
    /// Of 65,536 runs, those in which somebody deletes the machine.
    #[serde(default)]
    pub deletes: u32,
    /// Which versions of the program run.
    #[serde(default)]
    pub versions: Versions,
    /// People answer only at multiples of this many milliseconds, all at the same moment; 0 for whenever they like.
    #[serde(default)]
    pub unison_ms: u64,
}

impl Profile {
    /// Nothing goes wrong, one server.
    pub fn calm() -> Self {
        Profile {
            host: Host::Servers,
            processes: 1,
            skew_ms: 0,
            busy: 0,
            bursts: 0,
            lost: 0,
            ghosts: 0,
            crashes: 0,
            stalls: 0,
            delays: 0,
            dropped: 0,
            doubled: 0,
            late: 0,
            latency_ms: 0,
            lag_ms: 0,
            expiry: Expiry::Never,
            sweeps: 1,
            batch: 10,
            acks_together: false,
            receives_max: 1_000,
            loops_allowed: true,
            invocation_ms: 0,
            rough_ms: 0,
            second_starts: 0,
            stops: 0,
            clumsy: 0,
            jobs_max: 0,
            deletes: 0,
            versions: Versions::New,
            unison_ms: 0,
        }
    }

    /// Some host, every kind of fault at once, each at a middling rate.
    pub fn rough() -> Self {
        Profile {
            host: Host::Functions,
            processes: 3,
            skew_ms: CLOCK_SKEW_MS / 2,
            busy: 800,
            bursts: 2_000,
            lost: 800,
            ghosts: 200,
            crashes: 250,
            stalls: 100,
            delays: 500,
            dropped: 4_000,
            doubled: 12_000,
            late: 4_000,
            latency_ms: 20,
            lag_ms: 5_000,
            expiry: Expiry::AtOnce,
            sweeps: 1,
            rough_ms: 600_000,
            second_starts: 8_000,
            stops: 2_000,
            deletes: 2_000,
            clumsy: 20_000,
            jobs_max: 2,
            ..Profile::calm()
        }
    }

    /// The profile of a seed: each kind of fault is there or not, at a rate drawn for it.
    pub(crate) fn of(chance: Chance) -> Self {
        let mut parts = Parts::of(chance.draw(Domain::Profile, 0));
        let host = match parts.below(8) {
            0 => Host::Laptop,
            1..=3 => Host::Servers,
            _ => Host::Functions,
        };
        let is_calm = parts.one_in(16);
        let mut rate = |most: u64| {
            let there = parts.one_in(2);
            // Halved up to seven times, so that rare faults and frequent ones are as likely.
            let rate = (most >> parts.below(7)) as u32;
            if there && !is_calm { rate } else { 0 }
        };
        let (busy, bursts, lost, ghosts) = (rate(3_000), rate(20_000), rate(3_000), rate(1_000));
        let (crashes, stalls, delays) = (rate(800), rate(600), rate(3_000));
        let (dropped, doubled, late) = (rate(13_000), rate(32_000), rate(20_000));
        let (second_starts, stops, clumsy) = (rate(32_000), rate(32_000), rate(40_000));
        let mut parts = Parts::of(chance.draw(Domain::Profile, 1));
        let skew_ms = if host == Host::Laptop { 0 } else { CLOCK_SKEW_MS / 2 };
        let versions = versions(chance, host);
        let mut loops = Parts::of(chance.draw(Domain::Profile, 3));
        let least = if versions == Versions::Forgotten { 2 } else { 1 };
        Profile {
            host,
            processes: if host == Host::Laptop { 1 } else { parts.between(least, 4) },
            skew_ms: if parts.one_in(2) { skew_ms } else { 0 },
            busy,
            bursts,
            lost,
            ghosts,
            crashes,
            stalls,
            delays,
            dropped,
            doubled,
            late,
            latency_ms: [0, 5, 20, 3_000][parts.below(4) as usize],
            lag_ms: [0, 1_000, 30_000][parts.below(3) as usize],
            expiry: [Expiry::Never, Expiry::Late, Expiry::AtOnce][parts.below(3) as usize],
            sweeps: [0, 1, 1, 3][parts.below(4) as usize],
            batch: [1, 3, 10][parts.below(3) as usize],
            acks_together: host == Host::Functions && parts.one_in(2),
            receives_max: [3, 10, 1_000][parts.below(3) as usize],
            loops_allowed: host != Host::Functions || !loops.one_in(6),
            invocation_ms: if host == Host::Functions {
                [0, 120_000, 900_000][parts.below(3) as usize]
            } else {
                0
            },
            rough_ms: [20_000, 120_000, 600_000][parts.below(3) as usize],
            second_starts,
            stops,
            clumsy,
            jobs_max: [0, 0, 0, 0, 1, 3][parts.below(6) as usize],
            deletes: if is_calm { 0 } else { DELETES },
            versions,
            unison_ms: 0,
        }
    }
}

/// How versions follow each other: in every third run there is more than one. A laptop has one process at a time.
fn versions(chance: Chance, host: Host) -> Versions {
    let mut parts = Parts::of(chance.draw(Domain::Profile, 2));
    let drawn = if parts.one_in(3) { parts.below(Versions::ALL.len() as u64) as usize } else { 0 };
    match Versions::ALL[drawn] {
        Versions::FirstStep | Versions::Forgotten if host == Host::Laptop => Versions::Upgrade,
        versions => versions,
    }
}
