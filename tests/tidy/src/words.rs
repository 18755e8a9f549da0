//! Words that must not be in any file: what was left for later, and places of the machine it was written on. They are
//! put together from parts here, so that this file does not break its own rule.

use std::sync::LazyLock;

use regex::Regex;

use crate::Complaints;
use crate::tree::File;

struct Rule {
    pattern: Regex,
    remedy: &'static str,
}

/// The rules. A pattern that is wrong shows itself in the tests, for then nothing is found.
static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let later = ["FIX", "XX", "TO"].into_iter().zip(["ME", "X", "DO"]);
    let later: Vec<String> = later.map(|(one, other)| format!("{one}{other}")).collect();
    let places = ["work", "root", "home", "Users"].join("|");
    let hosts = ["registry", "mirror", "artifactory", "nexus", r"crates\.io", "pypi", "npmjs"].join("|");
    let rules = [
        (format!(r"(?://|/\*|#|<!--).*\b(?:{})\b", later.join("|")), "do it now, or write down why not"),
        (format!(r"\b{}!\s*\(", "todo"), "do it now"),
        (format!(r#"(?:^|[\s"'`(=:,])/(?:{places})/"#), "a path of one machine means nothing on another"),
        (format!(r#"://[^/\s"'`]*(?:{hosts})"#), "where packages come from is the machine's affair"),
    ];
    let compiled = rules
        .into_iter()
        .filter_map(|(pattern, remedy)| Some(Rule { pattern: Regex::new(&pattern).ok()?, remedy }));
    compiled.collect()
});

/// No line has such a word.
pub fn check(file: &File) -> Complaints {
    let mut complaints = Vec::new();
    for (at, line) in file.text.lines().enumerate() {
        for rule in RULES.iter() {
            if let Some(found) = rule.pattern.find(line) {
                let found = found.as_str().trim();
                complaints.push(format!("{}:{}: `{found}`: {}", file.path, at + 1, rule.remedy));
            }
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::File;

    fn complaints(text: &str) -> usize {
        check(&File { path: "a".to_owned(), text: text.to_owned() }).len()
    }

    #[test]
    fn words_that_must_not_stay() {
        let slash = "/";
        let cases = [
            format!("// {}{}: later", "FIX", "ME"),
            format!("# {}{}", "TO", "DO"),
            format!("<!-- {}{} -->", "XX", "X"),
            format!("    {}!()", "todo"),
            format!("let path = \"{slash}home{slash}me\";"),
            format!("in {slash}work{slash}main"),
            format!("http:{slash}{slash}registry.example{slash}x"),
            format!("index = \"https:{slash}{slash}static.crates.io{slash}\""),
        ];
        for text in cases {
            assert_eq!(complaints(&text), 1, "{text}");
        }
    }

    #[test]
    fn words_that_may() {
        let cases = [
            "let unknown = [\"XXX\", \"EURO\"];",
            "`\\uXXXX` and so on",
            "https://example.com/home/work/",
            "registry+https://github.com/rust-lang/x",
            "GET /homes/1",
            "a todo list",
        ];
        for text in cases {
            assert_eq!(complaints(text), 0, "{text}");
        }
    }
}
