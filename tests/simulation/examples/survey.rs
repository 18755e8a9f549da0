use stepwell_simulation::{Weakness, bias::Bias, weakened::hunt};
fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let words: Vec<String> = std::env::args().skip(1).collect();
    let seeds: u64 = words[0].parse().unwrap();
    let bias = Bias::ALL.into_iter().find(|b| b.name() == words[1]).unwrap();
    for weakness in Weakness::all() {
        if words.len() > 2 && !words[2..].contains(&weakness.name()) {
            continue;
        }
        let began = std::time::Instant::now();
        let caught = hunt(weakness, bias, 1, seeds);
        match caught {
            Some(c) => println!(
                "{} [{}] seed {} {:.1}s {}",
                weakness.name(),
                bias.name(),
                c.seed,
                began.elapsed().as_secs_f64(),
                c.violation.to_string().chars().take(260).collect::<String>()
            ),
            None => println!(
                "{} [{}] not within {seeds} {:.1}s",
                weakness.name(),
                bias.name(),
                began.elapsed().as_secs_f64()
            ),
        }
    }
}
