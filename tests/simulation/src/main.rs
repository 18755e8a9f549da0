//! The command line of the simulator.

fn main() {
    let seed: u64 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1);
    let report = stepwell_simulation::run(seed, &stepwell_simulation::Options::default());
    println!("{report:?}");
}
