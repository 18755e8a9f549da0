//! The Lambda function of the kill test, speaking the Runtime API by hand: notes that it was started, takes `ms`
//! milliseconds, and answers with its event and `n` one higher.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use stepwell_kill::{Trouble, diary};
use ureq::Agent;

fn main() -> Result<(), Trouble> {
    let api = std::env::var("AWS_LAMBDA_RUNTIME_API")?;
    let diary = std::env::var(diary::VARIABLE)?;
    let invocations = format!("http://{api}/2018-06-01/runtime/invocation");
    let agent = Agent::new_with_defaults();
    loop {
        let mut next = agent.get(format!("{invocations}/next")).call()?;
        let id = next.headers().get("lambda-runtime-aws-request-id").ok_or("an invocation without id")?;
        let id = id.to_str()?.to_owned();
        let event: Value = next.body_mut().read_json()?;
        let answer = answer(event, Path::new(&diary))?;
        agent.post(format!("{invocations}/{id}/response")).send(answer.to_string())?;
    }
}

fn answer(mut event: Value, diary: &Path) -> Result<Value, Trouble> {
    let members = event.as_object_mut().ok_or("the event is no object")?;
    let mut key = Vec::new();
    for part in ["execution", "state", "place", "retry"] {
        let value = members.shift_remove(part).ok_or("the event does not say which attempt this is")?;
        key.push(value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    }
    let key = key.join("/");
    let token = members.shift_remove("token").unwrap_or_default();
    diary::note(diary, &json!({ "key": key, "token": token }))?;
    let ms = members.get("ms").and_then(Value::as_u64).unwrap_or(0);
    std::thread::sleep(Duration::from_millis(ms));
    let n = members.get("n").and_then(Value::as_u64).unwrap_or(0);
    members.insert("n".to_owned(), json!(n + 1));
    Ok(event)
}
