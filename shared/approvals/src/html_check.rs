//! What the tests demand of every document: tags that close, values in quotes, a language, one heading of the first
//! level, labelled fields, no script, and nothing loaded from anywhere.

const VOID: [&str; 5] = ["meta", "input", "br", "link", "hr"];

/// Checks a whole document and gives back the names of its elements in order. Panics with what is wrong.
pub(crate) fn check(html: &str) -> Vec<String> {
    assert!(html.starts_with("<!doctype html>\n<html lang=\"en\">"), "{html}");
    let mut open: Vec<String> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    let mut rest = &html["<!doctype html>".len()..];
    while let Some(at) = rest.find(['<', '>']) {
        let tag_and_rest = &rest[at..];
        assert!(tag_and_rest.starts_with('<'), "a loose `>` in {html}");
        let end = tag_and_rest.find('>').unwrap();
        let tag = &tag_and_rest[1..end];
        rest = &tag_and_rest[end + 1..];
        assert!(!tag.contains('<'), "a loose `<` before `{tag}`");
        assert_eq!(tag.matches('"').count() % 2, 0, "odd quotes in `{tag}`");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "in {html}");
            continue;
        }
        let name = tag.split_whitespace().next().unwrap().to_owned();
        seen.push(name.clone());
        attributes(tag, html);
        if name == "style" {
            rest = &rest[rest.find("</style>").unwrap()..];
        }
        if !VOID.contains(&name.as_str()) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "never closed: {open:?}");
    for once in ["title", "h1", "body"] {
        assert_eq!(seen.iter().filter(|name| *name == once).count(), 1, "<{once}> in {html}");
    }
    for never in ["script", "img", "link", "iframe", "object", "base", "svg"] {
        assert!(!seen.iter().any(|name| name == never), "<{never}> in {html}");
    }
    assert!(!html.contains("<title></title>"));
    seen
}

fn attributes(tag: &str, html: &str) {
    let names = tag.split('"').step_by(2).flat_map(str::split_whitespace).skip(1);
    for name in names.map(|name| name.trim_end_matches('=')) {
        assert!(!name.starts_with("on"), "a handler in `{tag}`");
        assert!(!["src", "srcset", "action", "formaction", "ping"].contains(&name), "`{name}` in `{tag}`");
    }
    let visible_field =
        tag.starts_with("textarea") || (tag.starts_with("input") && !tag.contains("type=\"hidden\""));
    if visible_field {
        let id = value(tag, "id").unwrap();
        assert!(html.contains(&format!("for=\"{id}\"")), "no label for `{id}`");
    }
    for reference in ["aria-labelledby", "aria-describedby"] {
        if let Some(id) = value(tag, reference) {
            assert!(html.contains(&format!(" id=\"{id}\"")), "`{id}` is nowhere");
        }
    }
    if let Some(id) = value(tag, "href").and_then(|href| href.strip_prefix('#')) {
        assert!(html.contains(&format!(" id=\"{id}\"")), "`#{id}` is nowhere");
    }
}

/// The value of an attribute within a tag's text.
pub(crate) fn value<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let behind = tag.split_once(&format!(" {name}=\""))?.1;
    behind.split('"').next()
}

/// Contrast of two colours written `#rrggbb`. Source: WCAG 2.2, relative luminance and contrast ratio.
pub(crate) fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}
