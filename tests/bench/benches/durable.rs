//! Durable transitions per second: executions from start to end through orchestrator and SQLite, alone and 64 side by
//! side. A chain of Pass states is one page; a task costs a page, and answers at once here.

#![expect(clippy::unwrap_used, reason = "a benchmark that fails has nothing to say")]

use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use stepwell_bench::chain::{passes, tasks};
use stepwell_bench::workshop::Workshop;
use stepwell_journal::machine::Machine;

async fn run_all(workshop: &Arc<Workshop>, machine: &Machine, count: u64) {
    let run = |_| {
        let (workshop, machine) = (workshop.clone(), machine.clone());
        tokio::spawn(async move { workshop.run(&machine).await })
    };
    let running: Vec<_> = (0..count).map(run).collect();
    for one in running {
        one.await.unwrap().unwrap();
    }
}

fn durable(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let workshop = Arc::new(Workshop::new().unwrap());
    let working = workshop.clone();
    let worker = runtime.spawn(async move { working.work().await });
    let mut group = criterion.benchmark_group("durable transitions");
    group.sample_size(20).measurement_time(Duration::from_secs(5));
    for (name, definition, transitions) in
        [("chain of 100 Pass", passes(100), 100), ("chain of 5 tasks", tasks(5), 5)]
    {
        let machine = runtime.block_on(workshop.machine(&name.replace(' ', "-"), &definition)).unwrap();
        for side_by_side in [1, 64] {
            group.throughput(Throughput::Elements(transitions * side_by_side));
            group.bench_function(format!("{name}, {side_by_side} at once"), |bencher| {
                bencher.iter(|| runtime.block_on(run_all(&workshop, &machine, side_by_side)));
            });
        }
    }
    group.finish();
    worker.abort();
}

criterion_group!(benches, durable);
criterion_main!(benches);
