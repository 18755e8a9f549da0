//! Time and chance of this machine, as the product's crates ask for them.

use std::time::Duration;

use async_trait::async_trait;
use stepwell_api::rest::backend;
use stepwell_journal::clock::Clock;
use stepwell_orchestrator::{Chance, Time};
use stepwell_sqlite::SystemClock;
use tokio::time::sleep;
use uuid::Uuid;

use crate::limits::SLEEP_MAX;

/// This machine's clock and source of randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct World;

impl Clock for World {
    fn now_ms(&self) -> u64 {
        SystemClock.now_ms()
    }
}

#[async_trait]
impl Time for World {
    async fn sleep_until_ms(&self, at_ms: u64) {
        loop {
            let left = at_ms.saturating_sub(Clock::now_ms(self));
            if left == 0 {
                return;
            }
            sleep(Duration::from_millis(left).min(SLEEP_MAX)).await;
        }
    }
}

impl Chance for World {
    fn next(&self) -> u64 {
        // A UUID of version 4 has six fixed bits; in neither half do they stand where the other's stand after the turn.
        let (high, low) = Uuid::new_v4().as_u64_pair();
        high ^ low.rotate_left(32)
    }
}

impl backend::World for World {
    fn now_ms(&self) -> u64 {
        Clock::now_ms(self)
    }

    fn random(&self) -> u64 {
        self.next()
    }
}

impl World {
    /// 32 random bytes.
    pub fn secret(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for part in bytes.chunks_exact_mut(8) {
            part.copy_from_slice(&self.next().to_be_bytes());
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use stepwell_orchestrator::Chance;

    use super::World;

    #[test]
    fn all_bits_are_left_to_chance() {
        let drawn: Vec<u64> = (0..256).map(|_| World.next()).collect();
        assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), drawn.len());
        assert_eq!(drawn.iter().fold(0, |all, number| all | number), u64::MAX);
        assert_eq!(drawn.iter().fold(u64::MAX, |all, number| all & number), 0);
        assert_ne!(World.secret(), World.secret());
    }
}
