//! debug
use stepwell_protocol_tests::{core, run};
use stepwell_world::world::World;
#[test]
fn debug() {
    let s = core().into_iter().find(|s| s.name == "a long wait").unwrap();
    let mut world = World::default();
    (s.prepare)(&mut world);
    world.points.begin(vec![]);
    let (status, key, world) = run(&s, world);
    println!("{status:?} {}", stepwell_journal::clock::Clock::now_ms(&*world.time) - stepwell_world::world::BEGIN_MS);
    for n in world.points.names().iter().filter(|n| !n.starts_with("replace swept") && *n != "query" && *n!="get") { println!("{n}"); }
    for e in world.history(&key) { println!("{e:?}"); }
    println!("{:?}", world.errors);
}
