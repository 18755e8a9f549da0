//! Shapes of members, as constants can hold them.

/// The shape of a value.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A string of `min` to `max` characters.
    Text {
        /// Fewest characters.
        min: usize,
        /// Most characters.
        max: usize,
    },
    /// A string of at most `max` ASCII characters.
    Ascii {
        /// Most characters.
        max: usize,
    },
    /// A string as long as a payload may be: the operator's limit, 262,144 by default.
    Payload,
    /// One of these strings, in the order in which the service names them.
    Enum(&'static [&'static str]),
    /// A whole number.
    Whole {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
    },
    /// True or false.
    Flag,
    /// A list whose entries have this shape.
    List(&'static Shape),
    /// An object.
    Structure(&'static [Member]),
}

/// A member of a request or structure.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// Whether it must be there and not null.
    pub required: bool,
    /// Its shape.
    pub shape: Shape,
}

/// A member that must be there.
pub const fn required(name: &'static str, shape: Shape) -> Member {
    Member { name, required: true, shape }
}

/// A member that may be absent or null.
pub const fn optional(name: &'static str, shape: Shape) -> Member {
    Member { name, required: false, shape }
}

/// Shapes that several actions share. Source: Step Functions API, shared structures.
impl Shape {
    /// `Arn`.
    pub const ARN: Shape = Shape::Text { min: 1, max: 256 };
    /// `LongArn`.
    pub const LONG_ARN: Shape = Shape::Text { min: 1, max: 2_000 };
    /// `Name`.
    pub const NAME: Shape = Shape::Text { min: 1, max: 80 };
    /// `Definition`.
    pub const DEFINITION: Shape = Shape::Text { min: 1, max: 1_048_576 };
    /// `SensitiveError`.
    pub const ERROR: Shape = Shape::Text { min: 0, max: 256 };
    /// `SensitiveCause`.
    pub const CAUSE: Shape = Shape::Text { min: 0, max: 32_768 };
    /// `TaskToken`.
    pub const TASK_TOKEN: Shape = Shape::Text { min: 1, max: 2_048 };
    /// `PageToken`.
    pub const PAGE_TOKEN: Shape = Shape::Text { min: 1, max: 1_024 };
    /// `PageSize`.
    pub const PAGE_SIZE: Shape = Shape::Whole { min: 0, max: 1_000 };
    /// `VersionDescription`.
    pub const VERSION_DESCRIPTION: Shape = Shape::Text { min: 0, max: 256 };
    /// `StateMachineType`.
    pub const MACHINE_TYPE: Shape = Shape::Enum(&["STANDARD", "EXPRESS"]);
    /// `IncludedData`.
    pub const INCLUDED_DATA: Shape = Shape::Enum(&["ALL_DATA", "METADATA_ONLY"]);
    /// `LoggingConfiguration`.
    pub const LOGGING: Shape = Shape::Structure(&[
        optional("level", Shape::Enum(&["ALL", "ERROR", "FATAL", "OFF"])),
        optional("includeExecutionData", Shape::Flag),
        optional("destinations", Shape::List(&LOG_DESTINATION)),
    ]);
    /// `TracingConfiguration`.
    pub const TRACING: Shape = Shape::Structure(&[optional("enabled", Shape::Flag)]);
    /// `EncryptionConfiguration`.
    pub const ENCRYPTION: Shape = Shape::Structure(&[
        optional("kmsKeyId", Shape::Text { min: 1, max: 2_048 }),
        optional("kmsDataKeyReusePeriodSeconds", Shape::Whole { min: 60, max: 900 }),
        required("type", Shape::Enum(&["AWS_OWNED_KEY", "CUSTOMER_MANAGED_KMS_KEY"])),
    ]);
    /// `TagList`.
    pub const TAGS: Shape = Shape::List(&TAG);
}

const LOG_DESTINATION: Shape = Shape::Structure(&[optional("cloudWatchLogsLogGroup", LOG_GROUP)]);
const LOG_GROUP: Shape = Shape::Structure(&[optional("logGroupArn", Shape::ARN)]);
const TAG: Shape = Shape::Structure(&[
    optional("key", Shape::Text { min: 1, max: 128 }),
    optional("value", Shape::Text { min: 0, max: 256 }),
]);
