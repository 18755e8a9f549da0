//! The outbox of a head.

use stepwell_engine::effect::CancelTask;

use super::{Page, before, plus};
use crate::codec::CodecError;
use crate::codec::record::owed::{OrderRecord, OwedRecord};
use crate::outbox::{Claim, Order, Owed};

/// One thing owed.
pub(super) fn owed(record: &OwedRecord, page: &Page) -> Result<Owed, CodecError> {
    let head = &page.record.head;
    Ok(Owed {
        stamp: before(head.last_event, record.stamp),
        order: order(&record.order, page)?,
        tries: record.tries.unwrap_or(0),
        not_before_ms: record.not_before.map_or(0, |ms| plus(head.last_ms, ms)),
    })
}

fn order(record: &OrderRecord, page: &Page) -> Result<Order, CodecError> {
    let head = &page.record.head;
    Ok(match record {
        OrderRecord::Call => Order::Call { claim: None },
        OrderRecord::ClaimedCall(session, deadline) => {
            let session = page.words.word(*session)?.to_string();
            Order::Call { claim: Some(Claim { session, deadline_ms: plus(head.last_ms, *deadline) }) }
        }
        OrderRecord::Watch(chain, safety) => {
            Order::Watch { chain: *chain, safety_ms: plus(head.last_ms, *safety) }
        }
        OrderRecord::Cancel(stamp, resource, parameters, submitted) => Order::Cancel(CancelTask {
            stamp: before(head.last_event, *stamp),
            resource: page.words.word(*resource)?.to_string(),
            parameters: page.payload(*parameters)?,
            submitted: submitted.map(|text| page.payload(text)).transpose()?,
        }),
        OrderRecord::TellParent => Order::TellParent,
        OrderRecord::CloseCover => Order::CloseCover,
    })
}
