//! Which version of the program each process runs: all the same, or old and new side by side as in an upgrade, one that
//! is taken back, and one in which an old process was forgotten. Deliberately absent: what versions read and write,
//! which is the journal's to know.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use stepwell_journal::codec::{Schema, Schemas};
use stepwell_journal::store::{Item, Key};

use crate::chance::{Domain, reduce};
use crate::executor::ProcessId;
use crate::profile::Host;
use crate::timeline::BEGIN_MS;
use crate::watch::Violation;
use crate::world::World;

/// What one process knows of records and writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// The version before: it knows schema 1 and no other.
    Old,
    /// This version in the first step of an upgrade: it knows all and writes schema 1.
    Step,
    /// This version.
    New,
}

impl Code {
    /// What its journal does.
    pub fn schemas(self) -> Schemas {
        match self {
            Code::Old => Schemas::old(Schema::One),
            Code::Step => Schemas::writing(Schema::One),
            Code::New => Schemas::writing(Schema::Two),
        }
    }
}

/// How versions follow each other while things go wrong; the last stay until the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Versions {
    /// All are of this version.
    #[default]
    New,
    /// Old and new code in the first step beside each other, for as long as it takes.
    FirstStep,
    /// Old; old beside the first step; the first step beside the second; new.
    Upgrade,
    /// Old; old beside the first step; old again.
    Rollback,
    /// New; new beside the first step, because the setting was put back; the first step alone.
    TakenBack,
    /// New, and one old process that nobody thought of.
    Forgotten,
}

impl Versions {
    /// All ways.
    pub const ALL: [Versions; 6] = [
        Versions::New,
        Versions::FirstStep,
        Versions::Upgrade,
        Versions::Rollback,
        Versions::TakenBack,
        Versions::Forgotten,
    ];

    /// Which code runs in each stretch of time.
    fn stretches(self) -> &'static [&'static [Code]] {
        match self {
            Versions::New => &[&[Code::New]],
            Versions::FirstStep => &[&[Code::Old, Code::Step]],
            Versions::Upgrade => {
                &[&[Code::Old], &[Code::Old, Code::Step], &[Code::Step, Code::New], &[Code::New]]
            }
            Versions::Rollback => &[&[Code::Old], &[Code::Old, Code::Step], &[Code::Old]],
            Versions::TakenBack => &[&[Code::New], &[Code::New, Code::Step], &[Code::Step]],
            Versions::Forgotten => &[&[Code::New, Code::Old]],
        }
    }

    /// What the first process writes: machines are older than an upgrade.
    pub(crate) fn first(self) -> Schemas {
        match self {
            Versions::New | Versions::TakenBack => Code::New.schemas(),
            Versions::FirstStep | Versions::Upgrade | Versions::Rollback | Versions::Forgotten => {
                Code::Old.schemas()
            }
        }
    }
}

impl World {
    /// Code that may run now.
    fn codes(&self) -> &'static [Code] {
        let stretches = self.profile.versions.stretches();
        let passed_ms = self.now_ms() - BEGIN_MS;
        let at = passed_ms * stretches.len() as u64 / self.profile.rough_ms.max(1);
        stretches[(at as usize).min(stretches.len() - 1)]
    }

    /// The code of a process that comes to life. One that was forgotten is alone of its kind, and not alone.
    pub(crate) fn code_of_next(&self, process: ProcessId) -> Code {
        let codes = self.codes();
        if self.profile.versions == Versions::Forgotten {
            let of = |code| self.processes.count_of(code);
            return if of(Code::New) > 0 && of(Code::Old) == 0 { Code::Old } else { Code::New };
        }
        if self.profile.host == Host::Laptop {
            // Only one at a time: the newest.
            return codes[codes.len() - 1];
        }
        codes[reduce(self.chance.draw(Domain::Version, process as u64), codes.len() as u64) as usize]
    }

    /// Ends processes of versions whose time is over, whenever one is.
    pub(crate) fn begin_upgrades(self: &Arc<Self>) {
        let stretches = self.profile.versions.stretches().len() as u64;
        for stretch in 1..stretches {
            let world = self.clone();
            self.spawn_own(async move {
                world.sleep((world.profile.rough_ms * stretch).div_ceil(stretches)).await;
                world.end_old();
            });
        }
    }

    fn end_old(self: &Arc<Self>) {
        let codes = self.codes();
        // A laptop's process is replaced by one of the next version.
        let kept = if self.profile.host == Host::Laptop { &codes[codes.len() - 1..] } else { codes };
        self.line(|| format!("from now on {codes:?}"));
        for (process, _) in self.processes.alive() {
            if self.processes.code(process).is_some_and(|code| !kept.contains(&code)) {
                self.tell(|watcher, at_ms| watcher.faulted(at_ms));
                self.crash(process);
            }
        }
    }

    /// Looks whether a process wrote what it does not know, or over what it cannot know.
    pub(crate) fn look_at_schema(&self, process: ProcessId, item: &Item, before: Option<&Item>) {
        if !is_page(&item.key) {
            return;
        }
        let Some(code) = self.processes.code(process) else { return };
        let number = |item: &Item| item.body.first().copied().unwrap_or(0);
        let (wrote, stood) = (number(item), before.map_or(0, number));
        if wrote > code.schemas().writes().number() || (code == Code::Old && stood > 1) {
            let what = format!(
                "{code:?} code wrote schema {wrote} over {stood} at {} {}",
                item.key.partition, item.key.sort
            );
            self.complain(Violation::new("versions", what));
        }
    }
}

/// Whether an item is a page or the cover of an execution.
fn is_page(key: &Key) -> bool {
    key.partition.starts_with("e#") && key.sort.starts_with('p')
}
