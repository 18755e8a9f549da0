//! The JSONPath-mode query language of Step Functions: paths, result placement, payload templates, and the
//! JSON text form of values. Text and values in, value out.
//!
//! Absent on purpose: no clock, no chance, no I/O; no choice rules and no state semantics (the engine's);
//! no evaluation of intrinsic functions and JSONata expressions yet (both are recognised by name, so that a
//! caller can refuse them with a message that says which one).

pub mod intrinsic;
pub mod json;
pub mod jsonata;
pub mod limits;
pub mod path;
pub mod reference;
pub mod template;
