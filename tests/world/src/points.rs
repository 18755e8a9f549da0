//! Numbered points: every call through a port counts, and at chosen ones something goes wrong.

use std::collections::BTreeSet;
use std::future::{pending, poll_fn};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::Poll;

use stepwell_journal::clock::Clock;
use stepwell_journal::store::Key;
use stepwell_orchestrator::Time;

use crate::clock::VirtualTime;

mod ports;

pub use self::ports::Pointed;

/// What goes wrong at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The call fails and nothing was done.
    FailBefore,
    /// The call is done and its answer is lost.
    FailAfter,
    /// The process dies before the call.
    CrashBefore,
    /// The process dies right after the call.
    CrashAfter,
    /// The call is done so many milliseconds late; whatever else can go on does.
    Late(u64),
    /// The call is done at once and answered so many milliseconds late.
    AnsweredLate(u64),
    /// Messages are said to be sent and never come.
    Lost,
    /// Messages come twice.
    Doubled,
}

impl Fault {
    /// Those that any call can meet and that need no time.
    pub const ALL: [Fault; 4] = [Fault::FailBefore, Fault::FailAfter, Fault::CrashBefore, Fault::CrashAfter];

    /// Whether it only takes time.
    pub fn is_delay(self) -> bool {
        match self {
            Fault::Late(_) | Fault::AnsweredLate(_) => true,
            Fault::FailBefore
            | Fault::FailAfter
            | Fault::CrashBefore
            | Fault::CrashAfter
            | Fault::Lost
            | Fault::Doubled => false,
        }
    }

    /// Whether a call of this name can meet it.
    pub fn fits(self, name: &str) -> bool {
        match self {
            Fault::Lost => name.starts_with("send"),
            Fault::Doubled => name.starts_with("send") || name == "receive",
            Fault::FailBefore
            | Fault::FailAfter
            | Fault::CrashBefore
            | Fault::CrashAfter
            | Fault::Late(_)
            | Fault::AnsweredLate(_) => true,
        }
    }
}

/// Counts points and knows where something goes wrong.
#[derive(Default)]
pub struct Points {
    passed: AtomicU64,
    plan: Mutex<Vec<(u64, Fault)>>,
    names: Mutex<Vec<String>>,
    down: AtomicBool,
    /// Seed of the moments at which a call lets others go on first; 0 for none.
    schedule: AtomicU64,
    /// Who makes the calls at present.
    process: AtomicUsize,
    crashed: Mutex<BTreeSet<usize>>,
    wakes: Mutex<BTreeSet<u64>>,
    shards: Mutex<BTreeSet<String>>,
    time: OnceLock<Arc<VirtualTime>>,
}

impl Points {
    /// Points at which these faults happen, numbers from 1.
    pub fn with(plan: Vec<(u64, Fault)>) -> Self {
        Points { plan: Mutex::new(plan), ..Points::default() }
    }

    /// Counts from 1 again, and lets these faults happen from now on.
    pub fn begin(&self, plan: Vec<(u64, Fault)>) {
        self.passed.store(0, Ordering::SeqCst);
        *lock(&self.plan) = plan;
        lock(&self.names).clear();
    }

    /// From now on the store answers nothing, or answers again.
    pub fn set_down(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }

    /// From now on calls let others go on before they are made, at moments that this seed chooses; 0 for never.
    pub fn set_schedule(&self, seed: u64) {
        self.schedule.store(seed, Ordering::SeqCst);
    }

    /// The first minute from this one on for which somebody made a wake item.
    pub fn next_wake(&self, minute: u64) -> Option<u64> {
        lock(&self.wakes).range(minute..).next().copied()
    }

    /// How many points were passed.
    pub fn passed(&self) -> u64 {
        self.passed.load(Ordering::SeqCst)
    }

    /// What was called at each point, in order.
    pub fn names(&self) -> Vec<String> {
        lock(&self.names).clone()
    }

