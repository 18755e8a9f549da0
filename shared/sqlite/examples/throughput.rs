//! Measures durable creates per second with 1 and with 64 writers side by side. Takes the file to make as its argument.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use stepwell_journal::store::{Item, Key, Store};
use stepwell_sqlite::{Database, SqliteStore};

/// How long each number of writers is measured.
const SPAN: Duration = Duration::from_secs(3);

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: throughput <new file>")?;
    let store = Database::open(Path::new(&path))?.store();
    for writers in [1, 64] {
        let start = Instant::now();
        let running: Vec<_> =
            (0..writers).map(|writer| tokio::spawn(write(Arc::clone(&store), writers, writer))).collect();
        let mut created = 0;
        for writer in running {
            created += writer.await??;
        }
        let rate = f64::from(created) / start.elapsed().as_secs_f64();
        println!("{writers} writers: {rate:.0} durable creates per second");
    }
    Ok(())
}

async fn write(
    store: Arc<SqliteStore>,
    writers: u32,
    writer: u32,
) -> Result<u32, stepwell_journal::store::StoreError> {
    let start = Instant::now();
    let mut created = 0;
    while start.elapsed() < SPAN {
        let key = Key::new(format!("{writers}/{writer}"), format!("{created:08}"));
        store.create(Item::new(key, vec![7; 1000])).await?;
        created += 1;
    }
    Ok(created)
}
