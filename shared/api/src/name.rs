//! Names of state machines and executions. Source: Step Functions API, `StartExecution`, `name`.

use crate::fault::{Code, Fault};

/// Characters that no name has, besides white space and control characters.
const FORBIDDEN: &str = "<>{}[]?*\"#%\\^|~`$&,;:/";

/// Whether every character may stand in a name. Lengths are the model's.
pub fn is_valid(name: &str) -> bool {
    !name.is_empty() && name.chars().all(is_allowed)
}

fn is_allowed(c: char) -> bool {
    let noncharacter = matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{10FFFF}');
    !(c.is_whitespace() || c.is_control() || noncharacter || FORBIDDEN.contains(c))
}

/// Refuses a name that is none.
pub fn check(name: &str) -> Result<(), Fault> {
    if is_valid(name) {
        return Ok(());
    }
    Err(Fault::new(Code::InvalidName, format!("Invalid Name: '{name}'")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_no_white_space_brackets_wildcards_and_marks() {
        let good = ["a", "Order-2026_11.20", "grüße", "東京", "a=b+c@d!'()", "1"];
        for name in good {
            assert_eq!(check(name), Ok(()), "{name}");
        }
        let marks = FORBIDDEN.chars();
        let others = [
            ' ',
            '\t',
            '\n',
            '\u{0}',
            '\u{1f}',
            '\u{7f}',
            '\u{9f}',
            '\u{a0}',
            '\u{fffe}',
            '\u{ffff}',
            '\u{10ffff}',
        ];
        for bad in marks.chain(others) {
            let name = format!("activity{bad}name");
            let fault = check(&name).unwrap_err();
            assert_eq!(fault.code.name(), "InvalidName");
            assert_eq!(fault.message, format!("Invalid Name: '{name}'"));
        }
    }
}
