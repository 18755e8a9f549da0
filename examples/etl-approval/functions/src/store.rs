//! Where the files are: a folder of this machine (`file://…`) or a bucket (`s3://…`, with the feature `s3`).
//! Deliberately absent: lists, deletes, parts. The example reads and writes whole small files.

#[cfg(feature = "s3")]
mod bucket;
mod folder;
#[cfg(test)]
mod tests;

use crate::failure::Failure;

/// One file: its store and its place there.
#[derive(Debug)]
pub struct Place {
    uri: String,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    File(std::path::PathBuf),
    #[cfg(feature = "s3")]
    Object(bucket::Object),
}

impl Place {
    /// The file that `text` names: a URI, an absolute path, or a path below `data_uri`, which is a URI or a folder.
    pub fn of(text: &str, data_uri: Option<&str>) -> Result<Place, Failure> {
        if text.is_empty() || text.split('/').any(|step| step == "..") {
            return Err(Failure::BadRequest(format!("`{text}` names no file")));
        }
        let uri = if text.contains("://") {
            text.to_owned()
        } else if text.starts_with('/') {
            folder::uri(text)
        } else {
            let root = data_uri.filter(|root| !root.is_empty()).ok_or_else(|| {
                Failure::BadRequest(format!(
                    "`{text}` needs the folder it is in: set `DATA_URI` to a folder or to `s3://<bucket>/…`"
                ))
            })?;
            // A plain folder, as a file that is shared between machines names it, counts from the working directory.
            let root = if root.contains("://") { root.to_owned() } else { folder::absolute_uri(root)? };
            format!("{}/{text}", root.trim_end_matches('/'))
        };
        let kind = Kind::of(&uri)?;
        Ok(Place { uri, kind })
    }

    /// The file that `text` names, below the variable `DATA_URI` if it is a relative path.
    pub fn from_environment(text: &str) -> Result<Place, Failure> {
        Place::of(text, std::env::var("DATA_URI").ok().as_deref())
    }

    /// The file as a URI.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// All bytes of the file, none if it is not there. At most [`crate::limits::FILE_BYTES_MAX`].
    pub async fn read(&self) -> Result<Option<Vec<u8>>, Failure> {
        let read = match &self.kind {
            Kind::File(path) => folder::read(path).map_err(|cause| cause.to_string()),
            #[cfg(feature = "s3")]
            Kind::Object(object) => object.read().await,
        };
        read.map_err(|cause| Failure::StorageFailed(format!("cannot read `{}`: {cause}", self.uri)))
    }

    /// Writes the file whole: a reader finds the old bytes or the new ones, never a part.
    pub async fn write(&self, bytes: Vec<u8>) -> Result<(), Failure> {
        let written = match &self.kind {
            Kind::File(path) => folder::write(path, &bytes).map_err(|cause| cause.to_string()),
            #[cfg(feature = "s3")]
            Kind::Object(object) => object.write(bytes).await,
        };
        written.map_err(|cause| Failure::StorageFailed(format!("cannot write `{}`: {cause}", self.uri)))
    }
}

impl Kind {
    fn of(uri: &str) -> Result<Kind, Failure> {
        if uri.starts_with("file://") {
            return folder::path(uri).map(Kind::File);
        }
        if uri.starts_with("s3://") {
            #[cfg(feature = "s3")]
            return bucket::Object::of(uri).map(Kind::Object);
            #[cfg(not(feature = "s3"))]
            return Err(Failure::BadRequest(format!(
                "`{uri}` is in S3 and this program was built without it: build it with `--features s3`"
            )));
        }
        Err(Failure::BadRequest(format!("`{uri}` is neither `file:///…` nor `s3://<bucket>/…`")))
    }
}
