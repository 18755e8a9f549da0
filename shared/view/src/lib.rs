//! Workflows drawn: the graph as SVG, the execution page as HTML, the tree in a terminal.
//!
//! Everything here is a pure function of public JSON: the definition, the events of `GetExecutionHistory`, the
//! answer of `DescribeExecution`. Deliberately absent: reading stores or clocks (the present is an argument),
//! JavaScript, and any knowledge of how an execution is carried out.

pub mod graph;
pub mod limits;
pub mod model;
pub mod moment;
pub mod page;
pub mod progress;
pub mod status;
pub mod text;
pub mod tree;
