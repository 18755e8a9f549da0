//! Complaints about a definition: severity, code, text and place. Codes and texts are AWS's where AWS has them
//! (`ValidateStateMachineDefinitionDiagnostic` of the API reference, texts as the service gives them); the others are
//! marked as ours. Deliberately absent: how many are shown to whom.

use std::fmt;

/// How bad it is. Source: `ValidateStateMachineDefinitionDiagnostic.severity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The definition is refused.
    Error,
    /// The definition is accepted, but probably does not do what its author wants.
    Warning,
}

impl Severity {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
        }
    }
}

/// What kind of complaint it is. Source: `ValidateStateMachineDefinitionDiagnostic`, lists of codes; the last three
/// are ours. Codes about state machine names belong to the API's request checks and are absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// The text is not JSON.
    InvalidJsonDescription,
    /// A field is missing, unknown, or has a value that it cannot have.
    SchemaValidationFailed,
    /// No state of a machine ends it.
    MissingEndState,
    /// Two states have the same name.
    DuplicateStateName,
    /// A state name is empty or too long.
    InvalidStateName,
    /// A transition leads nowhere, or nothing leads to a state.
    MissingTransitionTarget,
    /// States are nested too deeply.
    TooDeeplyNested,
    /// A member's value looks like a path or an intrinsic function, but its name does not end in `.$`.
    NoDollar,
    /// A field's value looks like a path, but its name does not end in `Path`.
    NoPath,
    /// The `Result` of a Pass state looks as if it held a path.
    PassResultIsStatic,
    /// Ours: a callback task that nothing ends if the callback never comes.
    CallbackWithoutTimeout,
    /// Ours: an object has two members of the same name; the last one counts.
    DuplicateField,
    /// Ours: an error name in the reserved namespace `States.` that the language does not define.
    UnknownErrorName,
}

impl Code {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Code::InvalidJsonDescription => "INVALID_JSON_DESCRIPTION",
            Code::SchemaValidationFailed => "SCHEMA_VALIDATION_FAILED",
            Code::MissingEndState => "MISSING_END_STATE",
            Code::DuplicateStateName => "DUPLICATE_STATE_NAME",
            Code::InvalidStateName => "INVALID_STATE_NAME",
            Code::MissingTransitionTarget => "MISSING_TRANSITION_TARGET",
            Code::TooDeeplyNested => "TOO_DEEPLY_NESTED",
            Code::NoDollar => "NO_DOLLAR",
            Code::NoPath => "NO_PATH",
            Code::PassResultIsStatic => "PASS_RESULT_IS_STATIC",
            Code::CallbackWithoutTimeout => "CALLBACK_WITHOUT_TIMEOUT",
            Code::DuplicateField => "DUPLICATE_FIELD",
            Code::UnknownErrorName => "UNKNOWN_ERROR_NAME",
        }
    }
}

/// One complaint. Its display is what CreateStateMachine reports for it:
/// `SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/X/Branches`, and `at null` without a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What kind it is.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// Where: `/` for the whole definition, `/States/X/Branches[0]/States/Y/Next` for a field; a place in the text if
    /// the text is not JSON; none if the complaint is about no place.
    pub location: Option<String>,
    /// True if AWS would not make this complaint.
    pub ours: bool,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let location = self.location.as_deref().unwrap_or("null");
        write!(f, "{}: {} at {location}", self.code.name(), self.message)
    }
}
