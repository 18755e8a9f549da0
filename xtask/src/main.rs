//! The verbs of this repository: `cargo xtask help` lists them. Only the standard library is used, so that this is built
//! in a second. Deliberately absent: anything that cargo or the `stepwell` binary does alone.

mod bench;
mod clients;
mod dev;
mod fuzz;
mod output;
mod python;
mod report;
mod repository;
mod sim;
mod test;
mod tidy;

use std::process::ExitCode;

use repository::Repository;

const HELP: &str = "\
cargo xtask <verb>

  dev [arguments]    build the server and the ETL example, make its orders, serve both; arguments go to `stepwell dev`
  test               everything that must hold: format, lints, tests, licences, clients in other languages
  tidy               only the rules about the tree itself: imports, sizes, headings, names
  clients            only the tests with clients in other languages
  bench              the benchmarks
  fuzz <target>|all [seconds]
                     libFuzzer over a target of `tests/fuzz`, 60 seconds unless said otherwise
  sim [options]      the simulator: random programs under random faults, or one seed again; `sim --help` lists options
  help               this

Variables
  STEPWELL_CONFORMANCE_DIR    folder with cases recorded on the real service, for the tests that replay them
  STEPWELL_BLESS=1            tests that compare with a file write the file anew
";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let verb = words.next().unwrap_or_else(|| "help".to_owned());
    let rest: Vec<String> = words.collect();
    if !rest.is_empty() && !matches!(verb.as_str(), "dev" | "fuzz" | "sim") {
        eprintln!("`cargo xtask {verb}` takes no arguments");
        return ExitCode::from(2);
    }
    let repository = match Repository::find() {
        Ok(repository) => repository,
        Err(cause) => {
            eprintln!("the repository was not found: {cause}");
            return ExitCode::FAILURE;
        }
    };
    match verb.as_str() {
        "dev" => dev::run(&repository, &rest),
        "test" => test::run(&repository),
        "tidy" => tidy::run(&repository),
        "clients" => clients::alone(&repository),
        "bench" => bench::run(&repository),
        "fuzz" => fuzz::run(&repository, &rest),
        "sim" => sim::run(&repository, &rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        other => {
            eprintln!("`{other}` is no verb\n\n{HELP}");
            ExitCode::from(2)
        }
    }
}
