//! What the production code logs in a run, taken line by line so that somebody can look for secrets in it. A subscriber
//! of one thread only, and not in every run: writing lines costs time.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Metadata, Subscriber};

use crate::lock;
use crate::world::World;

/// Texts that stand nowhere but where the keys are: the bytes of the key as text, in hex, in base64 and as a list.
pub(crate) const SECRETS: [&str; 4] =
    ["\u{7}\u{7}\u{7}\u{7}\u{7}\u{7}", "070707070707", "BwcHBwcHBwcH", "7, 7, 7, 7, 7, 7"];

/// What callers put into their data and nobody else is to see.
pub(crate) const PRIVATE: &str = "for-nobody-but-the-workflow";

/// Lines that were logged and that nobody has looked at.
#[derive(Clone, Default)]
pub(crate) struct Lines(Arc<Mutex<Vec<String>>>);

impl Lines {
    /// Takes them.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.0))
    }
}

/// The subscriber.
struct Collector(Lines);

/// One line: every field of an event.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing into a text cannot fail.
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

impl Subscriber for Collector {
    fn register_callsite(&self, _metadata: &'static Metadata<'static>) -> Interest {
        // Other threads look at the same places and listen to none.
        Interest::sometimes()
    }

    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line(span.metadata().name().to_owned());
        span.record(&mut line);
        lock(&self.0.0).push(line.0);
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, values: &Record<'_>) {
        let mut line = Line(String::new());
        values.record(&mut line);
        lock(&self.0.0).push(line.0);
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(format!("{} {}", event.metadata().level(), event.metadata().target()));
        event.record(&mut line);
        lock(&self.0.0).push(line.0);
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}

/// Does something while everything that this thread logs is kept.
pub(crate) fn kept<T>(lines: &Lines, work: impl FnOnce() -> T) -> T {
    tracing::subscriber::with_default(Collector(lines.clone()), work)
}

impl World {
    /// Tells whoever watches what must stay secret.
    pub fn name_secrets(&self) {
        self.tell(|watcher, _| {
            SECRETS.iter().for_each(|text| watcher.secret(text));
            watcher.token_prefix(PRIVATE);
        });
    }

    /// Shows the lines that came since this was done last to whoever watches.
    pub fn look_at_logs(&self) {
        let Some(lines) = &self.logs else { return };
        let new = lines.take();
        self.logged.fetch_add(new.len() as u64, std::sync::atomic::Ordering::Relaxed);
        for line in new {
            self.line(|| format!("log: {line}"));
            self.tell(|watcher, _| watcher.logged(&line));
        }
    }

    /// Shows an error that a client got.
    pub fn look_at_error(&self, text: &str) {
        if self.logs.is_some() {
            self.tell(|watcher, _| watcher.logged(text));
        }
    }
}
