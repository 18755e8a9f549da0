//! Ports that report each effect to the watcher right after it was applied.

use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use stepwell_integrations::service::{ServiceError, ServiceRequest, ServiceResponse, Services};
use stepwell_invariants::Watcher;
use stepwell_journal::clock::Clock;
use stepwell_journal::memory::{MemoryQueue, MemoryStore};
use stepwell_journal::queue::{Delivery, Message, Queue};
use stepwell_journal::store::{Created, Found, Item, Key, Listed, Range, Replaced, Store, StoreError};
use stepwell_world::{Script, VirtualTime};

/// What all ports of one process know.
#[derive(Clone)]
pub struct Eye {
    pub watcher: Arc<Mutex<Watcher>>,
    pub time: Arc<VirtualTime>,
    pub promises: Arc<Mutex<bool>>,
    pub process: String,
}

impl Eye {
    pub fn watcher(&self) -> MutexGuard<'_, Watcher> {
        self.watcher.lock().unwrap()
    }
}

/// Any port with an eye on it.
pub struct Seen<P> {
    pub inner: Arc<P>,
    pub eye: Eye,
}

#[async_trait]
impl Store for Seen<MemoryStore> {
    async fn create(&self, item: Item) -> Result<Created, StoreError> {
        if item.key.partition.starts_with("w#") && !*self.eye.promises.lock().unwrap() {
            return Ok(Created::New);
        }
        let created = self.inner.create(item.clone()).await?;
        if created == Created::New {
            self.eye.watcher().wrote(self.eye.time.now_ms(), &self.eye.process, &item);
        }
        Ok(created)
    }

    async fn replace(&self, item: Item) -> Result<Replaced, StoreError> {
        let replaced = self.inner.replace(item.clone()).await?;
        if replaced == Replaced::Done {
            self.eye.watcher().wrote(self.eye.time.now_ms(), &self.eye.process, &item);
        }
        Ok(replaced)
    }

    async fn get(&self, key: &Key) -> Result<Option<Item>, StoreError> {
        self.inner.get(key).await
    }

    async fn query(&self, range: &Range) -> Result<Found<Item>, StoreError> {
        self.inner.query(range).await
    }

    async fn query_index(&self, range: &Range) -> Result<Found<Listed>, StoreError> {
        self.inner.query_index(range).await
    }

    async fn delete(&self, key: &Key) -> Result<(), StoreError> {
        self.inner.delete(key).await?;
        self.eye.watcher().deleted(self.eye.time.now_ms(), key);
        Ok(())
    }
}

#[async_trait]
impl Queue for Seen<MemoryQueue> {
    async fn send(&self, messages: &[Message]) -> Result<Vec<usize>, StoreError> {
        let left = self.inner.send(messages).await?;
        for message in messages {
            self.eye.watcher().sent(self.eye.time.now_ms(), &message.body, message.delay_s);
        }
        Ok(left)
    }

    async fn receive(&self, max: usize, visibility_s: u32) -> Result<Vec<Delivery>, StoreError> {
        self.inner.receive(max, visibility_s).await
    }

    async fn arrived(&self) {
        self.inner.arrived().await;
    }

    async fn delete(&self, receipts: &[String]) -> Result<(), StoreError> {
        self.inner.delete(receipts).await
    }

    async fn hide(&self, receipt: &str, delay_s: u32) -> Result<(), StoreError> {
        self.inner.hide(receipt, delay_s).await
    }
}

#[async_trait]
impl Services for Seen<Script> {
    fn handles(&self, service: &str, operation: &str, input: &serde_json::Value) -> bool {
        self.inner.handles(service, operation, input)
    }

    async fn call(&self, request: &ServiceRequest) -> Result<ServiceResponse, ServiceError> {
        let refused = request.operation == "startJobRun" && self.inner.count("glue:startJobRun busy") > 0;
        let attempt = self.eye.watcher().called(self.eye.time.now_ms(), &self.eye.process, request, !refused);
        let answer = self.inner.call(request).await;
        if let (Some(attempt), Ok(answer)) = (attempt, &answer) {
            self.eye.watcher().answered(&attempt, &answer.output);
        }
        answer
    }
}
