//! How long to wait before the next attempt to connect.
//!
//! Room:  connect, `asterisk`.
//! Holds: from one second up to half a minute, each with a share of its own so that many sources
//!        do not come back at once; the share follows from the source's name, not from chance.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);
/// A session that lived this long starts anew at the first step.
const STEADY: Duration = Duration::from_secs(60);

#[derive(Clone, Debug)]
pub(super) struct Backoff {
    step: Duration,
    state: u64,
}

impl Backoff {
    pub(super) fn new(seed: &str) -> Self {
        let state = seed.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self { step: FIRST, state }
    }

    /// The pause after a session that lived for `lived`: half to all of the step.
    pub(super) fn after(&mut self, lived: Duration) -> Duration {
        if lived >= STEADY {
            self.step = FIRST;
        }
        let step = self.step;
        self.step = (step * 2).min(LONGEST);
        // One step of splitmix64.
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let permille = u32::try_from((mixed ^ (mixed >> 31)) % 501).unwrap_or(0) + 500;
        step * permille / 1_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_half_a_minute_and_start_anew_after_a_steady_session() {
        let mut backoff = Backoff::new("pbx1");
        let pauses: Vec<_> = (0..8).map(|_| backoff.after(Duration::ZERO)).collect();
        assert!(pauses[0] <= FIRST && pauses[0] >= FIRST / 2);
        assert!(pauses[7] <= LONGEST && pauses[7] >= LONGEST / 2);
        assert!(backoff.after(STEADY) <= FIRST);
    }

    #[test]
    fn two_sources_do_not_come_back_together() {
        let first = Backoff::new("pbx1").after(Duration::ZERO);
        assert_ne!(first, Backoff::new("pbx2").after(Duration::ZERO));
        assert_eq!(first, Backoff::new("pbx1").after(Duration::ZERO));
    }
}
