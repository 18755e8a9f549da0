//! Environments and what can be reached from them.

use super::Reach;

type Pairs = &'static [(&'static str, &'static str)];
type Expected = (bool, Option<&'static str>, Option<&'static str>);

fn check(variables: Pairs, files: Pairs, expected: Expected) {
    let look = |pairs: Pairs, name: &str| {
        pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    };
    let found = Reach::decide(&|name| look(variables, name), &|path| look(files, path));
    assert_eq!(
        (found.credentials, found.lambda.as_deref(), found.glue.as_deref()),
        expected,
        "{variables:?} {files:?}"
    );
}

#[test]
fn environments() {
    let cases: &[(Pairs, Expected)] = &[
        (&[], (false, None, None)),
        (&[("AWS_REGION", "us-east-1")], (false, None, None)),
        (&[("AWS_ACCESS_KEY_ID", "AKID")], (true, None, None)),
        (&[("AWS_ACCESS_KEY_ID", "")], (false, None, None)),
        (&[("AWS_PROFILE", "work")], (true, None, None)),
        (&[("AWS_WEB_IDENTITY_TOKEN_FILE", "/t")], (true, None, None)),
        (&[("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/")], (true, None, None)),
        (&[("AWS_ENDPOINT_URL", "http://e")], (false, Some("http://e"), Some("http://e"))),
        (&[("AWS_ENDPOINT_URL_LAMBDA", "http://l")], (false, Some("http://l"), None)),
        (
            &[("AWS_ENDPOINT_URL", "http://e"), ("AWS_ENDPOINT_URL_GLUE", "http://g")],
            (false, Some("http://e"), Some("http://g")),
        ),
        (
            &[("AWS_ENDPOINT_URL", "http://e"), ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")],
            (false, None, None),
        ),
    ];
    for (variables, expected) in cases {
        check(variables, &[], *expected);
    }
}

#[test]
fn profiles() {
    let cases: &[(Pairs, Pairs, bool)] = &[
        (&[("HOME", "/h")], &[("/h/.aws/credentials", "[default]\naws_access_key_id = AKID\n")], true),
        (&[("HOME", "/h")], &[("/h/.aws/config", "[profile default]\ncredential_process=/bin/x\n")], true),
        (&[("HOME", "/h")], &[("/h/.aws/config", "[default]\nregion = eu-west-1\n")], false),
        (&[("HOME", "/h")], &[("/h/.aws/config", "[default]\nrole_arn =\n")], false),
        (&[("HOME", "/h")], &[("/h/.aws/config", "[work]\naws_access_key_id = AKID\n[default]\n")], false),
        (&[], &[("/.aws/config", "[default]\naws_access_key_id = AKID\n")], false),
        (&[("AWS_CONFIG_FILE", "/c")], &[("/c", "[default]\nsso_session = s\n")], false),
        (
            &[("AWS_SHARED_CREDENTIALS_FILE", "/none"), ("HOME", "/h")],
            &[("/h/.aws/credentials", "[default]\naws_access_key_id = A")],
            false,
        ),
    ];
    for (variables, files, expected) in cases {
        check(variables, files, (*expected, None, None));
    }
}

#[test]
fn services_are_covered_one_by_one() {
    let endpoint = Some("http://e".to_owned());
    let cases = [
        (Reach::default(), [false, false, false]),
        (Reach { credentials: true, ..Reach::default() }, [true, true, false]),
        (Reach { lambda: endpoint.clone(), ..Reach::default() }, [true, false, false]),
        (Reach { glue: endpoint, ..Reach::default() }, [false, true, false]),
    ];
    for (reach, expected) in cases {
        assert_eq!(["lambda", "glue", "sqs"].map(|service| reach.covers(service)), expected);
        assert_eq!(reach.is_nothing(), expected == [false; 3]);
    }
}

#[test]
fn emulators_take_any_key() {
    let without = Reach::default();
    let with = Reach { credentials: true, ..Reach::default() };
    let cases = [
        (&without, Some("http://emulator:4566"), true),
        (&without, Some("https://vpce.example"), false),
        (&without, None, false),
        (&with, Some("http://emulator:4566"), false),
    ];
    for (reach, endpoint, expected) in cases {
        assert_eq!(reach.is_emulator(endpoint), expected, "{endpoint:?}");
    }
}
