//! The outside of small records that are not worth compressing: schema number, then the record.

use super::CodecError;
use super::schema::Schema;
use super::write::encoded;

/// Closes a small record.
pub(crate) fn seal<T: minicbor::Encode<()>>(schema: Schema, record: &T) -> Result<Vec<u8>, CodecError> {
    let mut bytes = vec![schema.number()];
    bytes.extend(encoded(record)?);
    Ok(bytes)
}

/// Opens a small record.
pub(crate) fn open<T: for<'b> minicbor::Decode<'b, ()>>(bytes: &[u8]) -> Result<T, CodecError> {
    match bytes.split_first() {
        Some((&found, _)) if found > Schema::NEWEST.number() => {
            Err(CodecError::Newer { found, known: Schema::NEWEST.number() })
        }
        // All schemas so far keep small records alike.
        Some((&found, record)) if Schema::of(u64::from(found)).is_some() => Ok(minicbor::decode(record)?),
        Some(_) | None => Err(CodecError::corrupt("it has no schema number")),
    }
}
