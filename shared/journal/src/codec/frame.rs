//! Compressed frames. Making a compressor costs more than packing a small page, so each thread keeps one of each for
//! small records; large ones get their own, so that no thread holds on to the room that those need.

use std::cell::RefCell;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::DecoderDictionary;
use zstd::zstd_safe::CParameter;

use super::dictionary;

/// Bytes of a record up to which the compressor of the thread is used. Source: ours, keeps what it needs below 1 MB.
const SMALL_BYTES: usize = 16 * 1024;

thread_local! {
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    /// With the number of its dictionary.
    static DECOMPRESSOR: RefCell<Option<(u8, Decompressor<'static>)>> = const { RefCell::new(None) };
}

/// Packs a record with the current dictionary and a checksum.
pub(super) fn pack(record: &[u8]) -> std::io::Result<Vec<u8>> {
    if record.len() > SMALL_BYTES {
        return compressor()?.compress(record);
    }
    COMPRESSOR.with_borrow_mut(|kept| {
        // Whatever fails is thrown away.
        let mut compressor = match kept.take() {
            Some(compressor) => compressor,
            None => compressor()?,
        };
        let frame = compressor.compress(record)?;
        *kept = Some(compressor);
        Ok(frame)
    })
}

fn compressor() -> std::io::Result<Compressor<'static>> {
    let mut compressor = Compressor::with_prepared_dictionary(dictionary::encoder())?;
    compressor.set_parameter(CParameter::DictIdFlag(false))?;
    compressor.set_parameter(CParameter::ChecksumFlag(true))?;
    Ok(compressor)
}

/// Unpacks a frame whose record has this length.
pub(super) fn unpack(
    number: u8,
    dictionary: &'static DecoderDictionary<'static>,
    frame: &[u8],
    length: usize,
) -> std::io::Result<Vec<u8>> {
    DECOMPRESSOR.with_borrow_mut(|kept| {
        let mut decompressor = match kept.take() {
            Some((known, decompressor)) if known == number => decompressor,
            Some(_) | None => Decompressor::with_prepared_dictionary(dictionary)?,
        };
        let record = decompressor.decompress(frame, length)?;
        *kept = Some((number, decompressor));
        Ok(record)
    })
}
