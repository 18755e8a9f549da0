//! The forms in which a function is named: name, partial ARN, ARN, each with or without a qualifier.

/// A function's name and the qualifier behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named<'a> {
    pub(super) name: &'a str,
    pub(super) qualifier: Option<&'a str>,
}

/// Reads a `FunctionName`. None if it has none of the forms.
pub(super) fn parse(text: &str) -> Option<Named<'_>> {
    let rest = match text.rsplit_once("function:") {
        Some((before, rest)) if before.is_empty() || before.ends_with(':') => rest,
        Some(_) => return None,
        None => text,
    };
    let (name, qualifier) = match rest.split_once(':') {
        Some((name, qualifier)) => (name, Some(qualifier)),
        None => (rest, None),
    };
    let good = !name.is_empty() && qualifier.is_none_or(|text| !text.is_empty() && !text.contains(':'));
    good.then_some(Named { name, qualifier })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn the_documented_forms() {
        let cases = [
            ("check", Some(("check", None))),
            ("check:live", Some(("check", Some("live")))),
            ("check:$LATEST", Some(("check", Some("$LATEST")))),
            ("123456789012:function:check", Some(("check", None))),
            ("function:check", Some(("check", None))),
            ("arn:aws:lambda:us-east-1:123456789012:function:check", Some(("check", None))),
            ("arn:aws:lambda:us-east-1:123456789012:function:check:3", Some(("check", Some("3")))),
            ("", None),
            ("check:", None),
            ("a:b:c", None),
        ];
        for (text, expected) in cases {
            let found = parse(text).map(|named| (named.name, named.qualifier));
            assert_eq!(found, expected, "{text}");
        }
    }
}
