//! Rust sources: headings, sizes, what must not be left in them. Sources are not parsed: comments and texts are blanked,
//! then braces are counted, which is right for everything rustfmt has formatted.

mod blank;

use crate::Complaints;
use crate::tree::File;

pub use blank::blank;

/// Lines of a file at most.
pub const FILE_LINES_MAX: usize = 400;

/// Lines of a function at most, from `fn` to its closing brace.
pub const FUNCTION_LINES_MAX: usize = 69;

/// Files that may be longer: path and reason.
pub const LONG_FILES: &[(&str, &str)] = &[];

/// Functions that may be longer: path, name and reason. Tables of cases only: nothing in them branches.
pub const LONG_FUNCTIONS: &[(&str, &str, &str)] = &[
    ("shared/engine/tests/decide/links.rs", "task_patterns", "a table of histories"),
    ("tests/protocol/src/lib.rs", "core", "a table of scenarios"),
];

/// Every file opens with what it is.
pub fn heading(file: &File) -> Complaints {
    if file.text.starts_with("//! ") {
        return Vec::new();
    }
    vec![format!("{}: begin it with `//! ` and what this is", file.path)]
}

/// No file and no function is too long.
pub fn sizes(file: &File) -> Complaints {
    let mut complaints = Vec::new();
    let lines = file.text.lines().count();
    let is_excepted = LONG_FILES.iter().any(|(path, _)| *path == file.path);
    if lines > FILE_LINES_MAX && !is_excepted {
        complaints
            .push(format!("{}: {lines} lines; split it by noun, {FILE_LINES_MAX} are the most", file.path));
    }
    for function in functions(&file.text) {
        let is_excepted =
            LONG_FUNCTIONS.iter().any(|(path, name, _)| *path == file.path && *name == function.name);
        if function.lines > FUNCTION_LINES_MAX && !is_excepted {
            complaints.push(format!(
                "{}:{}: `{}` has {} lines, {FUNCTION_LINES_MAX} are the most",
                file.path, function.line, function.name, function.lines
            ));
        }
    }
    complaints
}

/// No test is switched off.
pub fn ignored(file: &File) -> Complaints {
    let bare = blank(&file.text);
    let marked = bare.lines().enumerate().filter(|(_, line)| line.replace(' ', "").contains("#[ignore"));
    marked
        .map(|(at, _)| format!("{}:{}: a test is ignored: repair it or remove it", file.path, at + 1))
        .collect()
}

/// A function with a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line of its `fn`, from 1.
    pub line: usize,
    /// From there to its closing brace.
    pub lines: usize,
}

/// The functions of a source, in the order in which they begin.
pub fn functions(text: &str) -> Vec<Function> {
    let bare = blank(text);
    let mut found = Vec::new();
    for (at, _) in bare.match_indices("fn ") {
        let is_word = !bare[..at].ends_with(|last: char| last.is_alphanumeric() || last == '_');
        let rest = &bare[at + 3..];
        let end = rest.find(|next: char| !(next.is_alphanumeric() || next == '_')).unwrap_or(rest.len());
        if !is_word || end == 0 {
            continue;
        }
        if let Some(body) = body(&bare[at..]) {
            let line = bare[..at].matches('\n').count() + 1;
            let lines = bare[at..at + body].matches('\n').count() + 1;
            found.push(Function { name: rest[..end].to_owned(), line, lines });
        }
    }
    found
}

/// Bytes from `fn` to the brace that closes its body; none if it has no body.
fn body(bare: &str) -> Option<usize> {
    let (mut round, mut curly) = (0_i32, 0_i32);
    for (at, next) in bare.char_indices() {
        match next {
            '(' | '[' => round += 1,
            ')' | ']' => round -= 1,
            ';' if round == 0 && curly == 0 => return None,
            '{' => curly += 1,
            '}' => {
                curly -= 1;
                if curly == 0 && round == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests;
