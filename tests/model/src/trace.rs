//! How a world comes about, in words.

use crate::config::Config;
use crate::head::{A1, A2, B, Call, End, Head, Owner, Phase};
use crate::search::{Space, successors};
use crate::state::State;
use crate::step::{Kind, Step};
use crate::symmetry::canonical;

/// The steps from the beginning to a world, and one more.
pub(crate) fn words(config: &Config, space: &Space, to: u32, last: Option<&Step>) -> Vec<String> {
    let mut path = vec![to];
    let mut at = to;
    while at != 0 {
        at = space.parents.get(at as usize).copied().unwrap_or_default();
        path.push(at);
    }
    path.reverse();
    // The worlds that are kept may have the executors exchanged: the way is walked once more without that.
    let mut lines = Vec::new();
    let mut state = State::default();
    let wanted: Vec<State> = path.iter().skip(1).filter_map(|at| space.seen.get(*at as usize)).collect();
    let end = last.map(|last| canonical(last.state));
    let broken = last.and_then(|last| last.broken);
    let count = wanted.len();
    for (at, want) in wanted.into_iter().chain(end).enumerate() {
        let found = successors(config, &state)
            .into_iter()
            .find(|step| canonical(step.state) == want && (at < count || step.broken == broken));
        let Some(step) = found else {
            lines.push("the way is lost here".to_owned());
            return lines;
        };
        lines.push(line(&step, &state));
        state = step.state;
    }
    lines
}

fn line(step: &Step, before: &State) -> String {
    let mark = if step.kind == Kind::Fault { "FAULT " } else { "" };
    let page =
        if step.state.head == before.head { String::new() } else { format!(" [{}]", page(&step.state.head)) };
    let broken = step.broken.map(|broken| format!(" => {broken:?}")).unwrap_or_default();
    format!("{mark}{}: {}{page}{broken}", step.who, step.what)
}

/// A page in words.
pub fn page(head: &Head) -> String {
    let mut parts: Vec<String> = Vec::new();
    for lane in &head.lanes {
        let mut words = match lane.phase {
            Phase::Off => continue,
            Phase::Open(attempt) => name(attempt).to_owned(),
            Phase::Backoff => "pause before a retry".to_owned(),
        };
        words.push_str(match lane.call {
            Call::None => "",
            Call::Ready => " ready",
            Call::Claimed { owner: Owner::Executor(0), .. } => " claimed by executor 1",
            Call::Claimed { owner: Owner::Executor(_), .. } => " claimed by executor 2",
            Call::Claimed { .. } => " claimed by nobody alive",
        });
        if let Call::Claimed { over: true, .. } = lane.call {
            words.push_str(", over");
        }
        for (is, word) in [(lane.submitted, ", submitted"), (lane.due, ", due")] {
            if is {
                words.push_str(word);
            }
        }
        parts.push(words);
    }
    match head.end {
        End::Running => {}
        End::Succeeded => parts.push("succeeded".to_owned()),
        End::Failed => parts.push("failed".to_owned()),
    }
    if head.tell {
        parts.push("parent to be told".to_owned());
    }
    parts.join("; ")
}

fn name(attempt: u8) -> &'static str {
    match attempt {
        A1 => "first attempt",
        A2 => "second attempt",
        B => "second task",
        _ => "other branch",
    }
}
