//! Fewer executions, and a host on which less can happen.

use super::Search;
use crate::profile::{Host, Profile};
use crate::scenario::Scenario;

/// One thing less that a profile has.
type Change = fn(&mut Profile);

/// Each leaves the profile as it is if there is nothing to leave out.
const CHANGES: [Change; 19] = [
    |profile| profile.versions = crate::versions::Versions::New,
    |profile| profile.latency_ms = 0,
    |profile| profile.skew_ms = 0,
    |profile| profile.lag_ms = 0,
    |profile| profile.host = Host::Servers,
    |profile| profile.processes = 1,
    |profile| profile.processes = profile.processes.min(2),
    |profile| profile.acks_together = false,
    |profile| profile.batch = 1,
    |profile| profile.batch = profile.batch.min(3),
    |profile| profile.invocation_ms = 0,
    |profile| profile.expiry = crate::profile::Expiry::Never,
    |profile| profile.receives_max = 1_000,
    |profile| profile.loops_allowed = true,
    |profile| profile.jobs_max = 0,
    |profile| profile.sweeps = 1,
    |profile| profile.rough_ms = profile.rough_ms.min(20_000),
    |profile| profile.rough_ms = profile.rough_ms.min(120_000),
    quiet,
];

/// No rates: what goes wrong is listed.
fn quiet(profile: &mut Profile) {
    let Profile {
        host, processes, skew_ms, latency_ms, lag_ms, expiry, sweeps, batch, acks_together, ..
    } = profile.clone();
    let Profile {
        receives_max, loops_allowed, invocation_ms, rough_ms, jobs_max, unison_ms, versions, ..
    } = profile.clone();
    *profile = Profile {
        host,
        processes,
        skew_ms,
        latency_ms,
        lag_ms,
        expiry,
        sweeps,
        batch,
        acks_together,
        receives_max,
        loops_allowed,
        invocation_ms,
        rough_ms,
        jobs_max,
        unison_ms,
        versions,
        ..Profile::calm()
    };
}

/// A profile with the hosts of one and the rates of another.
pub(super) fn with_rates(profile: &Profile, rates: &Profile, fewer: u32) -> Profile {
    let of = |rate: u32| rate >> fewer;
    Profile {
        busy: of(rates.busy),
        bursts: of(rates.bursts),
        lost: of(rates.lost),
        ghosts: of(rates.ghosts),
        crashes: of(rates.crashes),
        stalls: of(rates.stalls),
        delays: of(rates.delays),
        dropped: of(rates.dropped),
        doubled: of(rates.doubled),
        late: of(rates.late),
        second_starts: of(rates.second_starts),
        stops: of(rates.stops),
        deletes: of(rates.deletes),
        clumsy: of(rates.clumsy),
        ..profile.clone()
    }
}

/// Scenarios with an execution less.
pub(super) fn with_fewer_executions(scenario: &Scenario) -> Vec<Scenario> {
    let many = scenario.executions.len();
    let without = |place: usize| {
        let mut smaller = scenario.clone();
        smaller.executions.remove(place);
        smaller
    };
    if many > 1 { (0..many).rev().map(without).collect() } else { Vec::new() }
}

impl Search<'_> {
    /// Leaves executions out.
    pub(super) fn fewer_executions(&mut self) {
        self.now("fewer executions");
        let mut candidates = with_fewer_executions(&self.best);
        while let Some(candidate) = candidates.pop() {
            if self.take(&candidate) {
                candidates = with_fewer_executions(&self.best);
            }
        }
    }

    /// Makes the host plainer.
    pub(super) fn plainer_profile(&mut self) {
        self.now("a plainer host");
        for change in CHANGES {
            let mut plainer = self.best.clone();
            change(&mut plainer.profile);
            if plainer.profile != self.best.profile {
                self.take(&plainer);
            }
        }
    }
}
