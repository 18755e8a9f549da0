//! Names of files and folders. Deliberately absent: taste beyond the four names that say nothing.

use crate::Complaints;

/// A module with such a name is a place for whatever has none.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "helpers", "helper", "common", "types"];

/// No source and no folder of sources has a name that says nothing.
pub fn check(path: &str) -> Complaints {
    let mut complaints = Vec::new();
    if !path.ends_with(".rs") {
        return complaints;
    }
    for name in path.trim_end_matches(".rs").split('/') {
        if EMPTY_NAMES.contains(&name) {
            complaints.push(format!("{path}: `{name}` does not say what is in it"));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn names_that_say_nothing() {
        assert_eq!(
            check("shared/asl/src/utils.rs"),
            ["shared/asl/src/utils.rs: `utils` does not say what is in it"]
        );
        assert_eq!(check("tests/common/mod.rs").len(), 1);
        for path in ["shared/asl/src/uncommon.rs", "docs/types.md", "src/types_tests.rs"] {
            assert!(check(path).is_empty(), "{path}");
        }
    }
}
