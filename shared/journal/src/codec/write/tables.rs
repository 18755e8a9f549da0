//! The tables of a page while it is written: words and texts, each once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use minicbor::bytes::ByteArray;
use stepwell_engine::Payload;
use stepwell_engine::payload::Home;

use super::sealed::Sealed;
use crate::codec::known::KnownTable;
use crate::codec::record::page::{KnownRecord, WordRecord};
use crate::codec::record::{Text, Word};
use crate::codec::{CodecError, Digest};
use crate::limits::RECORD_BYTES_MAX;

/// Words and texts of the page so far.
pub(super) struct Tables<'a> {
    page: u64,
    inline_max: usize,
    /// Homes that differ from what the payload says, by identity: gathered now, or met before in this page.
    moved: &'a BTreeMap<usize, Home>,
    fresh: BTreeMap<usize, (Payload, Home)>,
    words: Vec<WordRecord>,
    word_positions: BTreeMap<String, Word>,
    texts: Vec<String>,
    text_positions: BTreeMap<Arc<str>, u32>,
    text_bytes: usize,
    known: KnownTable,
    sealed: &'a mut Sealed,
    payloads: BTreeSet<Digest>,
    lists: BTreeSet<Digest>,
}

/// What the tables have become.
pub(super) struct Done {
    pub words: Vec<WordRecord>,
    pub texts: Vec<String>,
    pub known: KnownRecord,
    pub payloads: BTreeSet<Digest>,
    pub lists: BTreeSet<Digest>,
    pub homes: Vec<(Payload, Home)>,
}

impl<'a> Tables<'a> {
    /// Empty tables for `page`; longer texts and words than `inline_max` bytes become payloads.
    pub(super) fn new(
        page: u64,
        inline_max: usize,
        moved: &'a BTreeMap<usize, Home>,
        sealed: &'a mut Sealed,
    ) -> Self {
        Tables {
            page,
            inline_max,
            moved,
            fresh: BTreeMap::new(),
            words: Vec::new(),
            word_positions: BTreeMap::new(),
            texts: Vec::new(),
            text_positions: BTreeMap::new(),
            text_bytes: 0,
            known: KnownTable::default(),
            sealed,
            payloads: BTreeSet::new(),
            lists: BTreeSet::new(),
        }
    }

    /// Position of a word.
    pub(super) fn word(&mut self, word: &str) -> Result<Word, CodecError> {
        if let Some(position) = self.word_positions.get(word) {
            return Ok(*position);
        }
        let record = if word.len() <= self.inline_max.max(1024) {
            self.text_bytes += word.len();
            WordRecord::Here(word.to_owned())
        } else {
            WordRecord::Payload(ByteArray::from(self.payload(word)?))
        };
        let position = Word::try_from(self.words.len()).map_err(|_| too_many(self.words.len()))?;
        self.words.push(record);
        self.word_positions.insert(word.to_owned(), position);
        self.check_size()?;
        Ok(position)
    }

    /// Position of a word that may be missing.
    pub(super) fn maybe(&mut self, word: Option<&str>) -> Result<Option<Word>, CodecError> {
        word.map(|word| self.word(word)).transpose()
    }

    /// Position of a text. One that is durable is only referred to.
    pub(super) fn text(&mut self, payload: &Payload) -> Result<Text, CodecError> {
        match self.home(payload)? {
            Home::Page { page, index } if page == self.page => position(index as usize),
            home => {
                let entry = self.known.entry(home, payload.bytes(), Some(self.page))?;
                position(entry).map(|entry| -1 - entry)
            }
        }
    }

    /// Position of a text that may be missing.
    pub(super) fn maybe_text(&mut self, payload: Option<&Payload>) -> Result<Option<Text>, CodecError> {
        payload.map(|payload| self.text(payload)).transpose()
    }

    /// A segment that the page will name.
    pub(super) fn list(&mut self, record: &[u8]) -> Result<Digest, CodecError> {
        let digest = self.sealed.list(record)?;
        self.lists.insert(digest);
        Ok(digest)
    }

    /// Whether this commit moves the text to a segment.
    pub(super) fn is_moved(&self, payload: &Payload) -> bool {
        self.moved.contains_key(&payload.identity())
    }

    fn home(&mut self, payload: &Payload) -> Result<Home, CodecError> {
        if let Some(home) = self.moved.get(&payload.identity()) {
            return Ok(*home);
        }
        match payload.home() {
            Home::Nowhere => self.settle(payload),
            home @ Home::Page { page, .. } if page >= self.page => Err(CodecError::Foreign { home }),
            home if self.page == 0 => Err(CodecError::Foreign { home }),
            home @ (Home::Page { .. } | Home::Segment { .. } | Home::Payload { .. }) => Ok(home),
        }
    }

    /// Finds a home for a text that has none.
    fn settle(&mut self, payload: &Payload) -> Result<Home, CodecError> {
        if let Some((_, home)) = self.fresh.get(&payload.identity()) {
            return Ok(*home);
        }
        let text = payload.text().map_err(|_| CodecError::Homeless { bytes: payload.bytes() })?;
        let home = match self.text_positions.get(&text) {
            Some(index) => Home::Page { page: self.page, index: *index },
            None if text.len() > self.inline_max => Home::Payload { digest: self.payload(&text)? },
            None => {
                let index = u32::try_from(self.texts.len()).map_err(|_| too_many(self.texts.len()))?;
                self.texts.push(text.to_string());
                self.text_bytes += text.len();
                self.check_size()?;
                self.text_positions.insert(text, index);
                Home::Page { page: self.page, index }
            }
        };
        self.fresh.insert(payload.identity(), (payload.clone(), home));
        Ok(home)
    }

    fn payload(&mut self, text: &str) -> Result<Digest, CodecError> {
        let digest = self.sealed.text(text)?;
        self.payloads.insert(digest);
        Ok(digest)
    }

    fn check_size(&self) -> Result<(), CodecError> {
        if self.text_bytes <= RECORD_BYTES_MAX {
            return Ok(());
        }
        Err(CodecError::TooLarge { bytes: self.text_bytes, max: RECORD_BYTES_MAX })
    }

    /// What is kept.
    pub(super) fn finish(self) -> Done {
        Done {
            words: self.words,
            texts: self.texts,
            known: self.known.into_record(),
            payloads: self.payloads,
            lists: self.lists,
            homes: self.fresh.into_values().collect(),
        }
    }
}

fn position(index: usize) -> Result<Text, CodecError> {
    Text::try_from(index).map_err(|_| too_many(index))
}

fn too_many(count: usize) -> CodecError {
    CodecError::TooLarge { bytes: count, max: Text::MAX as usize }
}
