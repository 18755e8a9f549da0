//! `--input`: JSON on the command line, or in a file after `@`.

use std::path::Path;

use serde_json::Value;

use crate::document;
use crate::failure::Failure;

/// The text of an input; `{}` if none was given. The text stays as its author wrote it.
pub fn read(argument: Option<&str>) -> Result<String, Failure> {
    let (text, place) = match argument {
        None => return Ok("{}".to_owned()),
        Some(argument) => match argument.strip_prefix('@') {
            Some(file) => (document::read(Path::new(file))?, format!("`{file}`")),
            None => (argument.to_owned(), "`--input`".to_owned()),
        },
    };
    match serde_json::from_str::<Value>(&text) {
        Ok(_) => Ok(text),
        Err(cause) => {
            let remedy = "quote it for the shell as in `--input '{\"key\": 1}'`, or name a file as in `--input @input.json`";
            Err(Failure::new(format!("{place} is no JSON: {cause}: {remedy}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn inputs_are_json() {
        let cases = [
            (None, "{}"),
            (Some("{\"a\": 1}"), "{\"a\": 1}"),
            (Some(" [1] "), " [1] "),
            (Some("null"), "null"),
        ];
        for (argument, expected) in cases {
            assert_eq!(read(argument).as_deref(), Ok(expected));
        }
        let cases = [
            (Some("{a: 1}"), "`--input` is no JSON: key must be a string at line 1 column 2"),
            (Some(""), "`--input` is no JSON: EOF while parsing a value at line 1 column 0"),
            (Some("@/nowhere.json"), "cannot read `/nowhere.json`"),
        ];
        for (argument, expected) in cases {
            let failure = read(argument).unwrap_err();
            assert!(failure.message.starts_with(expected), "{}", failure.message);
            assert_eq!(failure.exit, 2);
        }
    }
}
