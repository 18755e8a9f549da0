//! The command line of the simulator.

use std::collections::BTreeMap;

fn main() {
    let mut words = std::env::args().skip(1);
    let from: u64 = words.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    let many: u64 = words.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    let with_lines = words.next().is_some();
    let began = std::time::Instant::now();
    let (mut points, mut steps, mut simulated, mut bad) = (0, 0, 0, 0);
    let mut statuses: BTreeMap<&str, u64> = BTreeMap::new();
    for seed in from..from + many {
        let report = stepwell_simulation::run(seed, &stepwell_simulation::Options { with_lines, ..Default::default() });
        points += report.points;
        steps += report.steps;
        simulated += report.simulated_ms;
        for ending in &report.endings {
            *statuses.entry(ending.status.as_ref().map_or("none", |status| status.name())).or_default() += 1;
        }
        if with_lines {
            println!("{}", report.lines);
        }
        if many == 1 {
            println!("{:?}", report.endings);
        }
        if !report.violations.is_empty() {
            bad += 1;
            if bad < 6 {
            for violation in &report.violations {
                println!("seed {seed}: {}: {}", violation.rule, violation.what);
            }
            }
        }
    }
    let took = began.elapsed().as_secs_f64();
    println!("{many} seeds in {took:.2} s: {:.0}/s, {points} points, {steps} steps, {} s simulated, {bad} bad, {statuses:?}", many as f64 / took, simulated / 1000);
}
