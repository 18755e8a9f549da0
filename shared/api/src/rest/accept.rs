//! Content negotiation between a page and JSON. Source: RFC 9110, section 12.5.1.

use crate::rest::limits::MEDIA_RANGES_MAX;

/// Whether a client that sent this `Accept` header would rather have a page than JSON. In doubt it gets JSON: browsers
/// name `text/html`, programs often say nothing or `*/*`.
pub fn prefers_html(accept: Option<&str>) -> bool {
    let accept = accept.unwrap_or("*/*");
    quality(accept, "text", "html") > quality(accept, "application", "json")
}

/// Quality in thousandths that the most specific fitting range gives a type.
fn quality(accept: &str, kind: &str, subtype: &str) -> u32 {
    let mut best = (0, 0);
    for range in accept.split(',').take(MEDIA_RANGES_MAX) {
        let mut parts = range.split(';').map(str::trim);
        let (range_kind, range_subtype) =
            parts.next().unwrap_or_default().split_once('/').unwrap_or_default();
        let specific = if range_kind.eq_ignore_ascii_case(kind) && range_subtype.eq_ignore_ascii_case(subtype)
        {
            3
        } else if range_kind.eq_ignore_ascii_case(kind) && range_subtype == "*" {
            2
        } else if range_kind == "*" && range_subtype == "*" {
            1
        } else {
            continue;
        };
        let q = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let q = q.map_or(1.0, |text| text.parse::<f32>().unwrap_or(0.0)).clamp(0.0, 1.0);
        if specific > best.0 {
            best = (specific, (q * 1000.0) as u32);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::prefers_html;

    #[test]
    fn browsers_get_pages_and_programs_json() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        let cases = [
            (None, false),
            (Some(""), false),
            (Some("*/*"), false),
            (Some(browser), true),
            (Some("text/html"), true),
            (Some("Text/HTML; q=0.1"), true),
            (Some("text/*"), true),
            (Some("application/json"), false),
            (Some("application/json, text/html"), false),
            (Some("application/json;q=0.5, text/html"), true),
            (Some("text/html;q=0, */*"), false),
            (Some("text/html;q=0.5, */*;q=0.8"), false),
            (Some("text/html;q=NaN"), false),
            (Some("text/html;q=rubbish, */*"), false),
            (Some("application/problem+json"), false),
        ];
        for (accept, expected) in cases {
            assert_eq!(prefers_html(accept), expected, "{accept:?}");
        }
    }
}
