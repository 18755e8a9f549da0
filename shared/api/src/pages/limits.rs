//! Limits of the pages, each with unit and source.

/// Events of a history that the page of an execution reads; later ones are not shown. Source: Step Functions quotas,
/// 25,000 events of one execution; where an operator raised that, the page shows the first of them.
pub const EVENTS_SHOWN_MAX: usize = 25_000;
