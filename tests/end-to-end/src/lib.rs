//! The real programs, started as people start them and asked over HTTP on the loopback address. All of it stands in
//! `tests/all`: one binary, so that the programs are built once. Deliberately absent: anything that looks inside a
//! server; what is seen here is what a user sees.
