//! The payload port over an S3 bucket: one object for each text, under the execution and the digest of its content.
//! Source: Amazon S3 API reference. Deliberately absent: expiry; the bucket's lifecycle rule does that.

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{Delete, ObjectIdentifier};
use stepwell_journal::payloads::Payloads;
use stepwell_journal::rules::check_payload_name;
use stepwell_journal::store::StoreError;

use super::trouble::trouble;

/// Prefix of all keys, so that the bucket can hold other things too.
const PREFIX: &str = "payloads";

/// Pages of a listing that one deletion goes through. Source: ours; a page has up to 1,000 objects.
const PAGES_MAX: usize = 10_000;

/// The payload port over a bucket.
#[derive(Clone, Debug)]
pub struct S3Payloads {
    client: Client,
    bucket: String,
}

impl S3Payloads {
    /// The bucket of this name. Makes no call. `path_style` is for emulators, which have no names for buckets.
    pub fn new(config: &SdkConfig, bucket: impl Into<String>, path_style: bool) -> Self {
        let config = aws_sdk_s3::config::Builder::from(config).force_path_style(path_style).build();
        S3Payloads { client: Client::from_conf(config), bucket: bucket.into() }
    }

    /// Prefix of the keys of an execution. Its name holds no slash here, so no other's prefix begins with it.
    fn folder(execution: &str) -> String {
        format!("{PREFIX}/{}/", execution.replace('%', "%25").replace('/', "%2F"))
    }

    fn key(execution: &str, digest: &str) -> String {
        Self::folder(execution) + digest
    }

    /// Deletes the objects of one page of a listing.
    async fn delete_page(&self, keys: Vec<ObjectIdentifier>) -> Result<(), StoreError> {
        if keys.is_empty() {
            return Ok(());
        }
        let delete = Delete::builder().set_objects(Some(keys)).quiet(true).build();
        let delete = delete.map_err(|error| StoreError::Refused(error.to_string()))?;
        let call = self.client.delete_objects().bucket(&self.bucket).delete(delete);
        let answer = call.send().await.map_err(|error| trouble(&error))?;
        match answer.errors.unwrap_or_default().into_iter().next() {
            None => Ok(()),
            Some(error) => Err(StoreError::Busy(format!(
                "{}: {}",
                error.code.unwrap_or_default(),
                error.message.unwrap_or_default()
            ))),
        }
    }
}

#[async_trait]
impl Payloads for S3Payloads {
    async fn put(&self, execution: &str, digest: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        check_payload_name(execution, digest)?;
        // What stands there already under this digest is the same, so writing over it changes nothing.
        let put = self.client.put_object().bucket(&self.bucket).key(Self::key(execution, digest));
        put.body(ByteStream::from(bytes)).send().await.map(|_| ()).map_err(|error| trouble(&error))
    }

    async fn get(&self, execution: &str, digest: &str) -> Result<Option<Vec<u8>>, StoreError> {
        check_payload_name(execution, digest)?;
        let get = self.client.get_object().bucket(&self.bucket).key(Self::key(execution, digest));
        let object = match get.send().await {
            Ok(object) => object,
            Err(error) if error.as_service_error().is_some_and(|error| error.is_no_such_key()) => {
                return Ok(None);
            }
            Err(error) => return Err(trouble(&error)),
        };
        let bytes = object.body.collect().await;
        bytes.map(|bytes| Some(bytes.to_vec())).map_err(|error| StoreError::Busy(error.to_string()))
    }

    async fn delete_all(&self, execution: &str) -> Result<(), StoreError> {
        check_payload_name(execution, "all")?;
        let prefix = Self::folder(execution);
        for _ in 0..PAGES_MAX {
            let list = self.client.list_objects_v2().bucket(&self.bucket).prefix(&prefix);
            let listed = list.send().await.map_err(|error| trouble(&error))?;
            let keys = listed.contents.unwrap_or_default().into_iter().filter_map(|object| object.key);
            let keys = keys.filter_map(|key| ObjectIdentifier::builder().key(key).build().ok());
            self.delete_page(keys.collect()).await?;
            if listed.is_truncated != Some(true) {
                return Ok(());
            }
        }
        Err(StoreError::Busy("more payloads than one deletion goes through: delete again".to_owned()))
    }
}
