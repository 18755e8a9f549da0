//! Definitions of state machines.

use stepwell_asl::limits::{DIAGNOSTICS_MAX, STATES_MAX};
use stepwell_asl::parse::parse_state;
use stepwell_asl::{MachineType, Parsed, Severity};

/// There is a program exactly if there is no error, everything in it leads somewhere, and complaints say where.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let kinds = [MachineType::Standard, MachineType::Express];
    for kind in kinds {
        check(&stepwell_asl::parse(&text, kind));
        check(&parse_state(&text, kind));
        check(&stepwell_integrations::definition::parse(&text, kind));
    }
    let twice = [0, 1].map(|_| stepwell_asl::parse(&text, MachineType::Standard).diagnostics);
    assert_eq!(twice[0], twice[1], "the same text has the same complaints");
}

fn check(parsed: &Parsed) {
    let is_right = parsed.diagnostics.iter().all(|found| found.severity == Severity::Warning);
    assert!(parsed.diagnostics.len() <= DIAGNOSTICS_MAX + 1, "{}", parsed.diagnostics.len());
    for found in &parsed.diagnostics {
        assert!(!found.message.is_empty(), "{found:?}");
        let is_placed =
            found.location.as_deref().is_none_or(|place| place.starts_with('/') || place.starts_with('['));
        assert!(is_placed, "{found:?}");
    }
    let Some(program) = &parsed.program else {
        assert!(!is_right || parsed.omitted > 0, "no program and no error");
        return;
    };
    assert!(is_right, "{:?}", parsed.diagnostics);
    assert!(!program.states.is_empty() && program.states.len() <= STATES_MAX);
    for (at, state) in program.states.iter().enumerate() {
        assert_eq!(state.id.0 as usize, at);
    }
    for machine in &program.machines {
        assert!((machine.start_at.0 as usize) < program.states.len());
        assert!(machine.inside.is_none_or(|outer| (outer.0 as usize) < program.states.len()));
    }
}