    /// Points worth a fault, with their names: all but the sweep's in shards that never held a wake item.
    pub fn worthwhile(&self) -> Vec<(u64, String)> {
        let shards = lock(&self.shards);
        let idle = |name: &str| {
            name.split_once("w#").is_some_and(|(_, rest)| {
                !shards.contains(rest.split('#').next().unwrap_or_default()) && !name.starts_with("create")
            })
        };
        let names = lock(&self.names);
        let numbered = names.iter().enumerate().map(|(at, name)| (at as u64 + 1, name.clone()));
        numbered.filter(|(_, name)| !idle(name)).collect()
    }

    /// Says who makes the calls from now on.
    pub(crate) fn set_process(&self, process: usize) {
        self.process.store(process, Ordering::SeqCst);
    }

    /// The processes that have died since it was asked last.
    pub(crate) fn take_crashed(&self) -> BTreeSet<usize> {
        std::mem::take(&mut *lock(&self.crashed))
    }

    pub(crate) fn set_time(&self, time: Arc<VirtualTime>) {
        // A world sets it once, when it begins.
        let _ = self.time.set(time);
    }

    fn note_wake(&self, key: &Key) {
        let place = key.partition.strip_prefix("w#").and_then(|rest| rest.split_once('#'));
        let Some((shard, minute)) = place else { return };
        if let Ok(minute) = minute.parse() {
            lock(&self.wakes).insert(minute);
            lock(&self.shards).insert(shard.to_owned());
        }
    }

    fn is_down(&self) -> bool {
        self.down.load(Ordering::SeqCst)
    }

    fn pass(&self, name: &str) -> (u64, Option<Fault>) {
        let number = self.passed.fetch_add(1, Ordering::SeqCst) + 1;
        lock(&self.names).push(name.to_owned());
        (number, lock(&self.plan).iter().find(|(at, _)| *at == number).map(|(_, fault)| *fault))
    }

    async fn die(&self) {
        lock(&self.crashed).insert(self.process.load(Ordering::SeqCst));
        pending::<()>().await;
    }

    async fn wait(&self, ms: u64) {
        if let Some(time) = self.time.get() {
            time.sleep_until_ms(time.now_ms() + ms).await;
        }
    }

    /// Lets others go on as often as the schedule says.
    async fn give_way(&self, number: u64) {
        let seed = self.schedule.load(Ordering::SeqCst);
        let mut left = if seed == 0 { 0 } else { stepwell_engine::moment::mix(seed, number, 7) % 4 };
        poll_fn(|context| {
            if left == 0 {
                return Poll::Ready(());
            }
            left -= 1;
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }

    /// Makes a call through a point.
    async fn at<T, E, F: Future<Output = Result<T, E>>>(
        &self,
        name: &str,
        call: impl Fn() -> F,
        odd: Odd<T>,
        (before, after): (E, E),
    ) -> Result<T, E> {
        let (number, fault) = self.pass(name);
        self.give_way(number).await;
        match fault {
            None => call().await,
            Some(Fault::FailBefore) => Err(before),
            Some(Fault::FailAfter) => {
                call().await?;
                Err(after)
            }
            Some(Fault::CrashBefore) => {
                self.die().await;
                Err(before)
            }
            Some(Fault::CrashAfter) => {
                let _ = call().await;
                self.die().await;
                Err(after)
            }
            Some(Fault::Late(ms)) => {
                self.wait(ms).await;
                call().await
            }
            Some(Fault::AnsweredLate(ms)) => {
                let answer = call().await;
                self.wait(ms).await;
                answer
            }
            Some(Fault::Lost) => match odd.lost {
                Some(answer) => Ok(answer),
                None => call().await,
            },
            Some(Fault::Doubled) => {
                let answer = call().await?;
                match odd.twice {
                    Some(twice) => Ok(twice(answer)),
                    None => call().await,
                }
            }
        }
    }
}

/// How a call of a queue goes wrong without failing.
struct Odd<T> {
    /// The answer of a call that was never made.
    lost: Option<T>,
    /// The answer in which everything stands twice; without it the call is made twice.
    twice: Option<fn(T) -> T>,
}

impl<T> Odd<T> {
    /// Not at all.
    fn never() -> Self {
        Odd { lost: None, twice: None }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
