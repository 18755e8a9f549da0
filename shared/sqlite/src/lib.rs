//! The store, queue and payload ports over one SQLite file.
