//! Compressed frames. Making a compressor costs more than packing a small page, so each thread keeps one of each for
//! small records; large ones get their own, so that no thread holds on to the room that those need.

use std::cell::RefCell;

use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::CParameter;

use super::dictionary;

/// Bytes of a record up to which the compressor of the thread is used. Source: ours, keeps what it needs below 1 MB.
const SMALL_BYTES: usize = 16 * 1024;

thread_local! {
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    /// With the number of its dictionary.
    static DECOMPRESSOR: RefCell<Option<(u8, Decompressor<'static>)>> = const { RefCell::new(None) };
}

/// Packs a record with this dictionary, [`dictionary::CURRENT`] or [`dictionary::NONE`], and a checksum.
pub(super) fn pack(number: u8, record: &[u8]) -> std::io::Result<Vec<u8>> {
    if number == dictionary::NONE || record.len() > SMALL_BYTES {
        return compressor(number)?.compress(record);
    }
    COMPRESSOR.with_borrow_mut(|kept| {
        // Whatever fails is thrown away.
        let mut compressor = match kept.take() {
            Some(compressor) => compressor,
            None => compressor(number)?,
        };
        let frame = compressor.compress(record)?;
        *kept = Some(compressor);
        Ok(frame)
    })
}

fn compressor(number: u8) -> std::io::Result<Compressor<'static>> {
    let mut compressor = match number {
        dictionary::NONE => Compressor::new(dictionary::LEVEL_WITHOUT)?,
        _ => Compressor::with_prepared_dictionary(dictionary::encoder())?,
    };
    compressor.set_parameter(CParameter::DictIdFlag(false))?;
    compressor.set_parameter(CParameter::ChecksumFlag(true))?;
    Ok(compressor)
}

/// Unpacks a frame whose record has this length and was packed with this dictionary.
pub(super) fn unpack(number: u8, frame: &[u8], length: usize) -> std::io::Result<Vec<u8>> {
    if number == dictionary::NONE {
        return Decompressor::new()?.decompress(frame, length);
    }
    let Some(dictionary) = dictionary::decoder(number) else {
        return Err(std::io::Error::other(format!("there is no dictionary {number}")));
    };
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
