//! Mistakes in `stepwell.toml`, each with its key, what is wrong and what to do.

use std::fmt;
use std::path::{Path, PathBuf};

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Key path, `functions.check-file.command`; `line 3` where the text is no TOML; empty for the file as a whole.
    pub key: String,
    /// What is wrong.
    pub problem: String,
    /// What to write instead.
    pub remedy: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.key.is_empty() {
            write!(f, "`{}`: ", self.key)?;
        }
        write!(f, "{}; {}", self.problem, self.remedy)
    }
}

/// All mistakes of a file together. Displayed as one line for the file and one for each mistake.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    /// The file.
    pub file: PathBuf,
    /// Its mistakes, at least one.
    pub mistakes: Vec<Mistake>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot use `{}`", self.file.display())?;
        self.mistakes.iter().try_for_each(|mistake| write!(f, "\n  {mistake}"))
    }
}

impl ConfigError {
    pub(super) fn one(file: &Path, key: &str, problem: &str, remedy: &str) -> ConfigError {
        let mistake = Mistake { key: key.to_owned(), problem: problem.to_owned(), remedy: remedy.to_owned() };
        ConfigError { file: file.to_path_buf(), mistakes: vec![mistake] }
    }

    pub(super) fn unreadable(file: &Path, cause: &std::io::Error) -> ConfigError {
        ConfigError::one(
            file,
            "",
            &format!("it cannot be read: {cause}"),
            "create it or name another file with `--config`",
        )
    }

    pub(super) fn not_toml(file: &Path, text: &str, cause: &toml::de::Error) -> ConfigError {
        let before = cause.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let problem = format!("not TOML: {}", cause.message().replace('\n', ", "));
        ConfigError::one(file, &format!("line {line}"), &problem, "see https://toml.io for the notation")
    }
}
