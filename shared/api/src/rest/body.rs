//! Bodies of the plain routes: JSON, capped, and not from a form or script of another site.

use serde_json::{Map, Value};
use stepwell_query::json::{self, Limits};

use crate::http::HttpRequest;
use crate::rest::limits::BODY_BYTES_MAX;
use crate::rest::problem::Problem;

/// The body as text; empty if there is none. Errors: 403 for a browser on another site's behalf, 413, 415, and 400 if
/// it is not UTF-8.
pub(crate) fn text<'a>(request: &HttpRequest<'a>) -> Result<&'a str, Problem> {
    // A browser says on whose behalf it sends; programs say nothing. Without this a page of any site could start
    // executions on the visitor's own machine.
    if let Some(site) = request.header("sec-fetch-site")
        && !matches!(site, "same-origin" | "none")
    {
        return Err(Problem::new(403, "ForeignRequest", "this request was sent by a page of another site"));
    }
    if request.body.len() > BODY_BYTES_MAX {
        let detail = format!("the body has {} bytes, at most {BODY_BYTES_MAX} are read", request.body.len());
        return Err(Problem::new(413, "BodyTooLarge", detail));
    }
    if let Some(content_type) = request.header("content-type")
        && !is_json(content_type)
    {
        let detail = format!("the body must be `application/json`, not `{content_type}`");
        return Err(Problem::new(415, "UnsupportedMediaType", detail));
    }
    std::str::from_utf8(request.body).map_err(|_| Problem::new(400, "InvalidBody", "the body is not UTF-8"))
}

/// The body as an object with these members only, all of them texts. No body is an empty object.
pub(crate) fn texts(request: &HttpRequest<'_>, known: &[&str]) -> Result<Map<String, Value>, Problem> {
    let text = text(request)?;
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    let value = json::parse(text, Limits::bytes(BODY_BYTES_MAX))
        .map_err(|error| Problem::new(400, "InvalidBody", format!("the body is not JSON: {error}")))?;
    let Value::Object(members) = value else {
        return Err(Problem::new(400, "InvalidBody", "the body must be an object"));
    };
    for (name, value) in &members {
        if !known.contains(&name.as_str()) {
            let detail = format!("the body has no member `{name}`; known are: {}", known.join(", "));
            return Err(Problem::new(400, "InvalidBody", detail));
        }
        if !value.is_string() {
            return Err(Problem::new(
                400,
                "InvalidBody",
                format!("the body has `{name}`, which must be a string"),
            ));
        }
    }
    Ok(members)
}

/// The body as text for an action that reads it itself and refuses it in AWS's words; `{}` if there is none.
pub(crate) fn payload<'a>(request: &HttpRequest<'a>) -> Result<&'a str, Problem> {
    let text = text(request)?;
    Ok(if text.trim().is_empty() { "{}" } else { text })
}

/// `application/json`, or a type that says it is JSON too (RFC 6839), with any parameters.
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

#[cfg(test)]
mod tests {
    use super::{payload, texts};
    use crate::http::HttpRequest;
    use crate::rest::fixture::Headers;
    use serde_json::json;

    /// The text, or status and name of the problem.
    type Read = Result<&'static str, (u16, &'static str)>;

    fn request<'a>(headers: &'a [(String, String)], body: &'a [u8]) -> HttpRequest<'a> {
        HttpRequest { method: "POST", path: "/", query: "", headers, body }
    }

    #[test]
    fn only_json_of_our_own_is_read() {
        let big = vec![b' '; 1_048_577];
        let cases: [(Headers<'_>, &[u8], Read); 14] = [
            (&[], b"", Ok("{}")),
            (&[], b" \n", Ok("{}")),
            (&[], b"[1]", Ok("[1]")),
            (&[("content-type", "application/json")], b"{}", Ok("{}")),
            (&[("Content-Type", "Application/JSON; charset=utf-8")], b"{}", Ok("{}")),
            (&[("content-type", "application/cloudevents+json")], b"{}", Ok("{}")),
            (&[("content-type", "text/plain")], b"{}", Err((415, "UnsupportedMediaType"))),
            (
                &[("content-type", "application/x-www-form-urlencoded")],
                b"",
                Err((415, "UnsupportedMediaType")),
            ),
            (&[("sec-fetch-site", "cross-site")], b"{}", Err((403, "ForeignRequest"))),
            (&[("sec-fetch-site", "same-site")], b"", Err((403, "ForeignRequest"))),
            (&[("sec-fetch-site", "same-origin")], b"1", Ok("1")),
            (&[("sec-fetch-site", "none")], b"1", Ok("1")),
            (&[], b"\xff", Err((400, "InvalidBody"))),
            (&[], &big, Err((413, "BodyTooLarge"))),
        ];
        for (headers, body, expected) in cases {
            let headers: Vec<_> = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
            let read = payload(&request(&headers, body)).map_err(|problem| (problem.status, problem.name));
            assert_eq!(read, expected, "{headers:?}");
        }
    }

    #[test]
    fn objects_of_texts_are_read_strictly() {
        let deep = "[".repeat(100_000);
        let cases = [
            (r#"{"error":"E","cause":"C"}"#, Ok(json!({ "error": "E", "cause": "C" }))),
            ("", Ok(json!({}))),
            ("[]", Err("the body must be an object")),
            (r#"{"Error":"E"}"#, Err("the body has no member `Error`; known are: error, cause")),
            (r#"{"error":1}"#, Err("the body has `error`, which must be a string")),
            (&deep, Err("the body is not JSON: ")),
            ("{", Err("the body is not JSON: ")),
        ];
        for (body, expected) in cases {
            let read = texts(&request(&[], body.as_bytes()), &["error", "cause"]);
            match expected {
                Ok(expected) => assert_eq!(json!(read.unwrap()), expected),
                Err(expected) => {
                    let detail = read.unwrap_err().detail;
                    assert!(detail.starts_with(expected), "{detail}");
                }
            }
        }
    }
}
