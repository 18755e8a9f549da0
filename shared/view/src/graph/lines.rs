//! Ways of edges as SVG path data. Absent: which way an edge takes.

use std::fmt::Write;

/// A smooth path through the neighbourhood of the points, ending straight so that the arrow head fits.
pub(super) fn path(points: &[(f64, f64)]) -> String {
    let mut out = String::new();
    let Some((&first, rest)) = points.split_first() else { return out };
    let _ = write!(out, "M{:.1} {:.1}", first.0, first.1);
    let Some((&last, between)) = rest.split_last() else { return out };
    for (index, corner) in between.iter().enumerate() {
        let next = between.get(index + 1).copied().unwrap_or(last);
        let (x, y) = ((corner.0 + next.0) / 2.0, (corner.1 + next.1) / 2.0);
        let _ = write!(out, "Q{:.1} {:.1} {x:.1} {y:.1}", corner.0, corner.1);
    }
    let _ = write!(out, "L{:.1} {:.1}", last.0, last.1);
    out
}
