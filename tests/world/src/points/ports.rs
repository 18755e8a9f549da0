//! The ports with points in front of their calls.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;
use stepwell_integrations::service::{Reached, ServiceError, ServiceRequest, ServiceResponse, Services};
use stepwell_journal::payloads::Payloads;
use stepwell_journal::queue::{Delivery, Message, Queue};
use stepwell_journal::store::{Created, Found, Item, Key, Listed, Range, Replaced, Store, StoreError};

use super::{Odd, Points};

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

    async fn store<T, F: Future<Output = Result<T, StoreError>>>(
        &self,
        name: &str,
        call: impl Fn() -> F,
    ) -> Result<T, StoreError> {
        self.oddly(name, call, Odd::never()).await
    }

    async fn oddly<T, F: Future<Output = Result<T, StoreError>>>(
        &self,
        name: &str,
        call: impl Fn() -> F,
        odd: Odd<T>,
    ) -> Result<T, StoreError> {
        let before = StoreError::Busy(format!("{name}: a fault before it"));
        if self.points.is_down() {
            return Err(before);
        }
        let after = StoreError::Unknown(format!("{name}: a fault after it"));
        self.points.at(name, call, odd, (before, after)).await
    }
}

/// A key as points name it: which execution it belongs to is left out, which shard of the sweep is not.
fn named(verb: &str, partition: &str, sort: &str) -> String {
    let shard = partition.strip_prefix("w#").map(|rest| rest.split('#').next().unwrap_or_default());
    match shard {
        Some(shard) => format!("{verb} w#{shard}#{}", if sort == "swept" { sort } else { "wake" }),
        None => format!("{verb} {sort}"),
    }
}

#[async_trait]
impl<S: Store + ?Sized> Store for Pointed<S> {
    async fn create(&self, item: Item) -> Result<Created, StoreError> {
        let name = named("create", &item.key.partition, &item.key.sort);
        self.points.note_wake(&item.key);
        self.store(&name, || self.inner.create(item.clone())).await
    }
    async fn replace(&self, item: Item) -> Result<Replaced, StoreError> {
        let name = named("replace", &item.key.partition, &item.key.sort);
        self.store(&name, || self.inner.replace(item.clone())).await
    }
    async fn get(&self, key: &Key) -> Result<Option<Item>, StoreError> {
        let name = named("get", &key.partition, &key.sort);
        self.store(&name, || self.inner.get(key)).await
    }
    async fn query(&self, range: &Range) -> Result<Found<Item>, StoreError> {
        let name = named("query", &range.partition, range.from.as_deref().unwrap_or_default());
        self.store(&name, || self.inner.query(range)).await
    }
    async fn query_index(&self, range: &Range) -> Result<Found<Listed>, StoreError> {
        self.store("query_index", || self.inner.query_index(range)).await
    }
    async fn delete(&self, key: &Key) -> Result<(), StoreError> {
        let name = named("delete", &key.partition, &key.sort);
        self.store(&name, || self.inner.delete(key)).await
    }
}

/// What a message is for, as its text says.
fn kind(messages: &[Message]) -> &'static str {
    let Some(first) = messages.first() else { return "nothing" };
    let known = ["go", "due", "poll", "look", "inbox"];
    let is = |kind: &&&str| first.body.contains(&format!("\"w\":{{\"{kind}\""));
    known.iter().find(is).copied().unwrap_or("other")
}

#[async_trait]
impl<Q: Queue + ?Sized> Queue for Pointed<Q> {
    async fn send(&self, messages: &[Message]) -> Result<Vec<usize>, StoreError> {
        let odd = Odd { lost: Some(Vec::new()), twice: None };
        let name = format!("send {}", kind(messages));
        self.oddly(&name, || self.inner.send(messages), odd).await
    }
    async fn receive(&self, max: usize, visibility_s: u32) -> Result<Vec<Delivery>, StoreError> {
        let twice = |deliveries: Vec<Delivery>| [deliveries.clone(), deliveries].concat();
        let odd = Odd { lost: None, twice: Some(twice as fn(Vec<Delivery>) -> Vec<Delivery>) };
        self.oddly("receive", || self.inner.receive(max, visibility_s), odd).await
    }
    async fn arrived(&self) {
        self.inner.arrived().await;
    }
    async fn delete(&self, receipts: &[String]) -> Result<(), StoreError> {
        self.store("ack", || self.inner.delete(receipts)).await
    }
    async fn hide(&self, receipt: &str, delay_s: u32) -> Result<(), StoreError> {
        self.store("hide", || self.inner.hide(receipt, delay_s)).await
    }
}

#[async_trait]
impl<P: Payloads + ?Sized> Payloads for Pointed<P> {
    async fn put(&self, execution: &str, digest: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        self.store("put payload", || self.inner.put(execution, digest, bytes.clone())).await
    }
    async fn get(&self, execution: &str, digest: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.store("get payload", || self.inner.get(execution, digest)).await
    }
    async fn delete_all(&self, execution: &str) -> Result<(), StoreError> {
        self.store("delete payloads", || self.inner.delete_all(execution)).await
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
        let errors = (lost(Reached::NotSent), lost(Reached::Unknown));
        self.points.at(&name, || self.inner.call(request), Odd::never(), errors).await
    }
}
