//! A server on the loopback that answers each request with the next act of a script and keeps what it heard.
//! Deliberately absent: keep-alive; each answer ends its connection unless the act says otherwise.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with one request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Status, headers, body.
    Answer(u16, &'static [(&'static str, &'static str)], &'static str),
    /// Reads the request and hangs up.
    HangUp,
    /// Sends half of an answer and hangs up.
    Half,
    /// Reads the request and says nothing, for as long as the test lasts.
    Silence,
}

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Heard {
    pub line: String,
    head: String,
    pub body: String,
}

impl Heard {
    /// The value of a header, by its name in lower case; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        let mut pairs = self.head.lines().filter_map(|line| line.split_once(": "));
        pairs.find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }
}

/// The server.
pub struct Player {
    pub url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Player {
    /// Starts a server that plays these acts, one for each request, and then the last one again.
    pub async fn start(acts: &[Act]) -> Player {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (acts, hears) = (acts.to_vec(), Arc::clone(&heard));
        tokio::spawn(async move {
            let mut silent = Vec::new();
            for turn in 0.. {
                let (mut stream, _) = listener.accept().await.unwrap();
                let Some(request) = hear(&mut stream).await else { continue };
                hears.lock().unwrap().push(request);
                let act = acts.get(turn).or(acts.last()).unwrap();
                if let Act::Silence = act {
                    silent.push(stream);
                } else {
                    perform(act, stream).await;
                }
            }
        });
        Player { url, heard }
    }

    /// All requests so far.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

/// An address at which nobody listens.
pub async fn deserted() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

async fn hear(stream: &mut TcpStream) -> Option<Heard> {
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 4096];
        let count = stream.read(&mut part).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&part[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let (line, head) = head.split_once("\r\n").unwrap();
        let heard = Heard { line: line.to_owned(), head: head.to_owned(), body: body.to_owned() };
        if heard.header("content-length").parse().unwrap_or(0) <= body.len() {
            return Some(heard);
        }
    }
}

async fn perform(act: &Act, mut stream: TcpStream) {
    let (status, headers, body, missing) = match act {
        Act::Answer(status, headers, body) => (*status, *headers, *body, 0),
        Act::Half => (200, &[][..], "{\"a\":", 10),
        Act::HangUp | Act::Silence => return,
    };
    let mut text = format!("HTTP/1.1 {status} Said\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    // An answer without content has no length either.
    if status != 204 {
        text.push_str(&format!("content-length: {}\r\n", body.len() + missing));
    }
    text.push_str(&format!("connection: close\r\n\r\n{body}"));
    stream.write_all(text.as_bytes()).await.unwrap();
}
