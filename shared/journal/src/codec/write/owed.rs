//! The outbox of a head.

use stepwell_engine::Execution;
use stepwell_engine::effect::CancelTask;

use super::minus;
use super::tables::Tables;
use crate::codec::CodecError;
use crate::codec::record::owed::{OrderRecord, OwedRecord};
use crate::outbox::{Claim, Order, Owed};

/// One thing owed by `execution`.
pub(super) fn owed(
    owed: &Owed,
    execution: &Execution,
    tables: &mut Tables<'_>,
) -> Result<OwedRecord, CodecError> {
    let base = execution.last_ms;
    Ok(OwedRecord {
        stamp: minus(execution.last_event, owed.stamp),
        order: order(&owed.order, execution, tables)?,
        tries: Some(owed.tries).filter(|tries| *tries != 0),
        not_before: Some(owed.not_before_ms).filter(|ms| *ms != 0).map(|ms| minus(ms, base)),
    })
}

fn order(order: &Order, execution: &Execution, tables: &mut Tables<'_>) -> Result<OrderRecord, CodecError> {
    let base = execution.last_ms;
    Ok(match order {
        Order::Call { claim: None } => OrderRecord::Call,
        Order::Call { claim: Some(Claim { session, deadline_ms }) } => {
            OrderRecord::ClaimedCall(tables.word(session)?, minus(*deadline_ms, base))
        }
        Order::Watch { chain, safety_ms } => OrderRecord::Watch(*chain, minus(*safety_ms, base)),
        Order::Cancel(CancelTask { stamp, resource, parameters, submitted }) => OrderRecord::Cancel(
            minus(execution.last_event, *stamp),
            tables.word(resource)?,
            tables.text(parameters)?,
            tables.maybe_text(submitted.as_ref())?,
        ),
        Order::TellParent => OrderRecord::TellParent,
        Order::CloseCover => OrderRecord::CloseCover,
    })
}
