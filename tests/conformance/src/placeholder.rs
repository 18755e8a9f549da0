//! Placeholders `<<…>>`: finding them in a text, the values known in a run, filling them in. Absent on purpose: masks in
//! answers, which are matched, not filled (`pattern`).

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Map, Value};
use time::format_description::StaticFormatDescription;
use time::macros::format_description;
use time::{Duration, OffsetDateTime};

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text that stands for itself.
    Literal(&'a str),
    /// What stands between `<<` and `>>`.
    Placeholder(&'a str),
}

/// The parts of a text. `<<` that does not open a placeholder is literal.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut literal_from = 0;
    let mut search_from = 0;
    while let Some(open) = text[search_from..].find("<<").map(|at| at + search_from) {
        let inside = open + 2;
        let length = text[inside..].find(|c: char| !is_name_character(c)).unwrap_or(text.len() - inside);
        if length > 0 && text[inside + length..].starts_with(">>") {
            if open > literal_from {
                found.push(Piece::Literal(&text[literal_from..open]));
            }
            found.push(Piece::Placeholder(&text[inside..inside + length]));
            literal_from = inside + length + 2;
            search_from = literal_from;
        } else {
            search_from = open + 1;
        }
    }
    if literal_from < text.len() {
        found.push(Piece::Literal(&text[literal_from..]));
    }
    found
}

fn is_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '+')
}

/// A placeholder of a request that has no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("placeholder `<<{0}>>` has no value in this step")]
pub struct Unfilled(pub String);

/// The values that placeholders have in one run of one case.
#[derive(Clone, Debug)]
pub struct Scope {
    region: String,
    account: String,
    seed: u64,
    saved: BTreeMap<String, String>,
}

const NOW: StaticFormatDescription = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");

impl Scope {
    /// A scope without saved values. `seed` makes the values of `<<unique:N>>`.
    pub fn new(region: &str, account: &str, seed: u64) -> Self {
        Self { region: region.to_owned(), account: account.to_owned(), seed, saved: BTreeMap::new() }
    }

    /// Keeps the value of `<<name>>` for later steps.
    pub fn save(&mut self, name: &str, value: &str) {
        self.saved.insert(name.to_owned(), value.to_owned());
    }

    /// The value of a placeholder that requests and answers share, or `None` if it is a mask.
    pub fn known(&self, name: &str) -> Option<String> {
        if let Some(saved) = self.saved.get(name) {
            return Some(saved.clone());
        }
        let (kind, number) = name.split_once(':').unwrap_or((name, ""));
        match kind {
            "region" => Some(self.region.clone()),
            "account" => Some(self.account.clone()),
            "role" => Some(format!("arn:aws:iam::{}:role/conformance-role-{number}", self.account)),
            "lambda-name" => Some(format!("conformance-function-{number}")),
            "lambda-arn" => Some(format!(
                "arn:aws:lambda:{}:{}:function:conformance-function-{number}",
                self.region, self.account
            )),
            "unique" => Some(self.unique(number)),
            _ => None,
        }
    }

    fn unique(&self, number: &str) -> String {
        let mut hasher = DefaultHasher::new();
        (self.seed, number).hash(&mut hasher);
        format!("{:08x}", hasher.finish() & 0xffff_ffff)
    }

    /// A request with every placeholder filled in and every `{"$json": v}` turned into the JSON text of `v`.
    ///
    /// # Errors
    /// A placeholder without a value.
    pub fn request(&self, value: &Value, now: OffsetDateTime) -> Result<Value, Unfilled> {
        self.rewrite(value, &|text| self.request_text(text, now))
    }

    /// A text of a request with every placeholder filled in.
    ///
    /// # Errors
    /// A placeholder without a value.
    pub fn request_text(&self, text: &str, now: OffsetDateTime) -> Result<String, Unfilled> {
        let mut filled = String::with_capacity(text.len());
        for piece in pieces(text) {
            match piece {
                Piece::Literal(literal) => filled.push_str(literal),
                Piece::Placeholder(name) => {
                    let value = self.known(name).or_else(|| time_after(name, now));
                    filled.push_str(&value.ok_or_else(|| Unfilled(name.to_owned()))?);
                }
            }
        }
        Ok(filled)
    }

    /// A script's value: functions and roles are filled in, masks are returned as they are written.
    pub fn script(&self, value: &Value) -> Value {
        let kept = self.rewrite(value, &|text| Ok::<_, Unfilled>(self.script_text(text)));
        kept.unwrap_or_else(|_| value.clone())
    }

    /// A text of a script, as [`Scope::script`] has it.
    pub fn script_text(&self, text: &str) -> String {
        let each = pieces(text).into_iter().map(|piece| match piece {
            Piece::Literal(literal) => literal.to_owned(),
            Piece::Placeholder(name) => self.known(name).unwrap_or_else(|| format!("<<{name}>>")),
        });
        each.collect()
    }

    fn rewrite<F>(&self, value: &Value, text: &F) -> Result<Value, Unfilled>
    where
        F: Fn(&str) -> Result<String, Unfilled>,
    {
        match value {
            Value::String(string) => text(string).map(Value::String),
            Value::Array(entries) => entries
                .iter()
                .map(|entry| self.rewrite(entry, text))
                .collect::<Result<_, _>>()
                .map(Value::Array),
            Value::Object(members) => {
                let mut filled = Map::new();
                for (name, member) in members {
                    filled.insert(text(name)?, self.rewrite(member, text)?);
                }
                match filled.get("$json") {
                    Some(inner) if filled.len() == 1 => Ok(Value::String(inner.to_string())),
                    Some(_) | None => Ok(Value::Object(filled)),
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(value.clone()),
        }
    }
}

/// The value of `now+N`.
fn time_after(name: &str, now: OffsetDateTime) -> Option<String> {
    let seconds: i64 = name.strip_prefix("now+")?.parse().ok()?;
    now.checked_add(Duration::seconds(seconds))?.format(NOW).ok()
}

#[cfg(test)]
#[path = "placeholder_tests.rs"]
mod tests;
