//! The words of a page while it is read.

use std::sync::Arc;

use crate::codec::record::Word;
use crate::codec::record::page::WordRecord;
use crate::codec::{CodecError, Digest};

/// Words by position; none where a long one has not been supplied.
#[derive(Debug)]
pub(super) struct Words(Vec<Option<Arc<str>>>);

impl Words {
    pub(super) fn from(records: &[WordRecord]) -> Self {
        let words = records.iter().map(|record| match record {
            WordRecord::Here(word) => Some(Arc::from(word.as_str())),
            WordRecord::Payload(_) => None,
        });
        Words(words.collect())
    }

    pub(super) fn is_there(&self, position: usize) -> bool {
        self.0.get(position).is_some_and(Option::is_some)
    }

    pub(super) fn supply(&mut self, records: &[WordRecord], digest: Digest, word: &str) {
        for (slot, record) in self.0.iter_mut().zip(records) {
            match record {
                WordRecord::Payload(wanted) if **wanted == digest => *slot = Some(Arc::from(word)),
                WordRecord::Payload(_) | WordRecord::Here(_) => {}
            }
        }
    }

    pub(super) fn word(&self, position: Word) -> Result<Arc<str>, CodecError> {
        let word = self.0.get(position as usize);
        let word = word.ok_or_else(|| CodecError::corrupt(format!("there is no word {position}")))?;
        word.clone().ok_or_else(|| CodecError::corrupt(format!("word {position} was not supplied")))
    }

    pub(super) fn shared(&self, position: Option<Word>) -> Result<Option<Arc<str>>, CodecError> {
        position.map(|position| self.word(position)).transpose()
    }

    pub(super) fn maybe(&self, position: Option<Word>) -> Result<Option<String>, CodecError> {
        Ok(self.shared(position)?.map(|word| word.to_string()))
    }
}
