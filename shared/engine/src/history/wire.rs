//! History events as the API writes them.
