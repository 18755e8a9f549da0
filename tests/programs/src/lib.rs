//! Random state machines, and a plain interpreter that says what must come of them given what came of their tasks.
//! Everything follows from a seed. Deliberately absent: running anything against a store, a queue or a service; that
//! is the simulator's affair.

pub mod agree;
pub mod behaviours;
pub mod case;
pub mod census;
pub mod chance;
pub mod generate;
pub mod history;
pub mod reference;
pub mod shape;
pub mod shrink;
pub mod work;

pub use agree::{Disagreement, agrees};
pub use behaviours::Behaviours;
pub use case::Case;
pub use generate::generate;
pub use shape::Shape;
pub use shrink::shrink_candidates;
pub use work::work;
