//! What is wrong with the parameters of an approval: every complaint, each with the member it is about.
//! Deliberately absent: error names of the workflow language; the caller chooses the one its state fails with.

use std::fmt;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Path of the member within the parameters: `To[1]`, `Policy.AtLeast`; empty for the parameters themselves.
    pub path: String,
    /// What is wrong with it: lower case, no full stop.
    pub message: String,
}

/// Everything that is wrong, in the order of the members. Never empty when it is returned as an error.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct Complaints(pub Vec<Complaint>);

impl Complaints {
    /// Notes one more complaint.
    pub(crate) fn add(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.0.push(Complaint { path: path.into(), message: message.into() });
    }
}

impl fmt::Display for Complaints {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("invalid approval: ")?;
        for (at, complaint) in self.0.iter().enumerate() {
            if at > 0 {
                out.write_str("; ")?;
            }
            if !complaint.path.is_empty() {
                write!(out, "`{}` ", complaint.path)?;
            }
            out.write_str(&complaint.message)?;
        }
        Ok(())
    }
}
