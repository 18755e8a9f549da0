//! Where the ports are tried: an emulator of this test's own, or a real account.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, TableStatus,
};

use crate::ports::{DynamoTable, S3Payloads, SqsQueue};
use crate::services::http;

/// Tries, with pauses of a tenth of a second, until something that was started answers.
const TRIES: usize = 600;

/// A place with a table, a queue and a bucket.
pub struct Ground {
    config: SdkConfig,
    name: String,
    emulator: Option<Child>,
}

impl Drop for Ground {
    fn drop(&mut self) {
        if let Some(emulator) = &mut self.emulator {
            let _ = emulator.kill();
            let _ = emulator.wait();
        }
    }
}

impl Ground {
    /// The place that the environment names.
    pub async fn find() -> Option<Ground> {
        let name = format!("stepwell-ports-{}", std::process::id());
        if let Ok(program) = std::env::var("STEPWELL_EMULATOR") {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let emulator = start(&program, port);
            let config = emulated(&format!("http://127.0.0.1:{port}"));
            return Some(Ground { config, name, emulator: Some(emulator) });
        }
        std::env::var_os("STEPWELL_AWS_ACCOUNT")?;
        let config = aws_config::defaults(BehaviorVersion::latest()).http_client(http()).load().await;
        Some(Ground { config, name, emulator: None })
    }

    /// A new table as the template makes it.
    pub async fn table(&self) -> DynamoTable {
        let client = aws_sdk_dynamodb::Client::new(&self.config);
        let index = GlobalSecondaryIndex::builder()
            .index_name("list")
            .set_key_schema(Some(keys("i", "j")))
            .projection(
                Projection::builder()
                    .projection_type(ProjectionType::Include)
                    .non_key_attributes("x")
                    .build(),
            )
            .build()
            .unwrap();
        let letters = ["p", "s", "i", "j"].map(|letter| {
            let text = ScalarAttributeType::S;
            AttributeDefinition::builder().attribute_name(letter).attribute_type(text).build().unwrap()
        });
        for _ in 0..TRIES {
            let made = client
                .create_table()
                .table_name(&self.name)
                .billing_mode(BillingMode::PayPerRequest)
                .set_key_schema(Some(keys("p", "s")))
                .set_attribute_definitions(Some(letters.to_vec()))
                .global_secondary_indexes(index.clone())
                .send()
                .await;
            match made {
                Ok(_) => break,
                // The emulator has not come up yet.
                Err(error) if error.as_service_error().is_none() => pause().await,
                Err(error) => panic!("no table: {error:?}"),
            }
        }
        for _ in 0..TRIES {
            let described = client.describe_table().table_name(&self.name).send().await.unwrap();
            if described.table.and_then(|table| table.table_status) == Some(TableStatus::Active) {
                return DynamoTable::new(&self.config, &self.name);
            }
            pause().await;
        }
        panic!("the table does not become active");
    }

    /// A new queue.
    pub async fn queue(&self) -> SqsQueue {
        let client = aws_sdk_sqs::Client::new(&self.config);
        let made = client.create_queue().queue_name(&self.name).send().await.unwrap();
        SqsQueue::new(&self.config, made.queue_url.unwrap())
    }

    /// A new bucket.
    pub async fn payloads(&self) -> S3Payloads {
        let client = self.buckets();
        client.create_bucket().bucket(&self.name).send().await.unwrap();
        S3Payloads::new(&self.config, &self.name, self.emulator.is_some())
    }

    fn buckets(&self) -> aws_sdk_s3::Client {
        let config =
            aws_sdk_s3::config::Builder::from(&self.config).force_path_style(self.emulator.is_some());
        aws_sdk_s3::Client::from_conf(config.build())
    }

    /// Deletes all of them.
    pub async fn clear(&self) {
        let tables = aws_sdk_dynamodb::Client::new(&self.config);
        tables.delete_table().table_name(&self.name).send().await.unwrap();
        let queues = aws_sdk_sqs::Client::new(&self.config);
        let url = queues.get_queue_url().queue_name(&self.name).send().await.unwrap().queue_url.unwrap();
        queues.delete_queue().queue_url(url).send().await.unwrap();
        let buckets = self.buckets();
        let listed = buckets.list_objects_v2().bucket(&self.name).send().await.unwrap();
        for object in listed.contents.unwrap_or_default() {
            buckets.delete_object().bucket(&self.name).key(object.key.unwrap()).send().await.unwrap();
        }
        buckets.delete_bucket().bucket(&self.name).send().await.unwrap();
    }
}

async fn pause() {
    tokio::time::sleep(Duration::from_millis(100)).await;
}

fn keys(partition: &str, sort: &str) -> Vec<KeySchemaElement> {
    [(partition, KeyType::Hash), (sort, KeyType::Range)]
        .map(|(name, kind)| KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap())
        .to_vec()
}

fn start(program: &str, port: u16) -> Child {
    Command::new(program)
        .env("BIND_HOST", "127.0.0.1")
        .env("MINISTACK_HOST", "127.0.0.1")
        .env("GATEWAY_PORT", port.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("`{program}` did not start: {error}"))
}

fn emulated(url: &str) -> SdkConfig {
    let key = Credentials::new("test", "test", None, None, "any key for an emulator");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(key))
        .endpoint_url(url)
        .http_client(http())
        .build()
}
