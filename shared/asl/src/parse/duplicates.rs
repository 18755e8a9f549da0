//! Members of the same name in one object. The JSON reader keeps the last one silently; here the text is read a second
//! time for names alone. A state name given twice is an error as on AWS, any other member a warning of ours.

use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::diagnostic::Code;

use super::complaints::Complaints;
use super::place::{Place, ROOT};

/// Complains about the duplicates in a text that is known to be JSON and not too deep.
pub(crate) fn find(text: &str, complaints: &mut Complaints) {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let seed = Names { place: ROOT, part: Part::Machine, complaints };
    // The text was parsed before: the second reading has nothing new to say about its syntax.
    let _ = seed.deserialize(&mut deserializer);
}

/// Which part of a definition a value is: only names in `States` are state names.
#[derive(Clone, Copy)]
enum Part {
    Machine,
    States,
    State,
    Branches,
    Data,
}

impl Part {
    fn member(self, name: &str) -> Part {
        match (self, name) {
            (Part::Machine, "States") => Part::States,
            (Part::States, _) => Part::State,
            (Part::State, "Branches") => Part::Branches,
            (Part::State, "ItemProcessor" | "Iterator") => Part::Machine,
            (Part::Machine | Part::State | Part::Branches | Part::Data, _) => Part::Data,
        }
    }

    fn item(self) -> Part {
        match self {
            Part::Branches => Part::Machine,
            Part::Machine | Part::States | Part::State | Part::Data => Part::Data,
        }
    }
}

struct Names<'p, 'c> {
    place: Place<'p>,
    part: Part,
    complaints: &'c mut Complaints,
}

impl<'de> DeserializeSeed<'de> for Names<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Names<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut seen = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            let part = self.part.member(&name);
            let place = self.place.field(&name);
            members.next_value_seed(Names { place, part, complaints: &mut *self.complaints })?;
            if seen.contains(&name) {
                complain(self.part, &self.place, &name, self.complaints);
            }
            seen.insert(name);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut index = 0;
        loop {
            let place = self.place.item(index);
            let seed = Names { place, part: self.part.item(), complaints: &mut *self.complaints };
            if items.next_element_seed(seed)?.is_none() {
                return Ok(());
            }
            index += 1;
        }
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

fn complain(part: Part, around: &Place<'_>, name: &str, complaints: &mut Complaints) {
    let place = around.field(name);
    match part {
        Part::States => {
            complaints.error(Code::DuplicateStateName, &place, format!("Duplicate State name: {name}"));
        }
        Part::Machine | Part::State | Part::Branches | Part::Data => {
            let message = format!("the field '{name}' is given more than once: the last one counts");
            complaints.own_warning(Code::DuplicateField, &place, message);
        }
    }
}
