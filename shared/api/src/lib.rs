//! The Step Functions API and plain REST over the orchestrator: one file per action.
