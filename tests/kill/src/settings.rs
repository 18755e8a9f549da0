//! How long and how hard, from the environment.

use crate::Trouble;

/// Kills at least, however long they take.
pub const KILLS_MIN: usize = 15;

/// Milliseconds between the moment at which a server is ready and its kill.
pub const LIFE_MS: (u64, u64) = (300, 2_000);

/// What a run of the test is like.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Executions to start.
    pub executions: usize,
    /// Seconds for which the server is killed.
    pub seconds: u64,
    /// Where chance begins.
    pub seed: u64,
}

impl Settings {
    /// Reads the environment: `STEPWELL_<test>_EXECUTIONS`, `_SECONDS` and `_SEED`.
    ///
    /// # Errors
    /// A variable is no number.
    pub fn read(test: &str, executions: usize, seconds: u64) -> Result<Self, Trouble> {
        let number = |what: &str| number(&format!("STEPWELL_{test}_{what}"));
        Ok(Settings {
            executions: number("EXECUTIONS")?.map_or(executions, |number| number as usize),
            seconds: number("SECONDS")?.unwrap_or(seconds),
            seed: number("SEED")?.unwrap_or_else(|| uuid::Uuid::new_v4().as_u64_pair().1),
        })
    }
}

fn number(name: &str) -> Result<Option<u64>, Trouble> {
    match std::env::var(name) {
        Ok(text) => Ok(Some(text.parse().map_err(|cause| format!("`{name}` is `{text}`: {cause}"))?)),
        Err(_) => Ok(None),
    }
}
