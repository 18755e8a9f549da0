//! What an action answers when it does not succeed: AWS's code, text and status. Deliberately absent: how it is put on
//! the wire (`protocol`).

use std::fmt::Display;

use serde_json::Value;
use stepwell_journal::JournalError;
use stepwell_orchestrator::Error;

use crate::limits::RETRY_AFTER_S;

/// Codes of error answers. Source: Step Functions API, errors of the actions and common errors; `UnsupportedOperation`
/// is ours for what this version does not do yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The name is taken by an execution with another input, or one that is closed.
    ExecutionAlreadyExists,
    /// There is no such execution.
    ExecutionDoesNotExist,
    /// The world behind the API failed in a way that asking again does not mend.
    InternalFailure,
    /// Not an ARN, or the ARN of something else.
    InvalidArn,
    /// The definition is refused.
    InvalidDefinition,
    /// The encryption configuration is refused.
    InvalidEncryptionConfiguration,
    /// The input of an execution is no JSON, or too large.
    InvalidExecutionInput,
    /// The logging configuration is refused.
    InvalidLoggingConfiguration,
    /// The name of a resource has a character that names do not have.
    InvalidName,
    /// The output of a task is no JSON, or too large.
    InvalidOutput,
    /// Neither a page token nor a task token of ours, or one that has expired.
    InvalidToken,
    /// An update that says nothing.
    MissingRequiredParameter,
    /// The body is larger than a request may be.
    RequestEntityTooLarge,
    /// The world behind the API fails at the moment; the same request may succeed later. Source: common errors.
    ServiceUnavailable,
    /// The body is no JSON, or a member has another JSON type than the model says.
    Serialization,
    /// The name is taken by a state machine that differs.
    StateMachineAlreadyExists,
    /// The state machine is being deleted.
    StateMachineDeleting,
    /// There is no such state machine.
    StateMachineDoesNotExist,
    /// This type of state machine has no such action.
    StateMachineTypeNotSupported,
    /// The task of this token is gone with its execution.
    TaskDoesNotExist,
    /// The task of this token is closed.
    TaskTimedOut,
    /// The API has no such action.
    UnknownOperation,
    /// AWS has it, this version does not yet.
    UnsupportedOperation,
    /// A member breaks the model, or the members do not fit together.
    Validation,
    /// Somebody else changed the same thing at the same time, again and again.
    Conflict,
}

impl Code {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Code::ExecutionAlreadyExists => "ExecutionAlreadyExists",
            Code::ExecutionDoesNotExist => "ExecutionDoesNotExist",
            Code::InternalFailure => "InternalFailure",
            Code::InvalidArn => "InvalidArn",
            Code::InvalidDefinition => "InvalidDefinition",
            Code::InvalidEncryptionConfiguration => "InvalidEncryptionConfiguration",
            Code::InvalidExecutionInput => "InvalidExecutionInput",
            Code::InvalidLoggingConfiguration => "InvalidLoggingConfiguration",
            Code::InvalidName => "InvalidName",
            Code::InvalidOutput => "InvalidOutput",
            Code::InvalidToken => "InvalidToken",
            Code::MissingRequiredParameter => "MissingRequiredParameter",
            Code::RequestEntityTooLarge => "RequestEntityTooLargeException",
            Code::ServiceUnavailable => "ServiceUnavailable",
            Code::Serialization => "SerializationException",
            Code::StateMachineAlreadyExists => "StateMachineAlreadyExists",
            Code::StateMachineDeleting => "StateMachineDeleting",
            Code::StateMachineDoesNotExist => "StateMachineDoesNotExist",
            Code::StateMachineTypeNotSupported => "StateMachineTypeNotSupported",
            Code::TaskDoesNotExist => "TaskDoesNotExist",
            Code::TaskTimedOut => "TaskTimedOut",
            Code::UnknownOperation => "UnknownOperationException",
            Code::UnsupportedOperation => "UnsupportedOperation",
            Code::Validation => "ValidationException",
            Code::Conflict => "ConflictException",
        }
    }

    /// Seconds after which asking again may help, if that is known; told in the header `retry-after`.
    pub fn retry_after_s(self) -> Option<u32> {
        (self == Code::ServiceUnavailable).then_some(RETRY_AFTER_S)
    }

    /// The HTTP status it is answered with.
    pub fn status(self) -> u16 {
        match self {
            Code::InternalFailure => 500,
            Code::ServiceUnavailable => 503,
            Code::RequestEntityTooLarge => 413,
            Code::Conflict => 409,
            Code::ExecutionAlreadyExists
            | Code::ExecutionDoesNotExist
            | Code::InvalidArn
            | Code::InvalidDefinition
            | Code::InvalidEncryptionConfiguration
            | Code::InvalidExecutionInput
            | Code::InvalidLoggingConfiguration
            | Code::InvalidName
            | Code::InvalidOutput
            | Code::InvalidToken
            | Code::MissingRequiredParameter
            | Code::Serialization
            | Code::StateMachineAlreadyExists
            | Code::StateMachineDeleting
            | Code::StateMachineDoesNotExist
            | Code::StateMachineTypeNotSupported
            | Code::TaskDoesNotExist
            | Code::TaskTimedOut
            | Code::UnknownOperation
            | Code::UnsupportedOperation
            | Code::Validation => 400,
        }
    }
}

