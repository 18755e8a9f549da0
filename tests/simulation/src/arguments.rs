//! The words of the command line.

use stepwell_simulation::bias::Bias;
use stepwell_simulation::{Options, Profile, Scenario, Weakness};

/// What `--help` shows.
pub const HELP: &str = "\
sim [options]

  --seeds N          runs N seeds (default 1000)
  --from SEED        the first of them (default 1)
  --threads N        threads (default: as many as processors)
  --stop             stops at the first that fails
  --keep FOLDER      keeps the scenarios that fail there (small ones otherwise in target/shrunk)
  --seed SEED        runs one seed and tells how it ended
  --scenario FILE    runs a scenario that was kept
  --shrink           with one of those: makes it small while it fails in the same way, tells and keeps it
  --runs N           shrinking: runs at most (default 30000)
  --seconds N        shrinking: seconds at most (default 300)
  --trace            with one of those: shows every point
  --show             with one of those: shows the scenario instead of running it
  --profile NAME     drawn (default), calm or rough
  --weakness NAME    leaves out one rule of the protocol
  --weaknesses       leaves out each rule by itself until it is missed, and shows the table
  --bias NAME        drawn (default), or what shall be frequent: crashes, stalls, rush
  --unwatched        without looking at the invariants, to see how fast a run is
";

/// The words, read.
#[derive(Clone, Debug)]
pub struct Arguments {
    pub seeds: u64,
    pub from: u64,
    pub threads: usize,
    pub stops: bool,
    pub keep: Option<String>,
    pub seed: Option<u64>,
    pub scenario: Option<String>,
    pub shrinks: bool,
    pub shrink_runs: u64,
    pub shrink_seconds: u64,
    pub with_trace: bool,
    pub shows_scenario: bool,
    pub profile: Option<Profile>,
    pub weakness: Option<Weakness>,
    pub unwatched: bool,
    pub wants_help: bool,
    pub wants_trials: bool,
    pub bias: Bias,
}

impl Arguments {
    /// Reads them; a complaint if they make no sense.
    pub fn read(words: &[String]) -> Result<Self, String> {
        let mut arguments = Arguments {
            seeds: 1_000,
            from: 1,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            stops: false,
            keep: None,
            seed: None,
            scenario: None,
            shrinks: false,
            shrink_runs: 30_000,
            shrink_seconds: 300,
            with_trace: false,
            shows_scenario: false,
            profile: None,
            weakness: None,
            unwatched: false,
            wants_help: false,
            wants_trials: false,
            bias: Bias::Drawn,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().cloned().ok_or_else(|| format!("`{word}` wants a value"));
            match word.as_str() {
                "--seeds" => arguments.seeds = number(&value()?)?,
                "--from" => arguments.from = number(&value()?)?,
                "--threads" => arguments.threads = number(&value()?)?.clamp(1, 256) as usize,
                "--stop" => arguments.stops = true,
                "--keep" => arguments.keep = Some(value()?),
                "--seed" => arguments.seed = Some(number(&value()?)?),
                "--scenario" => arguments.scenario = Some(value()?),
                "--shrink" => arguments.shrinks = true,
                "--runs" => arguments.shrink_runs = number(&value()?)?,
                "--seconds" => arguments.shrink_seconds = number(&value()?)?,
                "--trace" => arguments.with_trace = true,
                "--show" => arguments.shows_scenario = true,
                "--profile" => arguments.profile = profile(&value()?)?,
                "--weakness" => arguments.weakness = Some(weakness(&value()?)?),
                "--weaknesses" => arguments.wants_trials = true,
                "--bias" => arguments.bias = bias(&value()?)?,
                "--unwatched" => arguments.unwatched = true,
                "--help" | "-h" => arguments.wants_help = true,
                other => return Err(format!("`{other}` is no option")),
            }
        }
        Ok(arguments)
    }

    /// How seeds are run.
    pub fn options(&self) -> Options {
        Options { weakness: self.weakness, unwatched: self.unwatched, ..Options::default() }
    }

    /// The scenario under the profile that was asked for.
    pub fn profiled(&self, scenario: Scenario) -> Scenario {
        let scenario = match &self.profile {
            Some(profile) => Scenario { profile: profile.clone(), ..scenario },
            None => scenario,
        };
        self.bias.scenario(scenario)
    }
}

fn number(text: &str) -> Result<u64, String> {
    let parsed = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    parsed.map_err(|error| format!("`{text}`: {error}"))
}

fn profile(name: &str) -> Result<Option<Profile>, String> {
    match name {
        "drawn" => Ok(None),
        "calm" => Ok(Some(Profile::calm())),
        "rough" => Ok(Some(Profile::rough())),
        other => Err(format!("there is no profile `{other}`")),
    }
}

fn bias(name: &str) -> Result<Bias, String> {
    let found = Bias::ALL.into_iter().find(|bias| bias.name() == name);
    found.ok_or_else(|| format!("there is no bias `{name}`"))
}

fn weakness(name: &str) -> Result<Weakness, String> {
    let found = Weakness::all().into_iter().find(|weakness| weakness.name() == name);
    found.ok_or_else(|| {
        let names: Vec<String> = Weakness::all().into_iter().map(Weakness::name).collect();
        format!("there is no weakness `{name}`, but {}", names.join(", "))
    })
}
