//! Documents: titles, links between files, and the tests behind the invariants.

use std::sync::LazyLock;

use regex::Regex;

use crate::Complaints;
use crate::source::blank;
use crate::tree::File;

/// How an invariant names the test that guards it, at the end of its line.
static GUARD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"Held by `([a-z0-9_]+)` in `([^`]+\.rs)`\.$").ok());

/// A link of Markdown to something that is no URL and no place in the same file.
static LINK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\]\(([^)#:\s]+)(?:#[^)\s]*)?\)").ok());

/// A document begins with a title.
pub fn title(file: &File) -> Complaints {
    let has_title = file.text.lines().next().is_some_and(|line| line.starts_with("# ") && line.len() > 2);
    if has_title { Vec::new() } else { vec![format!("{}: begin it with `# ` and a title", file.path)] }
}

/// What is said to hold, and so must be held by a test.
const SAID: [&str; 2] = ["**Invariant:**", "**Promise:**"];

/// Every invariant and every promise names a test that is there.
pub fn invariants(file: &File, files: &[File]) -> Complaints {
    let mut complaints = Vec::new();
    let said = |line: &str| SAID.iter().any(|said| line.contains(said));
    for (at, line) in file.text.lines().enumerate().filter(|(_, line)| said(line)) {
        let place = format!("{}:{}", file.path, at + 1);
        let Some(found) = GUARD.as_ref().and_then(|guard| guard.captures(line)) else {
            complaints.push(format!("{place}: end the line with: Held by `test` in `file.rs`."));
            continue;
        };
        let (test, path) = (&found[1], &found[2]);
        let declaration = format!("fn {test}(");
        let source = files.iter().find(|source| source.path == path);
        if !source.is_some_and(|source| blank(&source.text).contains(&declaration)) {
            complaints.push(format!("{place}: there is no test `{test}` in `{path}`"));
        }
    }
    complaints
}

/// Every link to a file of the repository leads somewhere.
pub fn links(file: &File, exists: impl Fn(&str) -> bool) -> Complaints {
    let mut complaints = Vec::new();
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    for (at, line) in file.text.lines().enumerate() {
        for found in LINK.iter().flat_map(|link| link.captures_iter(line)) {
            if !exists(&joined(folder, &found[1])) {
                complaints.push(format!("{}:{}: `{}` is not there", file.path, at + 1, &found[1]));
            }
        }
    }
    complaints
}

/// A relative path from the root of the repository.
fn joined(folder: &str, link: &str) -> String {
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in link.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::{invariants, joined, links, title};
    use crate::tree::File;

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn titles_and_links() {
        assert!(title(&file("a.md", "# Why\n")).is_empty());
        assert_eq!(title(&file("a.md", "Why\n")).len(), 1);
        let text = "[a](b.md), [c](../d.md#x), [e](https://example.com/), [f](#g)";
        let known = ["docs/b.md"];
        let found = links(&file("docs/a.md", text), |path| known.contains(&path));
        assert_eq!(found, ["docs/a.md:1: `../d.md` is not there"]);
        assert_eq!(joined("docs/decisions", "../../xtask/src/"), "xtask/src");
    }

    #[test]
    fn invariants_name_tests_that_are_there() {
        let sources = [file("a/b.rs", "#[test]\nfn it_holds() {}\n// fn only_in_a_comment() {}\n")];
        let check = |line: &str| invariants(&file("A.md", line), &sources);
        assert!(check("**Invariant:** it holds. Held by `it_holds` in `a/b.rs`.").is_empty());
        let unguarded = check("text\n**Invariant:** it holds.");
        assert_eq!(unguarded, ["A.md:2: end the line with: Held by `test` in `file.rs`."]);
        assert_eq!(check("- **Promise:** it holds.").len(), 1);
        for line in ["Held by `only_in_a_comment` in `a/b.rs`.", "Held by `it_holds` in `a/c.rs`."] {
            assert_eq!(check(&format!("**Invariant:** x. {line}")).len(), 1, "{line}");
        }
    }
}
