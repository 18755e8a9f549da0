//! Which crate of the workspace may use which. The table is the dependency order of `ARCHITECTURE.md`: a row may only
//! name rows above it. It is exact: what a crate uses stands here, and what stands here is used.

use std::collections::{BTreeMap, BTreeSet};

use crate::Complaints;

/// The library crates, from the innermost outwards, with what each one uses of ours.
pub const TABLE: &[(&str, &[&str])] = &[
    ("query", &[]),
    ("asl", &["query"]),
    ("engine", &["asl", "query"]),
    ("journal", &["asl", "engine"]),
    ("integrations", &["asl", "engine"]),
    ("orchestrator", &["asl", "engine", "integrations", "journal", "query"]),
    ("approvals", &[]),
    ("view", &[]),
    ("api", &["approvals", "asl", "engine", "integrations", "journal", "orchestrator", "query", "view"]),
    ("sqlite", &["journal"]),
    ("local", &["integrations"]),
    ("aws", &["integrations", "journal"]),
];

/// Programs and tests, which may use every library crate; nobody may use them, except tests each other.
const OUTERMOST: [&str; 2] = ["cli/", "tests/"];

/// What must not know of Stepwell at all: the example's functions are ordinary Lambda functions, and the verbs of the
/// repository must build in a second.
const STRANGERS: [&str; 2] = ["examples/", "xtask/"];

/// Crates of the AWS SDK begin with one of these. Only the crate `aws` may know them.
const SDK: [&str; 3] = ["aws-sdk-", "aws-config", "aws-smithy-"];

/// A crate of the workspace and what it depends on.
#[derive(Clone, Debug)]
pub struct Member {
    /// `stepwell-asl`.
    pub name: String,
    /// Folder from the root, ending with a slash: `shared/asl/`.
    pub folder: String,
    /// Names of the crates, ours and others', in normal and build dependencies.
    pub uses: BTreeSet<String>,
    /// The same for tests only.
    pub tests_use: BTreeSet<String>,
}

/// The short name of one of our libraries: `asl` of `stepwell-asl`.
fn library<'a>(name: &'a str, folder: &str) -> Option<&'a str> {
    if folder.starts_with("shared/") { name.strip_prefix("stepwell-") } else { None }
}

/// Whether the table itself keeps its order.
pub fn order(table: &[(&str, &[&str])]) -> Complaints {
    let mut above = BTreeSet::new();
    let mut complaints = Vec::new();
    for (name, uses) in table {
        for used in uses.iter().filter(|used| !above.contains(*used)) {
            complaints.push(format!("the table lets `{name}` use `{used}`, which does not stand above it"));
        }
        above.insert(name);
    }
    complaints
}

/// Holds the members against the table.
pub fn check(members: &[Member], table: &[(&str, &[&str])]) -> Complaints {
    let rows: BTreeMap<&str, &[&str]> = table.iter().copied().collect();
    let ours: BTreeMap<&str, &Member> = members.iter().map(|member| (member.name.as_str(), member)).collect();
    let mut complaints = Vec::new();
    let mut seen = BTreeSet::new();
    for member in members {
        let Some(short) = library(&member.name, &member.folder) else {
            complaints.extend(outer(member, &ours));
            continue;
        };
        seen.insert(short);
        let Some(row) = rows.get(short) else {
            complaints.push(format!("`{}` has no row in the table of imports", member.folder));
            continue;
        };
        let used: BTreeSet<&str> = member.uses.iter().filter_map(|name| short_of(name, &ours)).collect();
        let allowed: BTreeSet<&str> = row.iter().copied().collect();
        for name in used.difference(&allowed) {
            complaints.push(format!("`{short}` uses `{name}`, which the table of imports does not allow"));
        }
        for name in allowed.difference(&used) {
            complaints.push(format!("`{short}` does not use `{name}`: take it out of the table of imports"));
        }
        let place = |name: &str| table.iter().position(|(row, _)| *row == name);
        for name in member.tests_use.iter().filter_map(|name| short_of(name, &ours)) {
            if ours
                .get(format!("stepwell-{name}").as_str())
                .is_some_and(|used| used.folder.starts_with("shared/"))
                && place(name) > place(short)
            {
                complaints.push(format!("the tests of `{short}` use `{name}`, which stands below it"));
            }
        }
    }
    for (name, _) in table.iter().filter(|(name, _)| !seen.contains(name)) {
        complaints.push(format!("the table of imports has a row `{name}` and the workspace no such crate"));
    }
    complaints
}

/// What the crates outside `shared/` may not do.
fn outer(member: &Member, ours: &BTreeMap<&str, &Member>) -> Complaints {
    let is_outermost = OUTERMOST.iter().any(|folder| member.folder.starts_with(folder));
    let is_stranger = STRANGERS.iter().any(|folder| member.folder.starts_with(folder));
    let mut complaints = Vec::new();
    if !is_outermost && !is_stranger {
        complaints.push(format!("`{}` is in no folder that the table of imports knows", member.folder));
    }
    for name in &member.uses {
        let Some(used) = ours.get(name.as_str()) else { continue };
        let is_test_of_test = member.folder.starts_with("tests/") && used.folder.starts_with("tests/");
        if is_stranger || (!used.folder.starts_with("shared/") && !is_test_of_test) {
            complaints.push(format!("`{}` must not use `{name}`", member.folder));
        }
    }
    complaints
}

fn short_of<'a>(name: &'a str, ours: &BTreeMap<&str, &Member>) -> Option<&'a str> {
    ours.get(name).map(|_| name.strip_prefix("stepwell-").unwrap_or(name))
}

/// Only the crate `aws` knows the AWS SDK.
pub fn sdk(members: &[Member]) -> Complaints {
    let mut complaints = Vec::new();
    for member in members.iter().filter(|member| member.folder != "shared/aws/") {
        let used = member.uses.iter().chain(&member.tests_use);
        for name in used.filter(|name| SDK.iter().any(|prefix| name.starts_with(prefix))) {
            complaints
                .push(format!("`{}` uses `{name}`: only `shared/aws/` may know the AWS SDK", member.folder));
        }
    }
    complaints
}

#[cfg(test)]
#[path = "imports_tests.rs"]
mod tests;
