//! Numbered points: every call through a port counts, and at a chosen one something goes wrong.

use std::collections::BTreeSet;
use std::future::pending;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use serde_json::Value;
use stepwell_integrations::service::{Reached, ServiceError, ServiceRequest, ServiceResponse, Services};
use stepwell_journal::payloads::Payloads;
use stepwell_journal::queue::{Delivery, Message, Queue};
use stepwell_journal::store::{Created, Found, Item, Key, Listed, Range, Replaced, Store, StoreError};

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
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 4] = [Fault::FailBefore, Fault::FailAfter, Fault::CrashBefore, Fault::CrashAfter];
}

/// Counts points and knows where something goes wrong.
#[derive(Debug, Default)]
pub struct Points {
    passed: AtomicU64,
    crashed: AtomicBool,
    plan: Mutex<Vec<(u64, Fault)>>,
    names: Mutex<Vec<String>>,
    down: AtomicBool,
    wakes: Mutex<BTreeSet<u64>>,
}

impl Points {
    /// Points at which these faults happen, numbers from 1.
    pub fn with(plan: Vec<(u64, Fault)>) -> Self {
        Points { plan: Mutex::new(plan), ..Points::default() }
    }

    /// Counts from 1 again, and lets these faults happen from now on.
    pub fn begin(&self, plan: Vec<(u64, Fault)>) {
        self.passed.store(0, Ordering::SeqCst);
        *self.plan.lock().unwrap_or_else(PoisonError::into_inner) = plan;
        self.names.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// From now on the store answers nothing, or answers again.
    pub fn set_down(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }

    /// The first minute from this one on for which somebody made a wake item.
    pub fn next_wake(&self, minute: u64) -> Option<u64> {
        let wakes = self.wakes.lock().unwrap_or_else(PoisonError::into_inner);
        wakes.range(minute..).next().copied()
    }

    fn note_wake(&self, key: &Key) {
        let minute = key.partition.strip_prefix("w#").and_then(|rest| rest.split_once('#'));
        if let Some(minute) = minute.and_then(|(_, minute)| minute.parse().ok()) {
            self.wakes.lock().unwrap_or_else(PoisonError::into_inner).insert(minute);
        }
    }

    /// How many points were passed.
    pub fn passed(&self) -> u64 {
        self.passed.load(Ordering::SeqCst)
    }

    /// What was called at each point, in order.
    pub fn names(&self) -> Vec<String> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the process has died; asking brings it back to life.
    pub fn take_crash(&self) -> bool {
        self.crashed.swap(false, Ordering::SeqCst)
    }

    fn pass(&self, name: &str) -> Option<Fault> {
        let number = self.passed.fetch_add(1, Ordering::SeqCst) + 1;
        self.names.lock().unwrap_or_else(PoisonError::into_inner).push(name.to_owned());
        let plan = self.plan.lock().unwrap_or_else(PoisonError::into_inner);
        plan.iter().find(|(at, _)| *at == number).map(|(_, fault)| *fault)
    }

    async fn die(&self) {
        self.crashed.store(true, Ordering::SeqCst);
        pending::<()>().await;
    }

    /// Runs a call through a point.
    async fn at<T, E>(
        &self,
        name: &str,
        call: impl Future<Output = Result<T, E>>,
        before: E,
        after: E,
    ) -> Result<T, E> {
        match self.pass(name) {
            None => call.await,
            Some(Fault::FailBefore) => Err(before),
            Some(Fault::FailAfter) => {
                call.await?;
                Err(after)
            }
            Some(Fault::CrashBefore) => {
                self.die().await;
                Err(before)
            }
            Some(Fault::CrashAfter) => {
                let _ = call.await;
                self.die().await;
                Err(after)
            }
        }
    }
}

/// A port whose calls pass points.
pub struct Pointed<P: ?Sized> {
    inner: Arc<P>,
    points: Arc<Points>,
}

impl<P: ?Sized> Pointed<P> {
    /// Wraps a port.
    pub fn new(inner: Arc<P>, points: Arc<Points>) -> Arc<Self> {
        Arc::new(Pointed { inner, points })
    }

    async fn store<T>(
        &self,
        name: &str,
        call: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let before = StoreError::Busy(format!("{name}: a fault before it"));
        if self.points.down.load(Ordering::SeqCst) {
            return Err(before);
        }
        let after = StoreError::Unknown(format!("{name}: a fault after it"));
        self.points.at(name, call, before, after).await
    }
}

#[async_trait]
impl<S: Store + ?Sized> Store for Pointed<S> {
    async fn create(&self, item: Item) -> Result<Created, StoreError> {
        let name = format!("create {}", item.key.sort);
        self.points.note_wake(&item.key);
        self.store(&name, self.inner.create(item)).await
    }
    async fn replace(&self, item: Item) -> Result<Replaced, StoreError> {
        let name = format!("replace {}", item.key.sort);
        self.store(&name, self.inner.replace(item)).await
    }
    async fn get(&self, key: &Key) -> Result<Option<Item>, StoreError> {
        self.store("get", self.inner.get(key)).await
    }
    async fn query(&self, range: &Range) -> Result<Found<Item>, StoreError> {
        self.store("query", self.inner.query(range)).await
    }
    async fn query_index(&self, range: &Range) -> Result<Found<Listed>, StoreError> {
        self.store("query_index", self.inner.query_index(range)).await
    }
    async fn delete(&self, key: &Key) -> Result<(), StoreError> {
        self.store("delete", self.inner.delete(key)).await
    }
}

#[async_trait]
impl<Q: Queue + ?Sized> Queue for Pointed<Q> {
    async fn send(&self, messages: &[Message]) -> Result<Vec<usize>, StoreError> {
        self.store("send", self.inner.send(messages)).await
    }
    async fn receive(&self, max: usize, visibility_s: u32) -> Result<Vec<Delivery>, StoreError> {
        self.inner.receive(max, visibility_s).await
    }
    async fn arrived(&self) {
        self.inner.arrived().await;
    }
    async fn delete(&self, receipts: &[String]) -> Result<(), StoreError> {
        self.store("ack", self.inner.delete(receipts)).await
    }
    async fn hide(&self, receipt: &str, delay_s: u32) -> Result<(), StoreError> {
        self.inner.hide(receipt, delay_s).await
    }
}

#[async_trait]
impl<P: Payloads + ?Sized> Payloads for Pointed<P> {
    async fn put(&self, execution: &str, digest: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        self.store("put payload", self.inner.put(execution, digest, bytes)).await
    }
    async fn get(&self, execution: &str, digest: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.store("get payload", self.inner.get(execution, digest)).await
    }
    async fn delete_all(&self, execution: &str) -> Result<(), StoreError> {
        self.store("delete payloads", self.inner.delete_all(execution)).await
    }
}

#[async_trait]
impl<S: Services + ?Sized> Services for Pointed<S> {
    fn handles(&self, service: &str, operation: &str, input: &Value) -> bool {
        self.inner.handles(service, operation, input)
    }
    async fn call(&self, request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        let name = format!("call {}:{}", request.service, request.operation);
        let lost = |reached| ServiceError {
            code: "SdkClientException".to_owned(),
            message: "a fault on the way".to_owned(),
            status: 0,
            request_id: String::new(),
            service_name: request.service.clone(),
            reached,
        };
        self.points.at(&name, self.inner.call(request), lost(Reached::NotSent), lost(Reached::Unknown)).await
    }
}
