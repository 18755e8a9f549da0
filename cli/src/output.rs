//! Standard output, line by line. Deliberately absent: colours and repainting (`terminal`).

use std::io::{self, Write};

use serde_json::Value;

use crate::failure::Failure;

/// Writes a text and a line end, and sees to it that a reader gets it at once.
pub fn line(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush())
        .map_err(|cause| Failure::output(&cause))
}

/// Writes a value as one line of JSON.
pub fn json(value: &Value) -> Result<(), Failure> {
    line(&value.to_string())
}

/// Rows of cells as lines with aligned columns, two spaces between them; the last column is left as it is.
pub fn table(rows: &[Vec<String>]) -> Vec<String> {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            let width = cell.chars().count();
            match widths.get_mut(at) {
                Some(widest) => *widest = (*widest).max(width),
                None => widths.push(width),
            }
        }
    }
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn columns_are_aligned() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let cases = [
            (vec![], vec![]),
            (vec![row(&["a"])], vec!["a"]),
            (vec![row(&["a", "b"]), row(&["ätsch", "c"])], vec!["a      b", "ätsch  c"]),
            (vec![row(&["a", ""]), row(&["b"])], vec!["a", "b"]),
        ];
        for (rows, expected) in cases {
            assert_eq!(table(&rows), expected);
        }
    }
}
