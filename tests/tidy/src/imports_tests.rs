//! Small workspaces and what is wrong with them.

use super::{Member, check, order, sdk};

fn member(folder: &str, uses: &[&str], tests_use: &[&str]) -> Member {
    let last = folder.trim_end_matches('/').rsplit('/').next().unwrap();
    let name = if folder.starts_with("cli") { "stepwell".to_owned() } else { format!("stepwell-{last}") };
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
    Member { name, folder: folder.to_owned(), uses: names(uses), tests_use: names(tests_use) }
}

const TABLE: &[(&str, &[&str])] = &[("query", &[]), ("asl", &["query"]), ("engine", &["asl"])];

fn good() -> Vec<Member> {
    vec![
        member("shared/query/", &["regex"], &["proptest"]),
        member("shared/asl/", &["stepwell-query"], &["stepwell-conformance"]),
        member("shared/engine/", &["stepwell-asl"], &["stepwell-query"]),
        member("cli/", &["stepwell-engine", "stepwell-asl"], &[]),
        member("tests/conformance/", &[], &[]),
        member("tests/replay/", &["stepwell-conformance", "stepwell-engine"], &[]),
    ]
}

#[track_caller]
fn complains(change: impl FnOnce(&mut Vec<Member>), expected: &str) {
    let mut members = good();
    change(&mut members);
    assert_eq!(check(&members, TABLE), [expected]);
}

#[test]
fn a_good_workspace_gives_no_complaint() {
    assert!(check(&good(), TABLE).is_empty());
    assert!(order(TABLE).is_empty());
    assert!(sdk(&good()).is_empty());
}

#[test]
fn every_way_to_break_the_table() {
    complains(
        |all| all[0] = member("shared/query/", &["stepwell-engine"], &[]),
        "`query` uses `engine`, which the table of imports does not allow",
    );
    complains(
        |all| all[1] = member("shared/asl/", &[], &[]),
        "`asl` does not use `query`: take it out of the table of imports",
    );
    complains(
        |all| all[1] = member("shared/asl/", &["stepwell-query"], &["stepwell-engine"]),
        "the tests of `asl` use `engine`, which stands below it",
    );
    complains(
        |all| all.push(member("shared/aws/", &[], &[])),
        "`shared/aws/` has no row in the table of imports",
    );
    complains(
        |all| drop(all.remove(2)),
        "the table of imports has a row `engine` and the workspace no such crate",
    );
    complains(
        |all| all.push(member("xtask/", &["stepwell-asl"], &[])),
        "`xtask/` must not use `stepwell-asl`",
    );
    complains(
        |all| all[3] = member("cli/", &["stepwell-conformance"], &[]),
        "`cli/` must not use `stepwell-conformance`",
    );
    complains(
        |all| all.push(member("tools/x/", &[], &[])),
        "`tools/x/` is in no folder that the table of imports knows",
    );
}

#[test]
fn a_table_out_of_order() {
    let found = order(&[("asl", &["query"]), ("query", &["query"])]);
    let expected = [
        "the table lets `asl` use `query`, which does not stand above it",
        "the table lets `query` use `query`, which does not stand above it",
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_sdk_in_the_wrong_place() {
    let members =
        [member("shared/aws/", &["aws-sdk-sqs"], &[]), member("shared/api/", &[], &["aws-config", "awsome"])];
    assert_eq!(sdk(&members), ["`shared/api/` uses `aws-config`: only `shared/aws/` may know the AWS SDK"]);
}
