//! A Lambda function for the tests: speaks the Runtime API by hand and behaves as its event says.
//! Deliberately absent: any library. If this works, so does the runtime client of any language.

use std::io::{BufRead, BufReader, Error, Read, Write};
use std::net::TcpStream;

fn main() -> Result<(), Error> {
    if std::env::var("START").as_deref() == Ok("broken") {
        let body = r#"{"errorMessage":"no database","errorType":"ConfigError"}"#;
        request("POST", "/2018-06-01/runtime/init/error", body)?;
        std::process::exit(1);
    }
    if std::env::var("START").as_deref() == Ok("exit") {
        std::process::exit(7);
    }
    for count in 1_u32.. {
        let (headers, event) = request("GET", "/2018-06-01/runtime/invocation/next", "")?;
        let id = header(&headers, "lambda-runtime-aws-request-id");
        println!("invocation {count}");
        answer(&id, &headers, &event, count)?;
    }
    Ok(())
}

/// Does what the event asks for.
fn answer(id: &str, headers: &[String], event: &str, count: u32) -> Result<(), Error> {
    let wants = |word: &str| event.contains(&format!("\"do\":\"{word}\""));
    let (response, error) = (format!("{PREFIX}{id}/response"), format!("{PREFIX}{id}/error"));
    if wants("fail") {
        request("POST", &error, r#"{"errorMessage":"no such order","errorType":"OrderError"}"#)?;
    } else if wants("crash") {
        std::process::exit(3);
    } else if wants("abort") {
        std::process::abort();
    } else if wants("hang") {
        std::thread::park();
    } else if wants("garbage") {
        request("POST", &response, "this is <no> JSON")?;
    } else if wants("large") {
        request("POST", &response, &"x".repeat(6 * 1024 * 1024 + 1))?;
    } else if wants("forge") {
        let (head, body) = request("POST", &format!("{PREFIX}somebody-else/response"), "1")?;
        let status = head.first().cloned().unwrap_or_default();
        request("POST", &response, &format!("{{\"status\":\"{status}\",\"body\":{body}}}"))?;
    } else {
        if wants("wait") {
            // Until the test lets go: it creates the file named by the variable.
            let gate = std::env::var("GATE").unwrap_or_default();
            while !std::path::Path::new(&gate).exists() {
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
        }
        let arn = header(headers, "lambda-runtime-invoked-function-arn");
        let (process, name) = (std::process::id(), variable("AWS_LAMBDA_FUNCTION_NAME"));
        let (memory, region) = (variable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), variable("AWS_REGION"));
        let own = variable("OWN");
        let body = format!(
            "{{\"event\":{event},\"count\":{count},\"process\":{process},\"arn\":\"{arn}\",\"name\":\"{name}\",\
             \"memory\":\"{memory}\",\"region\":\"{region}\",\"own\":\"{own}\"}}"
        );
        request("POST", &response, &body)?;
    }
    Ok(())
}

const PREFIX: &str = "/2018-06-01/runtime/invocation/";

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

fn header(headers: &[String], name: &str) -> String {
    let line = headers.iter().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    });
    line.unwrap_or_default()
}

/// One request on a connection of its own. Returns the lines of the head and the body.
fn request(method: &str, path: &str, body: &str) -> Result<(Vec<String>, String), Error> {
    let host = variable("AWS_LAMBDA_RUNTIME_API");
    let mut stream = TcpStream::connect(&host)?;
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    // An answer may come before the whole of a too large body was read.
    let _cut_off = stream.write_all(body.as_bytes());
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let mut body = String::new();
    reader.read_to_string(&mut body)?;
    Ok((lines, body))
}
