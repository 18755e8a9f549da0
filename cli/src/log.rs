//! What a server says about itself while it runs, on standard error. Deliberately absent: secrets; whoever writes a log
//! line leaves them out.

use tracing_subscriber::EnvFilter;

use crate::failure::Failure;

/// `--log`.
#[derive(Clone, Debug, clap::Args)]
pub struct Log {
    /// What is logged to standard error: off, error, warn, info, debug, trace, or filters as in `info,stepwell_local=debug`
    #[arg(long, env = "STEPWELL_LOG", default_value = "info", value_name = "FILTER")]
    log: String,
}

impl Log {
    /// Begins to log.
    pub fn begin(&self) -> Result<(), Failure> {
        let filter = EnvFilter::try_new(&self.log).map_err(|error| {
            Failure::new(format!("`--log {}` is no filter: {error}: write `info`", self.log))
        })?;
        let colors = std::io::IsTerminal::is_terminal(&std::io::stderr());
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .with_ansi(colors)
            .init();
        Ok(())
    }
}
