//! I15: no secret and no task token stands in logs, messages, errors, or in a history beyond where the author put it.

use stepwell_engine::Payload;
use stepwell_engine::history::{Detail, Failure};

use crate::page::NewPage;
use crate::violation::Complaints;
use crate::watched::Watched;

/// Texts that must stay where they are.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    /// Key material and passwords: they stand nowhere.
    pub texts: Vec<String>,
    /// What task tokens begin with, such as `v1.k1.`: they stand in parameters, inputs and outputs alone.
    pub tokens: Vec<String>,
}

impl Secrets {
    /// Looks at a text that people may see: a log line, an error, a message.
    pub fn in_public(&self, place: &str, text: &str, out: &mut Complaints) {
        if let Some(found) =
            self.texts.iter().chain(&self.tokens).find(|secret| text.contains(secret.as_str()))
        {
            let shown: String = found.chars().take(3).collect();
            out.add_to("I15", String::new(), format!("{place} shows the secret that begins with `{shown}`"));
        }
    }

    /// Whether key material stands in a text. Tokens may stand in data: the author asked for them.
    fn is_in(&self, text: &str) -> bool {
        self.texts.iter().any(|secret| text.contains(secret.as_str()))
    }

    /// Looks at a page.
    pub fn in_page(&self, seen: &Watched, page: &NewPage, out: &mut Complaints) {
        if self.texts.is_empty() {
            return;
        }
        for event in &page.events {
            if let Some(failure) = failure(&event.detail) {
                let parts = failure.error.iter().chain(&failure.cause);
                if parts.into_iter().any(|part| self.is_in(part)) {
                    out.add("I15", &seen.key, format!("event {} shows a secret", event.id));
                }
            }
        }
        for text in page.texts.iter().filter_map(|payload: &Payload| payload.text().ok()) {
            if self.is_in(&text) {
                out.add("I15", &seen.key, format!("a text of page {} shows a secret", page.number));
            }
        }
    }
}

fn failure(detail: &Detail) -> Option<&Failure> {
    match detail {
        Detail::ExecutionFailed(failure)
        | Detail::ExecutionTimedOut(failure)
        | Detail::ExecutionAborted(failure)
        | Detail::LambdaFunctionFailed(failure)
        | Detail::LambdaFunctionTimedOut(failure)
        | Detail::TaskFailed { failure, .. }
        | Detail::TaskTimedOut { failure, .. } => Some(failure),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
