//! The outside of small records that are not worth compressing: schema number, then the record.

use super::CodecError;
use super::envelope::SCHEMA;
use super::write::encoded;

/// Closes a small record.
pub(crate) fn seal<T: minicbor::Encode<()>>(record: &T) -> Result<Vec<u8>, CodecError> {
    let mut bytes = vec![SCHEMA];
    bytes.extend(encoded(record)?);
    Ok(bytes)
}

/// Opens a small record.
pub(crate) fn open<T: for<'b> minicbor::Decode<'b, ()>>(bytes: &[u8]) -> Result<T, CodecError> {
    match bytes.split_first() {
        Some((&SCHEMA, record)) => Ok(minicbor::decode(record)?),
        Some((&found, _)) if found > SCHEMA => Err(CodecError::Newer { found, known: SCHEMA }),
        Some(_) | None => Err(CodecError::corrupt("it has no schema number")),
    }
}
