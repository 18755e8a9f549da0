//! Which cases the core alone can run: those that only create, start and read, and use nothing that is not there yet.

use std::collections::BTreeSet;

use stepwell_conformance::Case;
use stepwell_conformance::case::Step;
use stepwell_conformance::features::{self, Feature};

const ACTIONS: [&str; 4] =
    ["CreateStateMachine", "StartExecution", "DescribeExecution", "GetExecutionHistory"];

/// Whether the core alone can run a case.
///
/// # Errors
/// The first thing it cannot do.
pub(crate) fn check(case: &Case) -> Result<(), String> {
    for step in &case.steps {
        if let Step::Call(call) = step
            && let Some(error) = &call.expect_error
        {
            return Err(format!("API error {}", error.code));
        }
    }
    let used: BTreeSet<Feature> = features::used(case);
    if !used.contains(&Feature::Action("StartExecution".to_owned())) {
        return Err("no execution".to_owned());
    }
    used.iter().try_for_each(|feature| if has(feature) { Ok(()) } else { Err(feature.to_string()) })
}

fn has(feature: &Feature) -> bool {
    match feature {
        Feature::Action(name) => ACTIONS.contains(&name.as_str()),
        Feature::Resource(name) => name.starts_with("lambda:"),
        Feature::State(_)
        | Feature::Function
        | Feature::Credentials
        | Feature::Retry
        | Feature::Catch
        | Feature::ScriptedFunctions => true,
        Feature::Member(_)
        | Feature::Jsonata
        | Feature::Intrinsic(_)
        | Feature::Variables
        | Feature::DistributedMap
        | Feature::ItemReader
        | Feature::ItemBatcher
        | Feature::ResultWriter
        | Feature::Activity
        | Feature::Express
        | Feature::Versions
        | Feature::Aliases
        | Feature::Tags
        | Feature::Logging
        | Feature::Tracing
        | Feature::Encryption => false,
    }
}
