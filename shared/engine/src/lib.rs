//! The pure core: decide what follows from a fact, as next execution, history events and effects.
