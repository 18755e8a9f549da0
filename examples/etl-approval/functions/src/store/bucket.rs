//! Objects in S3, with the credentials and the region of the environment, as Lambda sets them.

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{Error, ObjectStoreExt, PutPayload};

use crate::failure::Failure;
use crate::limits::FILE_BYTES_MAX;

/// One object and the client of its bucket.
#[derive(Debug)]
pub(super) struct Object {
    bucket: AmazonS3,
    key: Path,
}

impl Object {
    /// The object of an `s3://<bucket>/<key>` URI.
    pub(super) fn of(uri: &str) -> Result<Object, Failure> {
        let wrong = |cause: &str| Failure::BadRequest(format!("`{uri}` is no object in S3: {cause}"));
        let rest = uri.strip_prefix("s3://").unwrap_or(uri);
        let (bucket, key) = rest.split_once('/').ok_or_else(|| wrong("write `s3://<bucket>/<key>`"))?;
        let bucket = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .build()
            .map_err(|cause| wrong(&cause.to_string()))?;
        let key = Path::parse(key).map_err(|cause| wrong(&cause.to_string()))?;
        Ok(Object { bucket, key })
    }

    pub(super) async fn read(&self) -> Result<Option<Vec<u8>>, String> {
        let found = match self.bucket.get(&self.key).await {
            Ok(found) => found,
            Err(Error::NotFound { .. }) => return Ok(None),
            Err(cause) => return Err(cause.to_string()),
        };
        if found.meta.size > FILE_BYTES_MAX {
            return Err("it is larger than 64 MB".to_owned());
        }
        found.bytes().await.map(|bytes| Some(bytes.to_vec())).map_err(|cause| cause.to_string())
    }

    pub(super) async fn write(&self, bytes: Vec<u8>) -> Result<(), String> {
        let put = self.bucket.put(&self.key, PutPayload::from(bytes)).await;
        put.map(|_| ()).map_err(|cause| cause.to_string())
    }
}
