//! One table of the file being read: takes the keys it knows, notes the mistakes, and complains about what is left.
//! Serde would stop at the first mistake; people want to see all of them at once.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::Mistake;

pub(super) struct Section<'a, 'm> {
    path: String,
    table: &'a Table,
    known: Vec<&'static str>,
    mistakes: &'m mut Vec<Mistake>,
}

impl<'a, 'm> Section<'a, 'm> {
    pub(super) fn new(path: String, table: &'a Table, mistakes: &'m mut Vec<Mistake>) -> Self {
        Section { path, table, known: Vec::new(), mistakes }
    }

    /// Notes a mistake at a key of this table.
    pub(super) fn mistake(&mut self, key: &str, problem: impl Into<String>, remedy: impl Into<String>) {
        let key = match (self.path.as_str(), key) {
            ("", key) => key.to_owned(),
            (path, "") => path.to_owned(),
            (path, key) => format!("{path}.{key}"),
        };
        self.mistakes.push(Mistake { key, problem: problem.into(), remedy: remedy.into() });
    }

    fn take(&mut self, key: &'static str) -> Option<&'a Value> {
        self.known.push(key);
        self.table.get(key)
    }

    /// A text that is not empty.
    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        let value = self.take(key)?;
        match value.as_str() {
            Some(text) if !text.is_empty() => return Some(text.to_owned()),
            Some(_) => self.mistake(key, "it is empty", format!("give it a value or leave `{key}` out")),
            None => self.mistake(key, found("a text", value), format!("write `{key} = \"…\"`")),
        }
        None
    }

    /// A text that must be there.
    pub(super) fn required(&mut self, key: &'static str, example: &str) -> Option<String> {
        if !self.table.contains_key(key) {
            self.known.push(key);
            self.mistake(key, "it is missing", format!("add `{key} = \"{example}\"`"));
            return None;
        }
        self.text(key)
    }

    /// A whole number between bounds, or the default.
    pub(super) fn whole(&mut self, key: &'static str, default: u64, least: u64, most: u64) -> u64 {
        let Some(value) = self.take(key) else { return default };
        let remedy = format!("write a whole number from {least} to {most}, the default is {default}");
        match value.as_integer() {
            None => self.mistake(key, found("a whole number", value), remedy),
            Some(number) => match u64::try_from(number) {
                Ok(number) if (least..=most).contains(&number) => return number,
                Ok(_) | Err(_) => self.mistake(key, format!("`{number}` is out of range"), remedy),
            },
        }
        default
    }

    /// A list of texts with at least one member that must be there.
    pub(super) fn command(&mut self, key: &'static str) -> Option<Vec<String>> {
        const REMEDY: &str = "write `command = [\"program\", \"argument\"]`";
        let Some(value) = self.take(key) else {
            self.mistake(key, "it is missing", REMEDY);
            return None;
        };
        let texts: Option<Vec<String>> = value
            .as_array()
            .and_then(|list| list.iter().map(|member| member.as_str().map(str::to_owned)).collect());
        match texts {
            Some(texts) if texts.first().is_some_and(|program| !program.is_empty()) => return Some(texts),
            Some(_) => self.mistake(key, "it names no program", REMEDY),
            None => self.mistake(key, found("a list of texts", value), REMEDY),
        }
        None
    }

    /// A table of texts; empty if it is not there.
    pub(super) fn texts(&mut self, key: &'static str) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        let Some(value) = self.take(key) else { return texts };
        let Some(table) = value.as_table() else {
            self.mistake(key, found("a table", value), format!("write `{key} = {{ NAME = \"value\" }}`"));
            return texts;
        };
        for (name, value) in table {
            match value.as_str() {
                Some(text) => {
                    texts.insert(name.clone(), text.to_owned());
                }
                None => {
                    let remedy = format!("put it in quotes: `\"{value}\"`");
                    self.mistake(&format!("{key}.{name}"), found("a text", value), remedy);
                }
            }
        }
        texts
    }

    /// A table that may be missing.
    pub(super) fn table(&mut self, key: &'static str) -> Option<&'a Table> {
        let value = self.take(key)?;
        if value.as_table().is_none() {
            self.mistake(key, found("a table", value), format!("write `[{key}]`"));
        }
        value.as_table()
    }

    /// A table of tables by name; those that are no tables are complained about.
    pub(super) fn tables(&mut self, key: &'static str) -> Vec<(&'a String, &'a Table)> {
        let mut tables = Vec::new();
        for (name, value) in self.table(key).into_iter().flatten() {
            match value.as_table() {
                Some(table) => tables.push((name, table)),
                None => {
                    let remedy = format!("write `[{key}.{name}]` and its keys below");
                    self.mistake(&format!("{key}.{name}"), found("a table", value), remedy);
                }
            }
        }
        tables
    }

    /// A list of tables; empty if it is not there.
    pub(super) fn list(&mut self, key: &'static str) -> Vec<&'a Table> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let tables: Option<Vec<&'a Table>> =
            value.as_array().and_then(|list| list.iter().map(Value::as_table).collect());
        tables.unwrap_or_else(|| {
            self.mistake(key, found("a list of tables", value), format!("write `[[{key}]]`"));
            Vec::new()
        })
    }

    /// Ends the reading: whatever was not asked for is a mistake.
    pub(super) fn finish(mut self) {
        let known = self.known.join("`, `");
        let strangers: Vec<&String> =
            self.table.keys().filter(|key| !self.known.contains(&key.as_str())).collect();
        for key in strangers {
            self.mistake(key, "unknown key", format!("known here are `{known}`"));
        }
    }
}

fn found(wanted: &str, value: &Value) -> String {
    format!("expected {wanted}, found {} `{value}`", value.type_str())
}
