//! The complaints made so far, within bounds.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::limits::{DIAGNOSTICS_BYTES_MAX, DIAGNOSTICS_MAX};

use super::place::Place;

/// Collects complaints in the order in which they are made.
#[derive(Default)]
pub(crate) struct Complaints {
    kept: Vec<Diagnostic>,
    bytes: usize,
    errors: usize,
    omitted: usize,
}

impl Complaints {
    /// The definition breaks the language's schema, in AWS's words.
    pub(crate) fn schema(&mut self, place: &Place<'_>, message: impl Into<String>) {
        self.error(Code::SchemaValidationFailed, place, message);
    }

    /// AWS's complaint of another code.
    pub(crate) fn error(&mut self, code: Code, place: &Place<'_>, message: impl Into<String>) {
        self.make(Severity::Error, code, Some(place), message.into(), false);
    }

    /// AWS's complaint about no place.
    pub(crate) fn error_nowhere(&mut self, code: Code, message: impl Into<String>) {
        self.make(Severity::Error, code, None, message.into(), false);
    }

    /// The definition is refused in our own words.
    pub(crate) fn own_error(&mut self, code: Code, place: &Place<'_>, message: impl Into<String>) {
        self.make(Severity::Error, code, Some(place), message.into(), true);
    }

    /// The definition is right, but asks for what is not there yet.
    pub(crate) fn not_yet(&mut self, place: &Place<'_>, feature: impl std::fmt::Display) {
        let message = format!("{feature} is not supported yet");
        self.own_error(Code::SchemaValidationFailed, place, message);
    }

    /// AWS's warning.
    pub(crate) fn warning(&mut self, code: Code, place: &Place<'_>, message: impl Into<String>) {
        self.make(Severity::Warning, code, Some(place), message.into(), false);
    }

    /// Our own warning.
    pub(crate) fn own_warning(&mut self, code: Code, place: &Place<'_>, message: impl Into<String>) {
        self.make(Severity::Warning, code, Some(place), message.into(), true);
    }

    /// A complaint that is complete already.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        if diagnostic.severity == Severity::Error {
            self.errors += 1;
        }
        self.keep(diagnostic);
    }

    /// How many errors there were, the omitted ones included.
    pub(crate) fn errors(&self) -> usize {
        self.errors
    }

    /// The complaints kept, and how many were not.
    pub(crate) fn into_parts(self) -> (Vec<Diagnostic>, usize) {
        (self.kept, self.omitted)
    }

    fn make(
        &mut self,
        severity: Severity,
        code: Code,
        place: Option<&Place<'_>>,
        message: String,
        ours: bool,
    ) {
        if severity == Severity::Error {
            self.errors += 1;
        }
        // Checked before the place is written out: a hostile definition has many complaints in deep places.
        if self.is_full() {
            self.omitted += 1;
            return;
        }
        let location = place.map(ToString::to_string);
        self.keep(Diagnostic { severity, code, message, location, ours });
    }

    fn is_full(&self) -> bool {
        self.kept.len() >= DIAGNOSTICS_MAX || self.bytes >= DIAGNOSTICS_BYTES_MAX
    }

    fn keep(&mut self, diagnostic: Diagnostic) {
        if self.is_full() {
            self.omitted += 1;
            return;
        }
        self.bytes += diagnostic.message.len() + diagnostic.location.as_ref().map_or(0, String::len);
        self.kept.push(diagnostic);
    }
}
