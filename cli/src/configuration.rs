//! Which `stepwell.toml` counts, and what the command line says on top of it.

use std::path::{Path, PathBuf};

use clap::Args;
use stepwell_local::Config;

use crate::failure::Failure;

/// The file that is read if it is there and no other is named.
const FILE: &str = "stepwell.toml";

/// `--config`, `--account`, `--region`.
#[derive(Clone, Debug, Default, Args)]
pub struct Configuration {
    /// Functions, jobs and state machines; `stepwell.toml` is read if it is there
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Account in all ARNs, 12 digits; goes before `server.account`
    #[arg(long, value_parser = account)]
    account: Option<String>,
    /// Region in all ARNs; goes before `server.region`
    #[arg(long, value_parser = region)]
    region: Option<String>,
}

impl Configuration {
    /// Reads it. Without a file everything is at its default.
    pub fn read(&self) -> Result<Config, Failure> {
        let named = self.config.clone().or_else(|| Path::new(FILE).is_file().then(|| PathBuf::from(FILE)));
        let read = match named {
            Some(file) => Config::read(&file),
            None => Config::parse("", Path::new(FILE)),
        };
        let mut config = read.map_err(|error| Failure::new(error.to_string()))?;
        if let Some(account) = &self.account {
            config.server.account.clone_from(account);
        }
        if let Some(region) = &self.region {
            config.server.region.clone_from(region);
        }
        Ok(config)
    }
}

fn account(text: &str) -> Result<String, String> {
    let is_good = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_good { Ok(text.to_owned()) } else { Err("an account has 12 digits".to_owned()) }
}

fn region(text: &str) -> Result<String, String> {
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_good = !text.is_empty() && text.bytes().all(good);
    if is_good { Ok(text.to_owned()) } else { Err("a region is like `us-east-1`".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::Configuration;

    #[test]
    fn the_command_line_goes_before_the_file() {
        let dir = std::env::temp_dir().join(format!("stepwell-config-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&dir).unwrap();
        let file = dir.join("own.toml");
        std::fs::write(&file, "[server]\naccount = \"111111111111\"\nregion = \"eu-west-1\"\n").unwrap();
        let cases = [
            (None, None, "111111111111", "eu-west-1"),
            (Some("222222222222"), None, "222222222222", "eu-west-1"),
            (None, Some("us-west-2"), "111111111111", "us-west-2"),
        ];
        for (account, region, expected_account, expected_region) in cases {
            let configuration = Configuration {
                config: Some(file.clone()),
                account: account.map(str::to_owned),
                region: region.map(str::to_owned),
            };
            let server = configuration.read().unwrap().server;
            assert_eq!(
                (server.account.as_str(), server.region.as_str()),
                (expected_account, expected_region)
            );
        }
        let missing = Configuration { config: Some(dir.join("none.toml")), ..Configuration::default() };
        assert!(missing.read().unwrap_err().message.contains("--config"));
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
