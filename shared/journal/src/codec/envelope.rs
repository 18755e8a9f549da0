//! The outside of everything kept: schema number, kind, dictionary, nonce, and the record compressed with a checksum.
//! Deliberately absent: what the record says.
//!
//! Layout: schema (1 byte), kind × 16 + dictionary (1 byte), nonce (8 bytes, little endian, pages and covers only), zstd frame
//! without its 4 magic bytes and with its 4 checksum bytes.

use std::cell::RefCell;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::DecoderDictionary;
use zstd::zstd_safe::{CParameter, get_frame_content_size};

use super::{CodecError, dictionary};
use crate::limits::RECORD_BYTES_MAX;

/// Schema number of what is written today.
pub const SCHEMA: u8 = 1;

const MAGIC: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

/// What an envelope holds. Numbers are never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page: history events and the execution after them.
    Page = 1,
    /// The cover.
    Cover = 2,
    /// A segment of gathered texts.
    Texts = 3,
    /// A segment that lists results of a wide join.
    List = 4,
    /// A state machine.
    Machine = 5,
    /// A definition text.
    Definition = 6,
    /// A payload of its own: one text.
    Payload = 7,
}

impl Kind {
    fn has_nonce(self) -> bool {
        match self {
            Kind::Page | Kind::Cover => true,
            Kind::Texts | Kind::List | Kind::Machine | Kind::Definition | Kind::Payload => false,
        }
    }
}

/// Closes an envelope around a record of at most [`RECORD_BYTES_MAX`] bytes.
pub fn seal(kind: Kind, nonce: u64, record: &[u8]) -> Result<Vec<u8>, CodecError> {
    if record.len() > RECORD_BYTES_MAX {
        return Err(CodecError::TooLarge { bytes: record.len(), max: RECORD_BYTES_MAX });
    }
    let frame = compress(record).map_err(|error| CodecError::corrupt(format!("compressor: {error}")))?;
    let mut bytes = Vec::with_capacity(frame.len() + 10);
    bytes.push(SCHEMA);
    bytes.push((kind as u8) << 4 | dictionary::CURRENT);
    if kind.has_nonce() {
        bytes.extend_from_slice(&nonce.to_le_bytes());
    }
    // INVARIANT: what the compressor writes begins with the magic number of the format.
    assert!(frame.starts_with(&MAGIC));
    bytes.extend_from_slice(&frame[MAGIC.len()..]);
    Ok(bytes)
}

thread_local! {
    // Making either asks the processor what it can do, which costs tens of microseconds on a virtual machine: more than
    // most records take. They keep nothing from one record to the next but memory.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

fn compress(record: &[u8]) -> std::io::Result<Vec<u8>> {
    COMPRESSOR.with_borrow_mut(|kept| {
        let compressor = match kept {
            Some(compressor) => compressor,
            None => kept.insert(compressor()?),
        };
        compressor.compress(record)
    })
}

fn compressor() -> std::io::Result<Compressor<'static>> {
    let mut compressor = Compressor::with_prepared_dictionary(dictionary::encoder())?;
    compressor.set_parameter(CParameter::DictIdFlag(false))?;
    compressor.set_parameter(CParameter::ChecksumFlag(true))?;
    Ok(compressor)
}

fn decompress(
    frame: &[u8],
    length: usize,
    dictionary: &'static DecoderDictionary<'static>,
) -> std::io::Result<Vec<u8>> {
    DECOMPRESSOR.with_borrow_mut(|kept| {
        let decompressor = match kept {
            Some(decompressor) => decompressor,
            None => kept.insert(Decompressor::new()?),
        };
        decompressor.set_prepared_dictionary(dictionary)?;
        decompressor.decompress(frame, length)
    })
}

/// Opens an envelope: its nonce (0 if the kind has none) and its record.
pub fn open(kind: Kind, bytes: &[u8]) -> Result<(u64, Vec<u8>), CodecError> {
    let (nonce, dictionary, frame) = parts(kind, bytes)?;
    let Some(dictionary) = dictionary::decoder(dictionary) else {
        return Err(CodecError::corrupt(format!("there is no dictionary {dictionary}")));
    };
    let whole = [&MAGIC, frame].concat();
    let length = match get_frame_content_size(&whole) {
        Ok(Some(length)) if length <= RECORD_BYTES_MAX as u64 => length as usize,
        Ok(_) | Err(_) => return Err(CodecError::corrupt("no plausible length")),
    };
    let record =
        decompress(&whole, length, dictionary).map_err(|error| CodecError::corrupt(error.to_string()))?;
    Ok((nonce, record))
}

/// The nonce of an envelope, without unpacking it.
pub fn nonce(kind: Kind, bytes: &[u8]) -> Result<u64, CodecError> {
    parts(kind, bytes).map(|(nonce, _, _)| nonce)
}

fn parts(kind: Kind, bytes: &[u8]) -> Result<(u64, u8, &[u8]), CodecError> {
    let (schema, rest) = bytes.split_first().ok_or_else(|| CodecError::corrupt("it is empty"))?;
    if *schema > SCHEMA {
        return Err(CodecError::Newer { found: *schema, known: SCHEMA });
    }
    if *schema == 0 {
        return Err(CodecError::corrupt("there is no schema 0"));
    }
    let (form, rest) =
        rest.split_first().ok_or_else(|| CodecError::corrupt("it ends after its schema number"))?;
    if form >> 4 != kind as u8 {
        return Err(CodecError::corrupt(format!("{kind:?} expected, kind {} found", form >> 4)));
    }
    if !kind.has_nonce() {
        return Ok((0, form & 15, rest));
    }
    let (nonce, frame) =
        rest.split_first_chunk::<8>().ok_or_else(|| CodecError::corrupt("it ends in its nonce"))?;
    Ok((u64::from_le_bytes(*nonce), form & 15, frame))
}
