//! Where a submitted form came from, by the headers that browsers set and pages cannot.
//!
//! The token in the address is the capability and there are no cookies, so this is a second fence, not the first: a
//! site that does not know the address cannot send the form at all.
//!
//! Deliberately absent: Referer, which our own pages forbid.

/// Whether the form may be taken. `own` is the origin of the page (`https://approvals.example.org`), `origin` and
/// `sec_fetch_site` are the request's headers of those names, if present.
///
/// `Sec-Fetch-Site` decides where it is sent: `same-origin` and `none` (a reload by the person) pass. Older browsers
/// send `Origin` only. Because our pages set `no-referrer`, a browser writes `null` there for our own form too (Fetch
/// standard, "append a request Origin header"), so `null` passes when nothing else is said.
pub fn is_own(own: &str, origin: Option<&str>, sec_fetch_site: Option<&str>) -> bool {
    if let Some(site) = sec_fetch_site {
        return matches!(site, "same-origin" | "none");
    }
    match origin {
        None | Some("null") => true,
        Some(origin) => origin.eq_ignore_ascii_case(own.trim_end_matches('/')),
    }
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn only_our_own_form_passes() {
        let own = "https://a.example";
        let cases = [
            (None, None, true),
            (Some("https://a.example"), None, true),
            (Some("https://A.example"), None, true),
            (Some("null"), None, true),
            (Some("https://evil.example"), None, false),
            (Some("http://a.example"), None, false),
            (Some("https://a.example.evil.example"), None, false),
            (Some("null"), Some("same-origin"), true),
            (None, Some("none"), true),
            (None, Some("cross-site"), false),
            (Some("null"), Some("cross-site"), false),
            (Some("https://a.example"), Some("cross-site"), false),
            (Some("https://b.a.example"), Some("same-site"), false),
            (None, Some("something new"), false),
        ];
        for (origin, site, expected) in cases {
            assert_eq!(is_own(own, origin, site), expected, "{origin:?} {site:?}");
        }
        assert!(is_own("https://a.example/", Some("https://a.example"), None));
    }
}
