//! Whole stores, written by each record schema in the middle of everything, are gone on with for ever. The store of
//! schema 1 and how its executions end were written by the code that knew no other. Files are added and never changed;
//! `STEPWELL_GOLDEN=write` writes those that are missing.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

use std::path::PathBuf;

use serde_json::{Value, json};
use stepwell_journal::codec::envelope::{self, Kind};
use stepwell_upgrade::dump;
use stepwell_upgrade::fleet::Fleet;
use stepwell_upgrade::process::Code;
use stepwell_upgrade::stories;

/// Who writes each schema, and its file.
const STORES: [(Code, &str); 2] = [(Code::Step, "store-1.jsonl"), (Code::New, "store-2.jsonl")];

fn golden(name: &str, today: impl FnOnce() -> String) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden").join(name);
    if !path.exists() && std::env::var("STEPWELL_GOLDEN").as_deref() == Ok("write") {
        std::fs::write(&path, today()).unwrap();
    }
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn begun(code: Code) -> String {
    let mut fleet = Fleet::new(&[code]);
    stories::begin(&mut fleet);
    assert_eq!(fleet.errors, Vec::<String>::new());
    dump::write(&fleet)
}

/// How all executions of a store end, one line each.
fn ended(store: &str, codes: &[Code]) -> String {
    let mut fleet = dump::read(store, codes);
    let is_over = stories::finish(&mut fleet);
    assert!(is_over, "{:?} still run after {:?}", fleet.running(), fleet.errors);
    assert_eq!(fleet.errors, Vec::<String>::new());
    let lines = fleet.executions().into_iter().map(|key| {
        let ended = fleet.ended(&key);
        let (machine, execution) = (&key.machine, &key.execution);
        json!({ "machine": machine, "execution": execution, "status": ended.status, "output": ended.output,
            "history": ended.history })
    });
    lines.map(|line| line.to_string() + "\n").collect()
}

fn expected() -> String {
    golden("ended.jsonl", || ended(&begun(Code::Step), &[Code::Step]))
}

#[test]
fn executions_end_as_they_would_have_under_the_code_that_began_them() {
    let expected = expected();
    let outcomes: Vec<Value> = expected.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(outcomes.len(), stories::ALL.len() + 1, "and a child");
    assert!(outcomes.iter().all(|outcome| outcome["status"] == "SUCCEEDED"));
    for (code, name) in STORES {
        let store = golden(name, || begun(code));
        for codes in [&[Code::New][..], &[Code::Step], &[Code::Step, Code::New]] {
            let now = ended(&store, codes);
            for (now, before) in now.lines().zip(expected.lines()) {
                assert!(now == before, "{codes:?} on {name}:\n{now}\nbefore:\n{before}");
            }
            assert_eq!(now.lines().count(), outcomes.len());
        }
    }
}

/// What a line says, however well its body is compressed.
fn said(line: &str) -> (Value, Option<(u64, Vec<u8>)>) {
    let mut line: Value = serde_json::from_str(line).unwrap();
    let body = dump::bytes(&line["body"]);
    let kinds = [
        Kind::Page,
        Kind::Cover,
        Kind::Texts,
        Kind::List,
        Kind::Machine,
        Kind::Definition,
        Kind::Payload,
        Kind::Part,
        Kind::Parts,
    ];
    let opened = kinds.into_iter().find_map(|kind| envelope::open(kind, &body).ok());
    if opened.is_some() {
        line["body"] = json!([body[0], body[1]]);
    }
    // A wake item may say more than it did then: what it announces stands behind its schema, its length and its time.
    if line["key"][0].as_str().is_some_and(|partition| partition.starts_with("w#")) {
        line["body"] = json!([body[0], body[2..11]]);
    }
    (line, opened)
}

#[test]
fn today_the_same_is_written() {
    for (code, name) in STORES {
        let (today, before) = (begun(code), golden(name, || begun(code)));
        for (today, before) in today.lines().zip(before.lines()) {
            // A cover holds a page as it was compressed.
            assert!(today == before || said(today) == said(before), "{name}: {today}\nbefore: {before}");
        }
        assert_eq!(today.lines().count(), before.lines().count(), "{name}");
    }
}

/// What must be in the stores for the test above to mean something.
#[test]
fn the_stores_hold_everything_that_a_store_can_hold() {
    for (code, name) in STORES {
        let store = golden(name, || begun(code));
        let sorts = ["m", "d#", "pc", "p0000", "s#", "i#", "swept", "in-a-wait#one"];
        for sort in sorts {
            let quoted = format!(",\"{sort}");
            assert!(store.contains(&quoted), "{name} has no item at `{sort}`");
        }
        assert!(store.contains("\"payload\":["), "{name}");
        let schema = code.schemas().writes().number();
        let records = store.lines().filter(|line| !line.contains("\"i#") && !line.contains("now_ms"));
        for line in records {
            assert!(line.contains(&format!("\"body\":\"{schema:02x}")), "{line}");
        }
        for kind in [Kind::Texts, Kind::List] {
            let is_of = |line: &str| {
                let line: Value = serde_json::from_str(line).unwrap();
                envelope::open(kind, &dump::bytes(&line["body"])).is_ok()
            };
            assert!(store.lines().any(is_of), "{name} has no {kind:?}");
        }
    }
}
