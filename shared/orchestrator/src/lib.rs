//! Load, decide, announce, commit, act: what every entry point and function calls.
