//! Texts made fit for a drawing: escaped, shortened, wrapped. Absent: translations and colours.

/// Escapes a text for element content and for quoted attributes of HTML and SVG. Control characters, which XML
/// forbids, become the replacement character.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// One line of at most `chars` characters: white space and control characters become single spaces, what is
/// too long ends in an ellipsis. Reads no more of the text than it shows, plus the white space between.
pub fn shorten(text: &str, chars: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            gap = count > 0;
            continue;
        }
        let need = 1 + usize::from(gap);
        if count + need > chars {
            while count + 1 > chars && out.pop().is_some() {
                count -= 1;
            }
            if chars > 0 {
                out.push('…');
            }
            return out;
        }
        if gap {
            out.push(' ');
        }
        out.push(c);
        count += need;
        gap = false;
    }
    out
}

/// Two lines of at most `chars` characters each, broken at a space, `-`, `_` or an upper-case letter if one is near the end.
pub fn wrap_two(text: &str, chars: usize) -> Vec<String> {
    let flat = shorten(text, chars.saturating_mul(2));
    let letters: Vec<char> = flat.chars().collect();
    if letters.len() <= chars {
        return vec![flat];
    }
    let low = chars / 3;
    let cut = (low..=chars)
        .rev()
        .find(|&i| {
            letters.get(i) == Some(&' ') || matches!(letters.get(i.wrapping_sub(1)), Some('-' | '_' | ' '))
        })
        .or_else(|| (low..=chars).rev().find(|&i| letters.get(i).is_some_and(|c| c.is_uppercase())))
        .unwrap_or(chars);
    let first: String = letters.iter().take(cut).collect();
    let rest: String = letters.iter().skip(cut).collect();
    vec![first.trim().to_owned(), shorten(text.get(first.len()..).unwrap_or(&rest), chars)]
}

/// Cuts at a character boundary so that at most `bytes` remain; the second value tells whether something fell.
pub fn cut(text: &str, bytes: usize) -> (&str, bool) {
    if text.len() <= bytes {
        return (text, false);
    }
    let end = (0..=bytes).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    (&text[..end], true)
}

#[cfg(test)]
mod tests;
