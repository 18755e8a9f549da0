//! Every page: headers, well-formed, escaped, no token, readable colours.

use super::{Asked, Page, STYLE};
use crate::decision::{Decision, Verdict};
use crate::fixture::{NOW_MS, claims, decision, keys, link, request};
use crate::html_check;
use crate::link::Claims;
use crate::nonce::{NonceError, issue};
use crate::post::FormError;
use crate::request::ApprovalRequest;
use crate::tally::Tally;
use serde_json::json;

const EVIL: &str = r#"<script>alert('x')</script>"><img src=x onerror=alert(1)>&amp;"#;

fn evil_request() -> ApprovalRequest {
    request(json!({
        "Subject": EVIL, "Message": EVIL, "Policy": { "AtLeast": 2 },
        "Details": { (EVIL): EVIL, "list": [EVIL], "empty": "" },
    }))
}

fn evil_claims() -> Claims {
    Claims { machine: EVIL.to_owned(), execution: EVIL.to_owned(), ..claims() }
}

/// Every page there is, each with its name, with hostile values wherever a value can stand.
fn pages() -> Vec<(&'static str, u16, Page)> {
    let request = evil_request();
    let vote =
        |index, verdict| Decision { comment: Some(EVIL.to_owned()), ..decision(&request, index, verdict) };
    let fresh = Tally::new(&request);
    let mine = Tally::replay(&request, [vote(0, Verdict::Approved)]);
    let done = Tally::replay(&request, [vote(1, Verdict::Rejected), vote(2, Verdict::Rejected)]);
    let claims = evil_claims();
    let nonce = issue(&keys(), link().expose(), NOW_MS);
    let asked = |tally| Asked {
        tally,
        approver: &request.to[0],
        machine: &claims.machine,
        execution: &claims.execution,
        expires_s: claims.expires_s,
    };
    let all = [
        FormError::NoChoice,
        FormError::CommentTooLong,
        FormError::NoReason,
        FormError::CommentNotTaken,
        FormError::Damaged,
        FormError::Nonce(NonceError::TooFast),
        FormError::Nonce(NonceError::TooOld),
        FormError::Nonce(NonceError::Invalid),
    ];
    vec![
        ("form", 200, super::form(&asked(&fresh), &nonce, &[], "")),
        ("form-with-votes", 200, super::form(&asked(&done), &nonce, &[], "")),
        ("form-errors", 422, super::form(&asked(&fresh), &nonce, &all, EVIL)),
        ("outcome-mine", 200, super::outcome(&asked(&mine))),
        ("outcome-others", 200, super::outcome(&asked(&done))),
        ("expired", 410, super::expired(&claims, None)),
        ("expired-ask", 410, super::expired(&claims, request.requester.as_ref())),
        ("invalid", 404, super::invalid_link()),
        ("closed", 410, super::closed(&claims)),
        ("own-request", 403, super::own_request(&asked(&fresh))),
        ("foreign", 403, super::foreign_form()),
        ("too-large", 413, super::too_large()),
        ("method", 405, super::method_not_allowed()),
        ("unavailable", 503, super::unavailable()),
    ]
}

#[test]
fn every_page_is_well_formed_and_escaped() {
    for (name, status, page) in pages() {
        assert_eq!(page.status, status, "{name}");
        html_check::check(&page.html);
        assert!(!page.html.contains("<script") && !page.html.contains("<img"), "{name}");
    }
}

#[test]
fn no_page_spells_a_token_or_points_outside() {
    for (name, _, page) in pages() {
        assert!(!page.html.contains(link().expose()), "{name}");
        assert!(!page.html.contains("v1.k1."), "{name}");
        assert!(!page.html.contains("http:") && !page.html.contains("https:"), "{name}");
        assert!(!page.html.contains("url(") && !page.html.contains("@import"), "{name}");
    }
}

#[test]
fn every_page_has_its_headers() {
    for (name, _, page) in pages() {
        let style = page.html.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
        assert_eq!(style, STYLE, "{name}: the hash is of what the page holds");
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{name}");
        assert!(policy.ends_with("'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"), "{name}");
        assert!(!page.html.contains(" style=\""), "{name}: the policy would not apply it");
        let expected = [
            ("content-type", "text/html; charset=utf-8"),
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-robots-tag", "noindex, nofollow"),
        ];
        for (header, value) in expected {
            assert_eq!(page.header(header), Some(value), "{name}");
        }
    }
    assert_eq!(super::method_not_allowed().header("allow"), Some("GET, HEAD, POST"));
}

