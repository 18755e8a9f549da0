//! From a path's text to its segments, one segment per turn of a loop. Jayway's leniences are kept: a root may be
//! left out, names may hold almost any character, and one character behind a complete path is not looked at.

use super::bracket;
use super::call;
use super::cursor::Cursor;
use super::error::PathError;
use super::segment::{Parameter, Segment};
use crate::limits::{PATH_BYTES_MAX, PATH_NESTING_MAX, PATH_SEGMENTS_MAX};

/// A path by Jayway's rules.
#[derive(Debug, Clone)]
pub(super) struct Parsed {
    /// Whether it starts with `@`, the item of a filter, and not with `$`.
    pub(super) from_item: bool,
    /// What follows the root.
    pub(super) segments: Vec<Segment>,
}

/// Parses a path that stands in `nesting` filters or arguments.
pub(super) fn parse(text: &str, nesting: usize) -> Result<Parsed, PathError> {
    if text.len() > PATH_BYTES_MAX {
        return Err(PathError::TooLarge { limit: PATH_BYTES_MAX, unit: "bytes" });
    }
    check_nesting(nesting)?;
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(PathError::syntax("json can not be null or empty"));
    }
    if trimmed.starts_with(['$', '@']) {
        return parse_rooted(trimmed, nesting);
    }
    parse_rooted(&format!("$.{trimmed}"), nesting)
}

/// Refuses what is nested too deeply: the parser recurses once per level.
pub(super) fn check_nesting(nesting: usize) -> Result<(), PathError> {
    if nesting > PATH_NESTING_MAX {
        return Err(PathError::TooLarge { limit: PATH_NESTING_MAX, unit: "levels" });
    }
    Ok(())
}

fn parse_rooted(text: &str, nesting: usize) -> Result<Parsed, PathError> {
    if text.ends_with('.') {
        return Err(PathError::syntax("Path must not end with a '.' or '..'"));
    }
    let mut cursor = Cursor::new(text, nesting);
    let from_item = cursor.peek() == Some(b'@');
    cursor.at = 1;
    let mut segments = Vec::new();
    match cursor.peek() {
        None => return Ok(Parsed { from_item, segments }),
        Some(b'.' | b'[') => {}
        Some(_) => return Err(PathError::syntax("Illegal character at position 1 expected '.' or '['")),
    }
    if cursor.at_tail() {
        return Err(cursor.bad_token(""));
    }
    loop {
        let before = cursor.at;
        read_segment(&mut cursor, &mut segments)?;
        // INVARIANT: every segment takes at least one character, so the loop ends.
        assert!(cursor.at > before);
        if segments.len() > PATH_SEGMENTS_MAX {
            return Err(PathError::TooLarge { limit: PATH_SEGMENTS_MAX, unit: "segments" });
        }
        if cursor.at_tail() {
            return Ok(Parsed { from_item, segments: aggregate_scan(from_item, segments) });
        }
    }
}

fn read_segment(cursor: &mut Cursor<'_>, segments: &mut Vec<Segment>) -> Result<(), PathError> {
    if cursor.peek() == Some(b'.') {
        cursor.at += 1;
        if cursor.peek() == Some(b'.') {
            segments.push(Segment::Scan);
            cursor.at += 1;
        }
        if cursor.peek() == Some(b'.') {
            let position = cursor.position(cursor.at);
            return Err(PathError::syntax(format!("Character '.' on position {position} is not valid.")));
        }
    }
    match cursor.peek() {
        Some(b'[') => segments.push(bracket::read(cursor)?),
        Some(b'*') => {
            cursor.at += 1;
            segments.push(Segment::Wildcard);
        }
        None | Some(b' ') => return Err(cursor.bad_token("")),
        Some(_) => segments.push(read_name(cursor)?),
    }
    Ok(())
}

fn read_name(cursor: &mut Cursor<'_>) -> Result<Segment, PathError> {
    let rest = cursor.rest();
    let end = rest.find(['.', '[', '(', ' ']).unwrap_or(rest.len());
    let name = cursor.slice(cursor.at, cursor.at + end);
    match rest.as_bytes().get(end) {
        Some(b' ') => {
            let position = cursor.position(cursor.at);
            Err(PathError::syntax(format!(
                "Use bracket notion ['my prop'] if your property contains blank characters. position: {position}"
            )))
        }
        Some(b'(') => {
            let open = cursor.at + end;
            call::read(cursor, name, open)
        }
        Some(_) | None => {
            cursor.at += end;
            Ok(Segment::Property(name.to_owned()))
        }
    }
}

/// Turns `$..x.sum()` into the sum over all matches: Jayway applies a function behind `..` to the list.
fn aggregate_scan(from_item: bool, mut segments: Vec<Segment>) -> Vec<Segment> {
    let scans = matches!(segments.first(), Some(Segment::Scan)) && !from_item;
    if !scans {
        return segments;
    }
    match segments.pop() {
        Some(Segment::Function(function, _)) => {
            vec![Segment::Function(function, vec![Parameter::Path(segments)])]
        }
        Some(last) => {
            segments.push(last);
            segments
        }
        None => segments,
    }
}

/// Whether any of these characters stands outside quotes.
pub(super) fn outside_quotes(text: &str, characters: &str) -> bool {
    let cursor = Cursor::new(text, 0);
    let mut at = 0;
    while let Some(byte) = cursor.byte(at) {
        if byte == b'\'' || byte == b'"' {
            at = cursor.after_quote(at).unwrap_or(text.len());
            continue;
        }
        if characters.as_bytes().contains(&byte) {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether nothing stands behind the last complete segment. Jayway lets one character stand there.
pub(super) fn ends_cleanly(text: &str) -> bool {
    let text = text.trim();
    match text.rfind(']') {
        Some(at) if at + 2 == text.len() => false,
        Some(_) | None => !text.ends_with('['),
    }
}
