//! Places in a definition: a chain of steps on the stack, written out only when there is a complaint.

use std::fmt;

/// A place: a member or item of the place around it.
#[derive(Clone, Copy)]
pub(crate) struct Place<'p> {
    around: Option<&'p Place<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Root,
    Field(&'p str),
    Item(usize),
}

/// The whole definition.
pub(crate) const ROOT: Place<'static> = Place { around: None, step: Step::Root };

impl<'p> Place<'p> {
    /// The member of this name.
    pub(crate) fn field(&'p self, name: &'p str) -> Place<'p> {
        Place { around: Some(self), step: Step::Field(name) }
    }

    /// The item with this index, counted from 0.
    pub(crate) fn item(&'p self, index: usize) -> Place<'p> {
        Place { around: Some(self), step: Step::Item(index) }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The depth of recursion is that of the JSON text, which is bounded before any place exists.
        if let Some(around) = self.around {
            around.write(f)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Field(name) => write!(f, "/{name}"),
            Step::Item(index) => write!(f, "[{index}]"),
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.step {
            Step::Root => write!(f, "/"),
            Step::Field(_) | Step::Item(_) => self.write(f),
        }
    }
}
