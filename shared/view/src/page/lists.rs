//! Lists of state machines and executions, and the page that tells of an error. Absent: where links lead, which
//! the caller decides.

use super::{CSS, written};
use crate::moment::{Millis, date, duration};
use crate::status::Status;
use askama::Template;

/// A row of the list of state machines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MachineRow {
    /// Name.
    pub name: String,
    /// `STANDARD` or `EXPRESS`.
    pub kind: String,
    /// When it was created.
    pub created_ms: Option<Millis>,
    /// Link to its executions.
    pub link: String,
}

/// A row of the list of executions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExecutionRow {
    /// Name.
    pub name: String,
    /// `status` as `ListExecutions` gives it.
    pub status: String,
    /// When it was started.
    pub started_ms: Option<Millis>,
    /// When it ended.
    pub ended_ms: Option<Millis>,
    /// Link to its page.
    pub link: String,
}

struct Cell {
    name: String,
    link: String,
    kind: String,
    status: Status,
    first: String,
    second: String,
    third: String,
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage<'a> {
    nonce: &'a str,
    css: &'static str,
    title: &'a str,
    back: &'a str,
    heads: &'a [&'a str],
    rows: Vec<Cell>,
    more: &'a str,
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    nonce: &'a str,
    css: &'static str,
    title: &'a str,
    text: &'a str,
}

/// The list of state machines, in the order given. `more` is the link to the next page, or empty.
pub fn machines(rows: &[MachineRow], more: &str, nonce: &str) -> String {
    let rows = rows.iter().map(|row| Cell {
        name: row.name.clone(),
        link: row.link.clone(),
        kind: row.kind.clone(),
        status: Status::NotStarted,
        first: row.created_ms.map(date).unwrap_or_default(),
        second: String::new(),
        third: String::new(),
    });
    let heads = ["Name", "Type", "Created"];
    let page = ListPage {
        nonce,
        css: CSS,
        title: "State machines",
        back: "",
        heads: &heads,
        rows: rows.collect(),
        more,
    };
    written(page.render())
}

/// The list of executions of a machine, in the order given. `back` leads to the list of machines, `more` to the next
/// page; both may be empty. `now_ms` ends the durations of what is running.
pub fn executions(
    machine: &str,
    rows: &[ExecutionRow],
    back: &str,
    more: &str,
    now_ms: Millis,
    nonce: &str,
) -> String {
    let rows = rows.iter().map(|row| Cell {
        name: row.name.clone(),
        link: row.link.clone(),
        kind: String::new(),
        status: Status::of_execution(&row.status),
        first: row.started_ms.map(date).unwrap_or_default(),
        second: row.ended_ms.map(date).unwrap_or_default(),
        third: row.started_ms.map(|from| duration(row.ended_ms.unwrap_or(now_ms) - from)).unwrap_or_default(),
    });
    let heads = ["Name", "Status", "Started", "Ended", "Duration"];
    let page = ListPage { nonce, css: CSS, title: machine, back, heads: &heads, rows: rows.collect(), more };
    written(page.render())
}

/// The page for what could not be shown: a short title and one sentence for the reader.
pub fn error(title: &str, text: &str, nonce: &str) -> String {
    written(ErrorPage { nonce, css: CSS, title, text }.render())
}
