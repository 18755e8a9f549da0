//! Manifests of the members: what all of them inherit from the workspace.

use toml::{Table, Value};

use crate::Complaints;

/// Keys of `[package]` that stand once, in the workspace.
const INHERITED: [&str; 5] = ["version", "edition", "rust-version", "license", "publish"];

/// A member inherits lints, the keys above and the versions of what it depends on.
pub fn check(path: &str, text: &str) -> Complaints {
    let table: Table = match text.parse() {
        Ok(table) => table,
        Err(cause) => return vec![format!("{path}: {cause}")],
    };
    let mut complaints = Vec::new();
    if !inherits(table.get("lints")) {
        complaints.push(format!("{path}: `[lints]` must say `workspace = true`"));
    }
    let package = table.get("package").and_then(Value::as_table);
    for key in INHERITED.into_iter().filter(|key| !inherits(package.and_then(|package| package.get(*key)))) {
        complaints.push(format!("{path}: write `{key}.workspace = true`"));
    }
    for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
        for (name, value) in table.get(section).and_then(Value::as_table).into_iter().flatten() {
            // A crate of ours that only tests use may be named by its path.
            let is_ours = value.get("path").is_some() && value.get("version").is_none();
            if !inherits(Some(value)) && !is_ours {
                complaints.push(format!("{path}: the version of `{name}` belongs into the workspace"));
            }
        }
    }
    complaints
}

fn inherits(value: Option<&Value>) -> bool {
    value.and_then(|value| value.get("workspace")).and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::check;

    const GOOD: &str = "[package]\nname = \"x\"\nversion.workspace = true\nedition.workspace = true\n\
        rust-version.workspace = true\nlicense.workspace = true\npublish.workspace = true\n\
        [lints]\nworkspace = true\n[dependencies]\na.workspace = true\nb = { workspace = true, optional = true }\n\
        c = { path = \"../c\" }\n";

    #[test]
    fn what_a_member_must_inherit() {
        assert!(check("m", GOOD).is_empty(), "{:?}", check("m", GOOD));
        let cases = [
            ("[lints]\nworkspace = true", "", "m: `[lints]` must say `workspace = true`"),
            ("edition.workspace = true", "edition = \"2021\"", "m: write `edition.workspace = true`"),
            ("a.workspace = true", "a = \"1\"", "m: the version of `a` belongs into the workspace"),
        ];
        for (from, to, expected) in cases {
            assert_eq!(check("m", &GOOD.replace(from, to)), [expected]);
        }
        assert_eq!(check("m", "[").len(), 1);
    }
}
