//! Which services can be reached, decided from the environment and the files of the AWS CLI alone.
//! Deliberately absent: the instance metadata service. Asking it is a network call that takes seconds where there is
//! none; on an instance a profile with `credential_source` says that its role may be used.

use std::fs::File;
use std::io::Read;

use crate::limits::PROFILE_FILE_BYTES_MAX;

/// Variables each of which says that there are credentials. Source: AWS SDKs and Tools reference guide,
/// "Environment variables list".
const CREDENTIALS: [&str; 5] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];

/// Keys of a profile each of which says where credentials come from. Source: the same guide, "Settings reference".
/// Single sign-on is not among them: this build has no client for it.
const KEYS: [&str; 5] =
    ["aws_access_key_id", "role_arn", "credential_source", "credential_process", "web_identity_token_file"];

/// What the environment says about the way to AWS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Whether there are credentials, as far as can be seen without using them.
    pub credentials: bool,
    /// Address that stands for Lambda.
    pub lambda: Option<String>,
    /// Address that stands for Glue.
    pub glue: Option<String>,
}

impl Reach {
    /// Decides from the variables and files of this process.
    pub fn of_this_process() -> Reach {
        Reach::decide(&|name| std::env::var(name).ok(), &read)
    }

    /// Decides from what `variable` and `file` answer for names and paths.
    pub fn decide(variable: &dyn Fn(&str) -> Option<String>, file: &dyn Fn(&str) -> Option<String>) -> Reach {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let ignored = set("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").is_some_and(|value| value == "true");
        let endpoint = |name: &str| {
            let own = set(name).or_else(|| set("AWS_ENDPOINT_URL"));
            own.filter(|_| !ignored)
        };
        let credentials = CREDENTIALS.iter().any(|name| set(name).is_some()) || {
            let home = set("HOME");
            let paths = [("AWS_SHARED_CREDENTIALS_FILE", "credentials"), ("AWS_CONFIG_FILE", "config")];
            paths.into_iter().any(|(name, default)| {
                let path = set(name).or_else(|| Some(format!("{}/.aws/{default}", home.as_deref()?)));
                path.and_then(|path| file(&path)).is_some_and(|text| has_credentials(&text))
            })
        };
        Reach {
            credentials,
            lambda: endpoint("AWS_ENDPOINT_URL_LAMBDA"),
            glue: endpoint("AWS_ENDPOINT_URL_GLUE"),
        }
    }

    /// Whether calls of the service, `lambda` or `glue`, have somewhere to go.
    pub fn covers(&self, service: &str) -> bool {
        match service {
            "lambda" => self.credentials || self.lambda.is_some(),
            "glue" => self.credentials || self.glue.is_some(),
            _ => false,
        }
    }

    /// Whether nothing can be reached.
    pub fn is_nothing(&self) -> bool {
        !self.covers("lambda") && !self.covers("glue")
    }

    /// Whether the address is an emulator's that takes any key: there are no credentials, and AWS's own addresses are
    /// not without TLS.
    pub fn is_emulator(&self, endpoint: Option<&str>) -> bool {
        !self.credentials && endpoint.is_some_and(|endpoint| endpoint.starts_with("http://"))
    }
}

/// Whether the profile `default` of such a file says where credentials come from.
fn has_credentials(text: &str) -> bool {
    let mut is_default = false;
    for line in text.lines() {
        if let Some(section) = line.trim().strip_prefix('[') {
            let section = section.split(']').next().unwrap_or_default().trim();
            is_default = section == "default"
                || section.strip_prefix("profile").is_some_and(|name| name.trim() == "default");
        } else if is_default
            && let Some((key, value)) = line.split_once('=')
            && KEYS.contains(&key.trim())
            && !value.trim().is_empty()
        {
            return true;
        }
    }
    false
}

/// The text of a file; none if it cannot be read or is larger than such a file may be.
fn read(path: &str) -> Option<String> {
    let mut text = String::new();
    let mut file = File::open(path).ok()?.take(PROFILE_FILE_BYTES_MAX.saturating_add(1));
    let bytes = file.read_to_string(&mut text).ok()?;
    (u64::try_from(bytes).ok()? <= PROFILE_FILE_BYTES_MAX).then_some(text)
}

#[cfg(test)]
#[path = "reach_tests.rs"]
mod tests;
