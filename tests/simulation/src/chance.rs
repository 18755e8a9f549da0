//! Chance of a simulation: every draw is a function of the seed, what it is drawn for and a number. Deliberately absent:
//! one shared stream; leaving one fault out must not shift what is drawn for anything else.

use stepwell_engine::moment::mix;

/// What a number is drawn for. Numbers are never given twice: what was kept of a failed run follows from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Domain {
    Profile = 1,
    Schedule = 2,
    Point = 3,
    Latency = 4,
    Burst = 5,
    Message = 6,
    Arrival = 7,
    Container = 8,
    Skew = 9,
    Restart = 10,
    Orchestrator = 11,
    Client = 12,
    Starter = 13,
    Operator = 14,
    Describer = 15,
    Person = 16,
    Approver = 17,
    Scanner = 18,
    Lag = 19,
    Program = 20,
    Sweep = 21,
    Version = 22,
    Deleter = 23,
    Logs = 24,
}

/// The draws of one seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chance {
    seed: u64,
}

impl Chance {
    pub fn new(seed: u64) -> Self {
        Chance { seed }
    }

    /// 64 bits.
    pub fn draw(self, domain: Domain, number: u64) -> u64 {
        mix(self.seed, domain as u64, number)
    }

    /// A number below `end`; 0 if `end` is.
    pub fn below(self, domain: Domain, number: u64, end: u64) -> u64 {
        reduce(self.draw(domain, number), end)
    }
}

/// Folds 64 bits into a number below `end`, evenly but for one part in billions.
pub(crate) fn reduce(bits: u64, end: u64) -> u64 {
    ((u128::from(bits) * u128::from(end)) >> 64) as u64
}

/// Draws one after the other from one drawn number, for decisions with several parts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts(u64);

impl Parts {
    pub fn of(drawn: u64) -> Self {
        Parts(drawn)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = mix(self.0, 1, 2);
        self.0
    }

    pub fn below(&mut self, end: u64) -> u64 {
        reduce(self.next(), end)
    }

    pub fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.below(to - from + 1)
    }

    /// True so many times in 65,536.
    pub fn hits(&mut self, rate: u32) -> bool {
        (self.next() & 0xffff) < u64::from(rate)
    }

    pub fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    /// A time in milliseconds up to `most`, small ones far more likely than large ones.
    pub fn skewed_ms(&mut self, most: u64) -> u64 {
        let bits = 64 - most.max(1).leading_zeros();
        let longest = 1u64 << self.below(u64::from(bits) + 1);
        self.below(longest.min(most) + 1)
    }
}
