//! Forms: what is read, every complaint, and bodies that are none.

use super::{Choice, FormErrors, parse};
use crate::decision::Verdict;
use crate::fixture::request;
use proptest::prelude::{any, prop_assert, proptest};
use serde_json::{Value, json};

fn check(changes: &Value, body: &str, expected: Result<(Verdict, Option<&str>), &str>) {
    let found = match parse(body.as_bytes(), &request(changes.clone())) {
        Ok(Choice { nonce, verdict, comment }) => {
            assert_eq!(nonce, "1.n", "{body}");
            Ok((verdict, comment))
        }
        Err(FormErrors::TooLarge) => Err("too large".to_owned()),
        Err(FormErrors::Again { errors, .. }) => {
            Err(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
        }
    };
    let expected =
        expected.map(|(verdict, comment)| (verdict, comment.map(str::to_owned))).map_err(str::to_owned);
    assert_eq!(found, expected, "{body}");
}

#[test]
fn choices() {
    let plain = json!({});
    check(&plain, "nonce=1.n&decision=approve&comment=", Ok((Verdict::Approved, None)));
    check(&plain, "nonce=1.n&decision=approve", Ok((Verdict::Approved, None)));
    check(&plain, "comment=a+b%26c&decision=reject&nonce=1%2En", Ok((Verdict::Rejected, Some("a b&c"))));
    check(
        &plain,
        "nonce=1.n&decision=approve&comment=%0D%0Aa%0D%0Ab%0D%0A",
        Ok((Verdict::Approved, Some("a\nb"))),
    );
    check(&plain, "nonce=1.n&decision=approve&comment=a%00%1B%5B31m", Ok((Verdict::Approved, Some("a[31m"))));
    check(
        &plain,
        "nonce=1.n&decision=approve&other=1&comment=%F0%9F%A6%80",
        Ok((Verdict::Approved, Some("🦀"))),
    );
}

#[test]
fn complaints() {
    let none = "Choose whether you approve or reject.";
    let damaged = "The form arrived damaged. Please fill it in again.";
    let plain = json!({});
    check(&plain, "", Err(none));
    check(&plain, "nonce=1.n&comment=fine", Err(none));
    check(&plain, "nonce=1.n&decision=", Err(none));
    check(&plain, "nonce=1.n&decision=Approve", Err(none));
    check(&plain, "nonce=1.n&decision=approve&decision=reject", Err(damaged));
    check(&plain, "nonce=1.n&decision=approve&comment=%FF", Err(damaged));
    check(&plain, &"a=1&".repeat(20), Err(damaged));
    let reason = json!({ "RequireReasonOnReject": true });
    let missing = "Write in the comment why you reject.";
    check(&reason, "nonce=1.n&decision=reject&comment=+%0A+", Err(missing));
    check(&reason, "nonce=1.n&decision=reject&comment=no", Ok((Verdict::Rejected, Some("no"))));
    check(&reason, "nonce=1.n&decision=approve", Ok((Verdict::Approved, None)));
    check(
        &json!({ "AllowComment": false }),
        "nonce=1.n&decision=approve&comment=x",
        Err("This request takes no comment."),
    );
}

#[test]
fn sizes() {
    let plain = json!({});
    let line = "%0D%0A".repeat(1_999);
    let longest = format!("x{}", "\n".repeat(1_998) + "y");
    check(&plain, &format!("nonce=1.n&decision=approve&comment=x{}y", "%0D%0A".repeat(1_998)), {
        Ok((Verdict::Approved, Some(&longest)))
    });
    check(
        &plain,
        &format!("decision=approve&comment=x{line}y"),
        Err("Shorten the comment to 2000 characters."),
    );
    check(
        &plain,
        &format!("comment={}", "x".repeat(2_001)),
        Err("Choose whether you approve or reject. Shorten the comment to 2000 characters."),
    );
    let widest = "%F0%9F%A6%80".repeat(2_000);
    let crabs = "🦀".repeat(2_000);
    check(
        &plain,
        &format!("nonce=1.n&decision=approve&comment={widest}"),
        Ok((Verdict::Approved, Some(&crabs))),
    );
    check(&plain, &"x".repeat(32 * 1024), Err("Choose whether you approve or reject."));
    check(&plain, &"x".repeat(32 * 1024 + 1), Err("too large"));
}

#[test]
fn the_comment_is_kept_for_the_next_try() {
    let again = parse(b"comment=a%0D%0Ab", &request(json!({}))).unwrap_err();
    assert!(matches!(again, FormErrors::Again { comment, .. } if comment == "a\nb"));
}

proptest! {
    #[test]
    fn any_body_is_read_without_harm(body in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(choice) = parse(&body, &request(json!({}))) {
            prop_assert!(choice.comment.is_none_or(|comment| !comment.is_empty()));
        }
    }
}