#[test]
fn nothing_is_chosen_in_advance() {
    for (name, _, page) in pages() {
        assert!(!page.html.contains("checked"), "{name}");
        let radios = page.html.matches("type=\"radio\"").count();
        assert_eq!(page.html.matches("required").count(), radios, "{name}");
        assert_eq!(radios, if name.starts_with("form") { 2 } else { 0 }, "{name}");
    }
}

#[test]
fn a_form_that_comes_back_keeps_the_comment_and_says_what_is_wrong() {
    let request = request(json!({ "RequireReasonOnReject": true }));
    let tally = Tally::new(&request);
    let claims = claims();
    let asked = Asked {
        tally: &tally,
        approver: &request.to[0],
        machine: &claims.machine,
        execution: &claims.execution,
        expires_s: claims.expires_s,
    };
    let html = super::form(&asked, "1.x", &[FormError::NoChoice], "first\nsecond & third").html;
    assert!(html.contains(">first\nsecond &#38; third</textarea>"), "{html}");
    assert!(html.contains("role=\"alert\""));
    assert!(html.contains("<a href=\"#approve\">Choose whether you approve or reject.</a>"));
    assert!(html.contains("<title>Error: Load of 20 November</title>"));
    assert!(html.contains("Comment (needed when you reject)"));
    for shown in ["nightly-load", "run-7", "eve@example.org", "sales.orders", "20 November 2027, 09:05 UTC"] {
        assert!(html.contains(shown), "{shown}");
    }
}

#[test]
fn without_comments_there_is_no_field_for_one() {
    let request = request(json!({ "AllowComment": false }));
    let tally = Tally::new(&request);
    let claims = claims();
    let asked = Asked {
        tally: &tally,
        approver: &request.to[0],
        machine: &claims.machine,
        execution: &claims.execution,
        expires_s: claims.expires_s,
    };
    assert!(!super::form(&asked, "1.x", &[], "").html.contains("<textarea"));
    // A comment sent all the same is complained about, and the complaint must not point to a field that is not there.
    let again = super::form(&asked, "1.x", &[FormError::CommentNotTaken], "").html;
    html_check::check(&again);
}

#[test]
fn names_of_details_keep_their_words_whole() {
    let request = request(json!({ "Details": { "customers loaded": "x" } }));
    let (tally, claims) = (Tally::new(&request), claims());
    let asked = Asked {
        tally: &tally,
        approver: &request.to[0],
        machine: &claims.machine,
        execution: &claims.execution,
        expires_s: claims.expires_s,
    };
    let html = super::form(&asked, "1.x", &[], "").html;
    assert!(
        html.contains("<th scope=\"row\" dir=\"auto\"><span class=\"name\">customers loaded</span></th>")
    );
    // `anywhere`, which values have, lets a column shrink to a letter; `break-word` keeps it as wide as its longest
    // word, and the largest width keeps a word without end from pushing the values off a narrow screen.
    let rule = |selector: &str| {
        let start = format!("\n{selector}{{");
        STYLE.split_once(&start).and_then(|(_, rest)| rest.split_once('}')).unwrap().0.to_owned()
    };
    assert!(rule("body").ends_with("overflow-wrap:anywhere"));
    assert!(rule("th").ends_with("overflow-wrap:break-word"));
    assert_eq!(rule(".name"), "display:block;max-width:min(45vw,16rem)");
}

#[test]
fn colours_can_be_read_in_both_schemes() {
    let schemes: Vec<&str> = STYLE.split(":root{").skip(1).collect();
    assert_eq!(schemes.len(), 2);
    for scheme in schemes {
        let colour = |name: &str| {
            let value = scheme.split_once(&format!("--{name}:")).unwrap().1;
            value[..7].to_owned()
        };
        let pairs = [
            ("text", "ground", 4.5),
            ("text", "card", 4.5),
            ("soft", "ground", 4.5),
            ("soft", "card", 4.5),
            ("link", "ground", 4.5),
            ("link", "card", 4.5),
            ("onfill", "fill", 4.5),
            ("error", "errorground", 4.5),
            ("text", "errorground", 4.5),
            ("error", "ground", 4.5),
            ("line", "ground", 3.0),
            ("line", "card", 3.0),
        ];
        for (front, back, least) in pairs {
            let found = html_check::contrast(&colour(front), &colour(back));
            assert!(found >= least, "{front} on {back}: {found}");
        }
    }
}
