//! Query parameters, read strictly: a parameter that a route does not know is an error, so that a misspelt filter does
//! not quietly list everything.

use std::collections::BTreeMap;

use percent_encoding::percent_decode;

use crate::rest::limits::{QUERY_BYTES_MAX, QUERY_PARAMETERS_MAX};
use crate::rest::problem::Problem;

/// The parameters of a request.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Query(BTreeMap<String, String>);

impl Query {
    /// Reads a query that may have these parameters, each at most once.
    pub fn parse(text: &str, known: &[&str]) -> Result<Self, Problem> {
        if text.len() > QUERY_BYTES_MAX {
            return Err(Problem::invalid_query(format!("has more than {QUERY_BYTES_MAX} bytes")));
        }
        let mut found = BTreeMap::new();
        for (count, pair) in text.split('&').filter(|pair| !pair.is_empty()).enumerate() {
            if count >= QUERY_PARAMETERS_MAX {
                return Err(Problem::invalid_query(format!(
                    "has more than {QUERY_PARAMETERS_MAX} parameters"
                )));
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (Some(name), Some(value)) = (decoded(name), decoded(value)) else {
                return Err(Problem::invalid_query("is not UTF-8".to_owned()));
            };
            if !known.contains(&name.as_str()) {
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                return Err(Problem::invalid_query(format!("has no parameter `{name}`; known are: {known}")));
            }
            if found.insert(name.clone(), value).is_some() {
                return Err(Problem::invalid_query(format!("has `{name}` twice")));
            }
        }
        Ok(Query(found))
    }

    /// A parameter that is there and not empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// A parameter that is a whole number, if it is there.
    pub fn number(&self, name: &str) -> Result<Option<u64>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let number = text.parse().map_err(|_| {
            Problem::invalid_query(format!("has `{name}`, which must be a whole number: `{text}`"))
        })?;
        Ok(Some(number))
    }

    /// A parameter that is `true` or `false`; absent means false.
    pub fn flag(&self, name: &str) -> Result<bool, Problem> {
        match self.text(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(text) => {
                Err(Problem::invalid_query(format!("has `{name}`, which must be true or false: `{text}`")))
            }
        }
    }
}

fn decoded(text: &str) -> Option<String> {
    let spaced: Vec<u8> = text.bytes().map(|byte| if byte == b'+' { b' ' } else { byte }).collect();
    percent_decode(&spaced).decode_utf8().ok().map(|text| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::Query;

    #[test]
    fn parameters_are_read() {
        let query = Query::parse(
            "status=RUN+NING&after=12&&reverse=true&e=%C3%A9&n=",
            &["status", "after", "reverse", "e", "n"],
        );
        let query = query.unwrap();
        assert_eq!(query.text("status"), Some("RUN NING"));
        assert_eq!(query.text("e"), Some("é"));
        assert_eq!(query.text("n"), None);
        assert_eq!(query.number("after").unwrap(), Some(12));
        assert_eq!(query.number("n").unwrap(), None);
        assert!(query.flag("reverse").unwrap());
        assert!(!query.flag("n").unwrap());
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let many = "a=1&".repeat(20);
        let cases = [
            ("b=1", "the query has no parameter `b`; known are: a"),
            ("a=1&a=2", "the query has `a` twice"),
            ("a=%ff", "the query is not UTF-8"),
            (&many, "the query has `a` twice"),
        ];
        for (text, expected) in cases {
            assert_eq!(Query::parse(text, &["a"]).unwrap_err().detail, expected, "{text}");
        }
        let query = Query::parse("a=-1", &["a"]).unwrap();
        assert_eq!(
            query.number("a").unwrap_err().detail,
            "the query has `a`, which must be a whole number: `-1`"
        );
        assert_eq!(
            query.flag("a").unwrap_err().detail,
            "the query has `a`, which must be true or false: `-1`"
        );
    }
}