/// What can fail behind the API.
pub trait Cause: Display {
    /// Whether the same request may succeed later. It may also have succeeded already, unseen.
    fn is_passing(&self) -> bool;
}

impl Cause for JournalError {
    fn is_passing(&self) -> bool {
        JournalError::is_passing(self)
    }
}

impl Cause for Error {
    fn is_passing(&self) -> bool {
        matches!(self, Error::Contended(_)) || Error::is_passing(self)
    }
}

/// Something is not as it must be, in these words.
impl Cause for String {
    fn is_passing(&self) -> bool {
        false
    }
}

/// An error answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Its code.
    pub code: Code,
    /// Its text.
    pub message: String,
    /// A further member of the body, if the code has one: `reason`.
    pub detail: Option<(&'static str, Value)>,
}

impl Fault {
    /// A fault with this text.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Fault { code, message: message.into(), detail: None }
    }

    /// The same with a further member.
    pub fn with(mut self, member: &'static str, value: impl Into<Value>) -> Self {
        self.detail = Some((member, value.into()));
        self
    }

    /// AWS has it, this version does not yet. `what` is the subject of a sentence: "`publish` is".
    pub fn not_yet(what: &str) -> Self {
        Fault::new(
            Code::UnsupportedOperation,
            format!("{what} not supported yet by this version of Stepwell"),
        )
    }

    /// There is no such state machine.
    pub fn no_machine(arn: &str) -> Self {
        Fault::new(Code::StateMachineDoesNotExist, format!("State Machine Does Not Exist: '{arn}'"))
    }

    /// There is no such execution.
    pub fn no_execution(arn: &str) -> Self {
        Fault::new(Code::ExecutionDoesNotExist, format!("Execution Does Not Exist: '{arn}'"))
    }

    /// Not an ARN, or that of something else.
    pub fn invalid_arn(why: &str) -> Self {
        Fault::new(Code::InvalidArn, format!("Invalid Arn: '{why}'"))
    }

    /// Neither a page token nor a task token of ours.
    pub fn invalid_token() -> Self {
        Fault::new(Code::InvalidToken, "Invalid Token: 'Invalid token'")
    }

    /// Members that do not fit together.
    pub fn validation(message: impl Into<String>) -> Self {
        Fault::new(Code::Validation, message)
    }

    /// The world failed. What failed is said: whoever asks runs the installation or talks to who does.
    pub fn world(cause: &dyn Cause) -> Self {
        let code = if cause.is_passing() { Code::ServiceUnavailable } else { Code::InternalFailure };
        Fault::new(code, format!("the request could not be carried out: {cause}"))
    }
}
