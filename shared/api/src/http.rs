//! A request and an answer of HTTP as values, for hosts with servers and hosts without.
//! Deliberately absent: sockets, TLS, chunks, and who may ask; the hosts'.

/// A request, whole. Bodies are capped by the host before they come here, and by each route again.
#[derive(Clone, Copy, Debug)]
pub struct HttpRequest<'a> {
    /// `GET`, `POST`, …
    pub method: &'a str,
    /// Path as it was sent, percent-encoded, without the query: `/executions/a/b%20c`.
    pub path: &'a str,
    /// What follows the question mark, as it was sent; empty if nothing does.
    pub query: &'a str,
    /// Header names in any letter case, and values.
    pub headers: &'a [(String, String)],
    /// The body.
    pub body: &'a [u8],
}

impl HttpRequest<'_> {
    /// The first value of a header, its name in any letter case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// An answer, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpAnswer {
    /// HTTP status code.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl HttpAnswer {
    /// An answer with a body of this type.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        HttpAnswer { status, headers: vec![("content-type", content_type.to_owned())], body: body.into() }
    }

    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        HttpAnswer { status, headers: Vec::new(), body: Vec::new() }
    }

    /// The same with one more header; the name is in lower case.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}
