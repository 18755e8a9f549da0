//! `publish`: put the approved orders where others find them.

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::store::Place;

/// What is to be published.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishRequest {
    /// The approved file: a path below `DATA_URI`, or a URI.
    pub filtered: String,
    /// Where it goes.
    pub published: String,
}

/// Where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Published {
    /// The published file as a URI.
    pub location: String,
    /// Orders in it.
    pub rows: usize,
    /// Bytes.
    pub size: usize,
}

/// Copies the file. Doing it again gives the same file, so a retry does no harm.
pub async fn publish(filtered: &Place, published: &Place) -> Result<Published, Failure> {
    let bytes = filtered.read().await?;
    let bytes = bytes.ok_or_else(|| Failure::FilteredFileMissing(filtered.uri().to_owned()))?;
    let rows = csv::Reader::from_reader(bytes.as_slice()).records().count();
    let size = bytes.len();
    published.write(bytes).await?;
    Ok(Published { location: published.uri().to_owned(), rows, size })
}
