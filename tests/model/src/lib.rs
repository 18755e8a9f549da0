//! Stepwell's protocol as a small explicit-state search: one execution, two executors, whoever starts it, whoever
//! completes its task, the sweep, and time in stages. Every order of their steps is tried, with up to a number of faults.
//! Deliberately absent: the code of the product (this is its protocol written a second time), data, real time, skew.

pub mod commit;
pub mod config;
pub mod decide;
pub mod executor;
pub mod faults;
pub mod head;
pub mod liveness;
pub mod packed;
pub mod requests;
pub mod search;
pub mod seen;
pub mod state;
pub mod step;
pub mod sweeper;
pub mod symmetry;
pub mod table;
pub mod time;
pub mod trace;

pub use config::{Config, Program, Stalls, Weakness};
pub use search::{Report, search};
pub use step::Property;
