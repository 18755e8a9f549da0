//! The pure core: [`decide`](decide::decide) says what follows from facts, as next execution, history events and
//! effects. Deliberately absent: clocks, randomness, I/O, tasks of an async runtime. Time and chance are arguments.

pub mod decide;
pub mod effect;
pub mod error;
pub mod event;
pub mod execution;
pub mod frame;
pub mod history;
pub mod join;
pub mod limits;
pub mod moment;
pub mod payload;

pub use decide::{Decision, Outcome, decide};
pub use effect::Effect;
pub use event::Event;
pub use execution::{Execution, Identity, Status};
pub use frame::{Frame, FramePath};
pub use history::HistoryEvent;
pub use moment::Moment;
pub use payload::Payload;
