//! The outside of everything kept: schema number, kind, dictionary, nonce, and the record compressed with a checksum.
//! Deliberately absent: what the record says.
//!
//! Layout: schema (1 byte), kind × 16 + dictionary (1 byte), nonce (8 bytes, little endian, pages and covers only), zstd frame
//! without its 4 magic bytes and with its 4 checksum bytes.

use zstd::zstd_safe::get_frame_content_size;

use super::schema::Schema;
use super::{CodecError, dictionary, frame};
use crate::limits::RECORD_BYTES_MAX;

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
    /// A part of a long text, since schema 2.
    Part = 8,
    /// The list of the parts of a long text, since schema 2.
    Parts = 9,
}

impl Kind {
    fn has_nonce(self) -> bool {
        match self {
            Kind::Page | Kind::Cover => true,
            Kind::Texts
            | Kind::List
            | Kind::Machine
            | Kind::Definition
            | Kind::Payload
            | Kind::Part
            | Kind::Parts => false,
        }
    }

    /// The dictionary that new records of this kind use; a part is too long to gain by one.
    fn dictionary(self) -> u8 {
        match self {
            Kind::Part => dictionary::NONE,
            Kind::Page
            | Kind::Cover
            | Kind::Texts
            | Kind::List
            | Kind::Machine
            | Kind::Definition
            | Kind::Payload
            | Kind::Parts => dictionary::CURRENT,
        }
    }
}

/// Closes an envelope of a schema around a record of at most [`RECORD_BYTES_MAX`] bytes.
pub fn seal(schema: Schema, kind: Kind, nonce: u64, record: &[u8]) -> Result<Vec<u8>, CodecError> {
    if record.len() > RECORD_BYTES_MAX {
        return Err(CodecError::TooLarge { bytes: record.len(), max: RECORD_BYTES_MAX });
    }
    let frame = frame::pack(kind.dictionary(), record)
        .map_err(|error| CodecError::corrupt(format!("compressor: {error}")))?;
    let mut bytes = Vec::with_capacity(frame.len() + 10);
    bytes.push(schema.number());
    bytes.push((kind as u8) << 4 | kind.dictionary());
    if kind.has_nonce() {
        bytes.extend_from_slice(&nonce.to_le_bytes());
    }
    // INVARIANT: what the compressor writes begins with the magic number of the format.
    assert!(frame.starts_with(&MAGIC));
    bytes.extend_from_slice(&frame[MAGIC.len()..]);
    Ok(bytes)
}

/// Opens an envelope: its nonce (0 if the kind has none) and its record.
pub fn open(kind: Kind, bytes: &[u8]) -> Result<(u64, Vec<u8>), CodecError> {
    let (nonce, dictionary, packed) = parts(kind, bytes)?;
    let whole = [&MAGIC, packed].concat();
    let length = match get_frame_content_size(&whole) {
        Ok(Some(length)) if length <= RECORD_BYTES_MAX as u64 => length as usize,
        Ok(_) | Err(_) => return Err(CodecError::corrupt("no plausible length")),
    };
    let record =
        frame::unpack(dictionary, &whole, length).map_err(|error| CodecError::corrupt(error.to_string()))?;
    Ok((nonce, record))
}

/// Whether an envelope says that it holds this.
pub(super) fn is(kind: Kind, bytes: &[u8]) -> bool {
    bytes.get(1).is_some_and(|form| form >> 4 == kind as u8)
}

/// The nonce of an envelope, without unpacking it.
pub fn nonce(kind: Kind, bytes: &[u8]) -> Result<u64, CodecError> {
    parts(kind, bytes).map(|(nonce, _, _)| nonce)
}

fn parts(kind: Kind, bytes: &[u8]) -> Result<(u64, u8, &[u8]), CodecError> {
    let (schema, rest) = bytes.split_first().ok_or_else(|| CodecError::corrupt("it is empty"))?;
    if *schema > Schema::NEWEST.number() {
        return Err(CodecError::Newer { found: *schema, known: Schema::NEWEST.number() });
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
