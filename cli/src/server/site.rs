//! Which part of the product answers a request: the AWS protocol at `POST /`, the plain routes everywhere else.
//!
//! A server that listens on the loopback address answers only under names of this machine: a web page whose own name
//! was made to point here (DNS rebinding) is refused. Deliberately absent: who may ask otherwise.

use async_trait::async_trait;
use stepwell_api::http::{HttpAnswer, HttpRequest};
use stepwell_api::rest::Rest;
use stepwell_api::{Api, ApiRequest, handle};

use super::http::Site;

/// All routes of a server.
pub struct Routes {
    /// The AWS protocol.
    pub api: Api,
    /// The plain routes.
    pub rest: Rest,
    /// Whether only names of this machine are answered to.
    pub guards: bool,
}

#[async_trait]
impl Site for Routes {
    async fn answer(&self, request: &HttpRequest<'_>) -> HttpAnswer {
        if self.guards && !request.header("host").is_some_and(is_here) {
            let text = "this server answers under `localhost` and IP addresses only: name it so, or listen elsewhere with `--host`\n";
            return HttpAnswer::new(421, "text/plain; charset=utf-8", text);
        }
        if request.method != "POST" || request.path != "/" {
            return self.rest.handle(request).await;
        }
        let request = ApiRequest {
            target: request.header("x-amz-target"),
            content_type: request.header("content-type"),
            trace_header: request.header("x-amzn-trace-id"),
            body: request.body,
        };
        let answer = handle(&self.api, request).await;
        HttpAnswer { status: answer.status, headers: answer.headers, body: answer.body }
    }
}

/// Whether a `Host` header names this machine: `localhost`, a name below it, or an IP address. SDKs put `sync-` before
/// the host of some actions.
fn is_here(host: &str) -> bool {
    let host = host.strip_prefix("sync-").unwrap_or(host);
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split(']').next().is_some_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok());
    }
    let name = host.split(':').next().unwrap_or(host).to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost") || name.parse::<std::net::Ipv4Addr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::is_here;

    #[test]
    fn only_names_of_this_machine_are_answered_to() {
        let here = [
            "localhost",
            "LocalHost:8083",
            "127.0.0.1:1",
            "[::1]:80",
            "a.localhost:1",
            "sync-localhost:1",
            "192.168.1.2",
        ];
        let elsewhere =
            ["", "example.org", "localhost.example.org:80", "notlocalhost", "127.0.0.1.example.org", "[x]:1"];
        assert!(here.into_iter().all(is_here));
        assert!(!elsewhere.into_iter().any(is_here));
    }
}
