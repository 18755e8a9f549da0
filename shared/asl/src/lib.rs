//! The Amazon States Language: a definition becomes a program, or all complaints with their places.
