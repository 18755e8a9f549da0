//! A JSON text that is handed on by reference: made once, written once, read when somebody looks. A payload may be
//! absent from memory; looking at it then says so, and the host fetches it. Deliberately absent: where texts are
//! kept; the journal writes its own tag into [`Payload::home`].

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::Value;

/// Where the journal keeps a text. The core never looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Home {
    /// Not durable yet.
    Nowhere,
    /// Entry `index` of the texts of page `page`.
    Page {
        /// Page number; 0 is the start.
        page: u64,
        /// Position in its texts.
        index: u32,
    },
    /// Entry `index` of the segment with this digest (first 16 bytes of SHA-256).
    Segment {
        /// Digest of the segment's bytes.
        digest: [u8; 16],
        /// Position in its texts.
        index: u32,
    },
    /// A payload of its own under the digest of its text (first 16 bytes of SHA-256).
    Payload {
        /// Digest of the text.
        digest: [u8; 16],
    },
}

/// A JSON value with its text. Cloning shares it.
#[derive(Clone)]
pub struct Payload(Arc<Inner>);

struct Inner {
    text: OnceLock<Arc<str>>,
    value: OnceLock<Value>,
    bytes: OnceLock<usize>,
    home: Mutex<Home>,
}

/// A payload that must be fetched before the decision can be made.
#[derive(Clone, Debug)]
pub struct Absent(pub Payload);

impl Payload {
    /// From a value.
    pub fn from_value(value: Value) -> Self {
        Payload::new(OnceLock::new(), OnceLock::from(value), OnceLock::new(), Home::Nowhere)
    }

    /// From a text that is known to be JSON (it came out of a parser or of our own store).
    pub fn from_text(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let bytes = OnceLock::from(text.len());
        Payload::new(OnceLock::from(text), OnceLock::new(), bytes, Home::Nowhere)
    }

    /// From a text and the value it stands for.
    pub fn from_both(text: impl Into<Arc<str>>, value: Value) -> Self {
        let text = text.into();
        let bytes = OnceLock::from(text.len());
        Payload::new(OnceLock::from(text), OnceLock::from(value), bytes, Home::Nowhere)
    }

    /// A payload that is kept elsewhere and not in memory; `bytes` is the length of its text.
    pub fn absent(home: Home, bytes: usize) -> Self {
        Payload::new(OnceLock::new(), OnceLock::new(), OnceLock::from(bytes), home)
    }

    fn new(text: OnceLock<Arc<str>>, value: OnceLock<Value>, bytes: OnceLock<usize>, home: Home) -> Self {
        Payload(Arc::new(Inner { text, value, bytes, home: Mutex::new(home) }))
    }

    /// The value; `Absent` if it must be fetched first.
    pub fn value(&self) -> Result<&Value, Absent> {
        if let Some(value) = self.0.value.get() {
            return Ok(value);
        }
        match self.0.text.get() {
            // INVARIANT: texts are JSON: they were parsed or written by us before. A text that is not shows as a
            // string, which fails the state that looks at it and not the process.
            Some(text) => Ok(self.0.value.get_or_init(|| parse(text))),
            None => Err(Absent(self.clone())),
        }
    }

    /// The compact JSON text; `Absent` if it must be fetched first.
    pub fn text(&self) -> Result<Arc<str>, Absent> {
        if let Some(text) = self.0.text.get() {
            return Ok(text.clone());
        }
        match self.0.value.get() {
            Some(value) => Ok(self.0.text.get_or_init(|| value.to_string().into()).clone()),
            None => Err(Absent(self.clone())),
        }
    }

    /// Length of the text in bytes, known for absent payloads too.
    pub fn bytes(&self) -> usize {
        *self.0.bytes.get_or_init(|| match (self.0.text.get(), self.0.value.get()) {
            (Some(text), _) => text.len(),
            (None, Some(value)) => count(value),
            // INVARIANT: a payload has a text, a value or a known length from birth.
            (None, None) => 0,
        })
    }

    /// Whether text or value are in memory.
    pub fn is_present(&self) -> bool {
        self.0.text.get().is_some() || self.0.value.get().is_some()
    }

    /// Brings in the text of an absent payload; does nothing to one that is present.
    pub fn fill(&self, text: impl Into<Arc<str>>) {
        if !self.is_present() {
            // A second filler loses the race with an equal text.
            let _ = self.0.text.set(text.into());
        }
    }

    /// Where the journal keeps it.
    pub fn home(&self) -> Home {
        *self.0.home.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes where the journal keeps it.
    pub fn set_home(&self, home: Home) {
        *self.0.home.lock().unwrap_or_else(PoisonError::into_inner) = home;
    }

    /// An address that two payloads share exactly if one was cloned from the other.
    pub fn identity(&self) -> usize {
        Arc::as_ptr(&self.0) as usize
    }
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

/// Length of the compact text of a value without making it.
fn count(value: &Value) -> usize {
    struct Counter(usize);
    impl std::io::Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut counter = Counter(0);
    // Writing a `Value` to a counter cannot fail: neither the keys nor the writer can refuse.
    let _ = serde_json::to_writer(&mut counter, value);
    counter.0
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text() {
            Ok(text) => f.write_str(&text),
            Err(_) => write!(f, "<absent, {} bytes, {:?}>", self.bytes(), self.home()),
        }
    }
}

impl PartialEq for Payload {
    /// Equal texts, or the same payload; absent ones are equal if they are kept in the same place.
    fn eq(&self, other: &Self) -> bool {
        if Arc::ptr_eq(&self.0, &other.0) {
            return true;
        }
        match (self.text(), other.text()) {
            (Ok(a), Ok(b)) => a == b,
            _ => self.home() != Home::Nowhere && self.home() == other.home(),
        }
    }
}
