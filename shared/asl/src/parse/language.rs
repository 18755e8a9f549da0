//! `QueryLanguage`: which one a state is written in. JSONPath is the one there is; a state in JSONata gets a complaint
//! that says so. Source: Step Functions developer guide, "Transforming data with JSONata".

use super::complaints::Complaints;
use super::object::Object;

/// The query languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// Paths, payload templates, intrinsic functions.
    JsonPath,
    /// Expressions between `{%` and `%}`.
    Jsonata,
}

const FIELD: &str = "QueryLanguage";
const NAMES: [&str; 2] = ["JSONPath", "JSONata"];

/// Fields of states that only JSONata has.
const JSONATA_ONLY: [&str; 3] = ["Arguments", "Output", "Items"];

impl Language {
    /// The language of the definition, JSONPath if it does not say. Complains if it is not there yet.
    pub(crate) fn of_definition(object: &Object<'_, '_>, complaints: &mut Complaints) -> Language {
        let language = Language::given(object, complaints).unwrap_or(Language::JsonPath);
        if language == Language::Jsonata {
            complaints.not_yet(&object.place.field(FIELD), "the query language JSONata");
        }
        language
    }

    /// The language of a state in a definition of `outer` language. Complains if it is not there yet, but not once
    /// more if the whole definition is in that language.
    pub(crate) fn of_state(
        object: &Object<'_, '_>,
        outer: Language,
        complaints: &mut Complaints,
    ) -> Language {
        match (outer, Language::given(object, complaints)) {
            (_, None) | (Language::Jsonata, Some(Language::Jsonata)) => outer,
            (Language::Jsonata, Some(Language::JsonPath)) => {
                complaints.schema(
                    &object.place,
                    "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
                );
                outer
            }
            (Language::JsonPath, Some(Language::Jsonata)) => {
                complaints.not_yet(&object.place.field(FIELD), "the query language JSONata");
                Language::Jsonata
            }
            (Language::JsonPath, Some(Language::JsonPath)) => Language::JsonPath,
        }
    }

    fn given(object: &Object<'_, '_>, complaints: &mut Complaints) -> Option<Language> {
        match object.one_of(FIELD, &NAMES, complaints)? {
            "JSONata" => Some(Language::Jsonata),
            _ => Some(Language::JsonPath),
        }
    }
}

/// Complains about the fields of a JSONPath state that only JSONata has, and about `Assign`, which is not there yet.
pub(crate) fn refuse_foreign_fields(object: &Object<'_, '_>, fields: &[&str], complaints: &mut Complaints) {
    let is_foreign = |field: &&str| object.has(field) && fields.contains(field);
    for field in JSONATA_ONLY.iter().copied().filter(is_foreign) {
        refuse_jsonata_field(object, field, complaints);
    }
    if object.has("Assign") && fields.contains(&"Assign") {
        complaints.not_yet(&object.place.field("Assign"), "assigning variables");
    }
}

/// Complains about one field that only JSONata has.
pub(crate) fn refuse_jsonata_field(object: &Object<'_, '_>, field: &str, complaints: &mut Complaints) {
    complaints.schema(
        &object.place,
        format!("The QueryLanguage is set to 'JSONPath', but field '{field}' is only supported for the 'JSONata' QueryLanguage"),
    );
}
