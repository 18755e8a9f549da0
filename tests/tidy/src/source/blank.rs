//! Blanks comments, texts and characters, so that the braces that are left are those of the code.

/// The source with every character of a comment, text or character literal replaced by a space, except line ends.
pub fn blank(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let length = match chars[at] {
            '/' if chars.get(at + 1) == Some(&'/') => line(&chars[at..]),
            '/' if chars.get(at + 1) == Some(&'*') => block(&chars[at..]),
            '"' => quoted(&chars[at..], '"'),
            'r' if !after_word(&chars, at) => raw(&chars[at..]),
            'b' | 'c' if !after_word(&chars, at) && chars.get(at + 1) == Some(&'r') => {
                let length = raw(&chars[at + 1..]);
                if length > 0 { length + 1 } else { 0 }
            }
            '\'' => character(&chars[at..]),
            _ => 0,
        };
        if length == 0 {
            out.push(chars[at]);
            at += 1;
        } else {
            let end = (at + length).min(chars.len());
            out.extend(chars[at..end].iter().map(|next| if *next == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    out
}

fn after_word(chars: &[char], at: usize) -> bool {
    at > 0 && chars.get(at - 1).is_some_and(|last| last.is_alphanumeric() || *last == '_')
}

fn line(chars: &[char]) -> usize {
    chars.iter().position(|next| *next == '\n').unwrap_or(chars.len())
}

/// Comments nest in Rust.
fn block(chars: &[char]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

fn quoted(chars: &[char], quote: char) -> usize {
    let mut at = 1;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            next if next == quote => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// `r"…"`, `r#"…"#`; 0 for anything else that begins with an `r`.
fn raw(chars: &[char]) -> usize {
    let hashes = chars.iter().skip(1).take_while(|next| **next == '#').count();
    if chars.get(1 + hashes) != Some(&'"') {
        return 0;
    }
    let mut at = 2 + hashes;
    while at < chars.len() {
        let closes = chars[at] == '"'
            && chars[at + 1..].iter().take(hashes).filter(|next| **next == '#').count() == hashes;
        at += 1;
        if closes {
            return at + hashes;
        }
    }
    chars.len()
}

/// `'x'` and `'\n'`; 0 for a lifetime.
fn character(chars: &[char]) -> usize {
    match (chars.get(1), chars.get(2)) {
        (Some('\\'), _) => quoted(chars, '\''),
        (Some(_), Some('\'')) => 3,
        _ => 0,
    }
}
