//! Prints the whole table with state counts and seconds. `STEPWELL_MODEL_FAULTS` adds that many faults to each search of
//! the whole protocol, `STEPWELL_MODEL_ONLY` picks a program by name, `STEPWELL_MODEL_TRACES` prints how rules that are
//! left out break.

use std::time::Instant;

use stepwell_model::table::{Row, weakened, whole};
use stepwell_model::{Report, search};

fn main() {
    let more = std::env::var("STEPWELL_MODEL_FAULTS").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    let only = std::env::var("STEPWELL_MODEL_ONLY").ok();
    let wanted = |row: &Row| only.as_ref().is_none_or(|only| row.config.program.name() == only);
    for row in whole().into_iter().filter(wanted) {
        print(&row, row.faults + more);
    }
    for row in weakened().into_iter().filter(wanted) {
        print(&row, row.faults);
    }
}

fn print(row: &Row, faults: usize) {
    let began = Instant::now();
    let until = row.breaks.map(|(property, _)| property);
    let Report { states, broken, stuck, luck } = search(&row.config, faults, until);
    let config = &row.config;
    let seconds = began.elapsed().as_secs_f64();
    let program = config.program.name();
    println!(
        "{program}, retry {}, stalls {:?}, without {:?}: worlds {states:?}, stuck {stuck:?}, luck {luck:?}, {seconds:.1} s",
        config.retry, config.stalls, config.without
    );
    for (property, found) in broken {
        println!("    {property:?} with {} faults", found.faults);
        if std::env::var_os("STEPWELL_MODEL_TRACES").is_some() || row.breaks.is_none() {
            found.trace.iter().for_each(|line| println!("        {line}"));
        }
    }
}
