//! Reads the little of paths and intrinsic functions that tells what they use.

/// True if the path starts at a variable: `$name`, not `$`, `$.a`, `$[0]` or `$$`.
pub fn is_variable(path: &str) -> bool {
    let after = path.strip_prefix('$').and_then(|rest| rest.chars().next());
    after.is_some_and(|first| first.is_alphabetic() || first == '_')
}

/// The intrinsic functions that a call uses, inner ones too, and whether an argument starts at a variable. Quoted arguments
/// are passed over. Of anything that is not a call: nothing.
pub fn intrinsics(text: &str) -> (Vec<String>, bool) {
    let mut names = Vec::new();
    let mut variable = false;
    if !text.starts_with("States.") {
        return (names, variable);
    }
    let bare = without_quotes(text);
    for part in bare.split([',', '(', ')']).map(str::trim) {
        variable |= is_variable(part);
    }
    for before in bare.split('(').collect::<Vec<_>>().split_last().map_or(&[][..], |(_, calls)| calls) {
        let name = before.rsplit([',', ')', ' ']).next().unwrap_or_default().trim();
        if name.starts_with("States.") {
            names.push(name.to_owned());
        }
    }
    (names, variable)
}

/// The text without what stands between apostrophes; a backslash takes the next character's meaning away.
fn without_quotes(text: &str) -> String {
    let mut bare = String::new();
    let mut quoted = false;
    let mut escaped = false;
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '\'' => quoted = !quoted,
            c if !quoted => bare.push(c),
            _ => {}
        }
    }
    bare
}
