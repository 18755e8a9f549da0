//! What came of a run, for people.

use std::collections::BTreeMap;

use stepwell_kill::Trouble;
use stepwell_kill::client::Client;
use stepwell_kill::verdict::{Planned, Verdict};

use crate::chaos::Fault;
use crate::control::{COUNTS, Control};
use crate::keeper::Keeper;

/// Prints what was done to the servers and what was asked of them.
///
/// # Errors
/// The counts cannot be read.
pub fn print(
    came: &BTreeMap<Fault, usize>,
    control: &Control,
    keeper: &Keeper,
    client: &Client,
) -> Result<(), Trouble> {
    let came: Vec<String> = came.iter().map(|(fault, times)| format!("{fault:?} {times}")).collect();
    println!("faults: {}", came.join(", "));
    let mut counts = Vec::new();
    for (count, name) in COUNTS {
        counts.push(format!("{} {name}", control.count(count)?));
    }
    println!("the disk: {}", counts.join(", "));
    println!(
        "servers: {} killed, {} ended by themselves, {} could not start",
        keeper.killed, keeper.ended, keeper.failed_starts
    );
    let troubles = client.troubles();
    println!("clients: told to come again {:?}, not answered {}", troubles.later, troubles.silent);
    Ok(())
}

/// Prints what became of the executions.
pub fn print_verdict(all: &[Planned], verdict: &Verdict) {
    println!(
        "{} executions and {} children, {} events; {} attempts lost, {} executions failed for it; {} complaints",
        all.len(),
        verdict.children,
        verdict.events,
        verdict.losses.len(),
        verdict.failed,
        verdict.complaints.len()
    );
}
