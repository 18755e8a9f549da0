//! The model of requests: which members an action has, of which type and within which bounds, as data; and the check
//! that holds a body against it. Source: Step Functions service model 2016-11-23. Deliberately absent: rules that
//! need more than one member or anything stored; those are the actions'.

mod check;
mod request;
mod shape;

pub use check::check;
pub use request::Request;
pub use shape::{Member, Shape, optional, required};

#[cfg(test)]
mod tests;
