//! Timing, not kept.
use std::sync::Arc;
use std::time::Instant;
use stepwell_journal::codec::{Schema, Schemas, digest::digest_of, envelope, parts};
use stepwell_journal::memory::{MemoryPayloads, MemoryStore};
#[test]
fn timing() {
    let _ = (Arc::new(MemoryStore::new()), Arc::new(MemoryPayloads::new()), Schemas::default());
    let text: String =
        (0..6_000_000u64).map(|n| format!("{:016x} ", stepwell_engine::moment::mix(n, 1, 3))).collect();
    let t = Instant::now();
    let d = digest_of(text.as_bytes());
    println!("sha256 of {} MB: {:?}", text.len() >> 20, t.elapsed());
    let t = Instant::now();
    let mut n = 0;
    let mut bytes = 0;
    for part in text.as_bytes().chunks(1 << 20) {
        let b = envelope::seal(Schema::Two, envelope::Kind::Part, 0, part).unwrap();
        n += 1;
        bytes += b.len();
        digest_of(part);
    }
    println!("seal {n} parts to {} MB: {:?}", bytes >> 20, t.elapsed());
    let t = Instant::now();
    let mut bytes = 0;
    for part in text.as_bytes().chunks(1 << 20).take(10) {
        let b = envelope::seal(Schema::Two, envelope::Kind::Payload, 0, part).unwrap();
        bytes += b.len();
    }
    println!("seal 10 MB with dictionary level 9 to {} MB: {:?}", bytes >> 20, t.elapsed());
    let sealed: Vec<_> = text
        .as_bytes()
        .chunks(1 << 20)
        .map(|p| envelope::seal(Schema::Two, envelope::Kind::Part, 0, p).unwrap())
        .collect();
    let t = Instant::now();
    let mut whole = Vec::with_capacity(text.len());
    for b in &sealed {
        whole.extend(envelope::open(envelope::Kind::Part, b).unwrap().1);
    }
    assert!(digest_of(&whole) == d);
    println!("open all and check: {:?}", t.elapsed());
    let _ = parts::open;
}
