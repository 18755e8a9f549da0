//! A job for the tests, and the supervisor of jobs: `pretend-job supervise <folder>`, `pretend-job run <what> [--KEY value]…`.
//! Deliberately absent: work. It only ends, or does not, as it is told.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let word = |index: usize| words.get(index).map_or("", String::as_str);
    if word(0) == "supervise" {
        return match stepwell_local::supervise(Path::new(word(1))) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        };
    }
    println!("{}", words.join(" "));
    match word(1) {
        "fail" => {
            eprintln!("reading\nno such bucket\n");
            return ExitCode::from(3);
        }
        "hang" => std::thread::park(),
        "wait" => {
            // Until the test lets go: it creates the file named behind --GATE.
            let gate = words.iter().skip_while(|word| *word != "--GATE").nth(1).map_or("", String::as_str);
            while !Path::new(gate).exists() {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        _ => {}
    }
    ExitCode::SUCCESS
}
