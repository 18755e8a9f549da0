//! probe
use stepwell_model::*;
use Weakness as W;
fn main() {
    use Program::*;
    let rows: Vec<(&[W], Program, bool, Stalls, usize)> = vec![
        (&[W::ActBeforeCommit], Task, true, Stalls::Never, 1),
        (&[W::SendAfterCommit], Task, true, Stalls::Never, 2),
        (&[W::SendAfterCommit], Callback, false, Stalls::Never, 1),
        (&[W::NoStamp], TimedCallback, true, Stalls::Never, 0),
        (&[W::NoStamp], Task, true, Stalls::OutsideTheWindow, 1),
        (&[W::NoNonce], Callback, false, Stalls::Never, 1),
        (&[W::EarlyAck], Task, true, Stalls::OutsideTheWindow, 3),
        (&[W::EarlyAck, W::NoItemBeforePage], Task, true, Stalls::OutsideTheWindow, 2),
        (&[W::NoClaim], Task, true, Stalls::Never, 0),
        (&[W::NoDeadlineCheck], Task, true, Stalls::OutsideTheWindow, 1),
        (&[W::NoItemBeforeStart], Task, false, Stalls::Never, 1),
        (&[W::NoItemBeforeCallback], Callback, false, Stalls::Never, 1),
        (&[W::NoItemBeforePage], Task, true, Stalls::Never, 2),
        (&[W::SweepOnce], Task, false, Stalls::Never, 2),
        (&[W::OutboxOnlyInItsPage], Nested, false, Stalls::Never, 1),
        (&[W::OutboxOnlyInItsPage], Branches, false, Stalls::Never, 1),
        (&[W::PollWithoutChain], Job, false, Stalls::Never, 0),
        (&[W::NoRenewal], Task, true, Stalls::Never, 0),
        (&[W::LaggingIndex], Task, false, Stalls::Never, 1),
        (&[W::NoFence], Task, true, Stalls::Never, 0),
        (&[W::RepeatLostCalls], Task, false, Stalls::Never, 1),
        (&[W::RevivedClaims], Branches, true, Stalls::OutsideTheWindow, 2),
        (&[W::NoSecondPromise], Task, false, Stalls::OutsideTheWindow, 1),
        (&[W::NoSecondPromise], Callback, false, Stalls::OutsideTheWindow, 1),
        (&[W::InboxWithoutItem], Callback, false, Stalls::OutsideTheWindow, 2),
        (&[], Task, true, Stalls::Anywhere, 1),
    ];
    for (w, program, retry, stalls, faults) in rows {
        let t = std::time::Instant::now();
        let r = search(&Config::new(program, retry).without(w).stalling(stalls), faults, None);
        println!("{w:?} {} retry={retry} {stalls:?}: states {:?} stuck {:?} luck {:?} {:.1}s", program.name(), r.states, r.stuck, r.luck, t.elapsed().as_secs_f64());
        for (p, b) in &r.broken { println!("  {p:?} at {}", b.faults); if std::env::var("TRACE").is_ok() { for l in &b.trace { println!("     {l}"); } } }
    }
}
