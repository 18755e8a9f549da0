//! Every statement finds its rows by an index: none walks a table, none sorts.

use super::Directory;
use crate::Database;

#[tokio::test]
async fn no_statement_scans_or_sorts() {
    let directory = Directory::new();
    let database = Database::open(&directory.file()).unwrap();
    let statements = crate::store::STATEMENTS.iter().chain(crate::queue::STATEMENTS);
    for sql in statements.chain(crate::payloads::STATEMENTS) {
        let explain = move |connection: &rusqlite::Connection| {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let count = statement.parameter_count();
            let nulls = vec![rusqlite::types::Null; count];
            let rows = statement.query_map(rusqlite::params_from_iter(nulls), |row| row.get(3))?;
            rows.collect::<rusqlite::Result<Vec<String>>>()
        };
        let plan = database.shared().readers.read(explain).await.unwrap();
        for step in &plan {
            assert!(
                !step.contains("SCAN") || step.contains("USING COVERING INDEX messages_due"),
                "{sql}: {step}"
            );
            assert!(!step.contains("TEMP B-TREE"), "{sql}: {step}");
        }
        if sql.contains("index_partition = ?1") {
            assert!(
                plan.iter().any(|step| step.contains("USING COVERING INDEX items_listed")),
                "{sql}: {plan:?}"
            );
        }
    }
}
