//! The description of the plain routes for other programs, written by hand as OpenAPI 3.1. A test holds it against the
//! route table. Deliberately absent: the AWS protocol, which AWS's own service model describes.

/// The document, `GET /openapi.json`.
pub const DOCUMENT: &str = include_str!("openapi.json");

#[cfg(test)]
#[path = "openapi_tests.rs"]
mod tests;
