//! Dictionaries that prime the compressor with what typical pages say. A dictionary that was ever used is kept for
//! ever under its number; a better one gets the next number.

use std::sync::LazyLock;

use zstd::dict::{DecoderDictionary, EncoderDictionary};

/// Number of the dictionary that new records use.
pub(super) const CURRENT: u8 = 1;

/// Number of what is compressed without one.
pub(super) const NONE: u8 = 0;

/// Compression level of what is compressed without a dictionary: long texts, for which a slow level takes too long.
pub(super) const LEVEL_WITHOUT: i32 = 3;

/// Compression level: pages are small and written once, so a slow level costs little.
const LEVEL: i32 = 9;

const FIRST: &[u8] = include_bytes!("dictionary/1.bin");

static ENCODER: LazyLock<EncoderDictionary<'static>> =
    LazyLock::new(|| EncoderDictionary::copy(FIRST, LEVEL));
static FIRST_DECODER: LazyLock<DecoderDictionary<'static>> = LazyLock::new(|| DecoderDictionary::copy(FIRST));

/// For writing with dictionary [`CURRENT`].
pub(super) fn encoder() -> &'static EncoderDictionary<'static> {
    &ENCODER
}

/// For reading what was written with dictionary `number`; none if there never was one.
pub(super) fn decoder(number: u8) -> Option<&'static DecoderDictionary<'static>> {
    match number {
        1 => Some(&FIRST_DECODER),
        _ => None,
    }
}
