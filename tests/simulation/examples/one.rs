use stepwell_simulation::{Options, Weakness, bias::Bias, run_scenario, swarm};
fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let bias = Bias::ALL.into_iter().find(|b| b.name() == words[0]).unwrap();
    let weakness = Weakness::all().into_iter().find(|w| w.name() == words[1]);
    let (from, to): (u64, u64) = (words[2].parse().unwrap(), words[3].parse().unwrap());
    let (mut failed, mut lines) = (0, 0usize);
    for seed in from..=to {
        let report = run_scenario(&bias.scenario(swarm::scenario(seed)), &Options { weakness, with_lines: true, unwatched: false });
        if let Some(grep) = words.get(4) { lines += report.lines.lines().filter(|l| l.contains(grep.as_str())).count(); } else if from == to { print!("{}", report.lines); }
        failed += u64::from(!report.violations.is_empty());
        for v in report.violations.iter().take(2) { println!("seed {seed} {}", v.to_string().chars().take(300).collect::<String>()); }
        if from == to { println!("{:?}", report.happened); }
    }
    println!("failed {failed} lines {lines}");
}
