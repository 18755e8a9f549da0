//! probe
use stepwell_model::*;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let faults: usize = args[1].parse().unwrap();
    for program in [
        Program::Task,
        Program::Branches,
        Program::Callback,
        Program::TimedCallback,
        Program::Job,
        Program::Nested,
    ] {
        if args.len() > 2 && !args[2..].contains(&program.name().replace(' ', "-")) {
            continue;
        }
        for retry in [false, true] {
            let t = std::time::Instant::now();
            let r = search(&Config::new(program, retry), faults, None);
            println!(
                "{} retry={retry}: states {:?} stuck {:?} luck {:?} {:.1}s size {}",
                program.name(),
                r.states,
                r.stuck,
                r.luck,
                t.elapsed().as_secs_f64(),
                std::mem::size_of::<state::State>()
            );
            for (p, b) in &r.broken {
                println!("  {p:?} at {}", b.faults);
                for l in &b.trace {
                    println!("     {l}");
                }
            }
        }
    }
}
