//! The free text keys of the open feed: each stored once within seven days.
//!
//! Room:  server; beside the marks of numbered sources, part of the snapshot.
//! Holds: a key is 63 bits of a hash of source and text; the window is bounded by time.
//! Proof: tests below; tests/it/engine.rs.

use domain::{Duration, SourceId, Timestamp};
use journal::SourceKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeSet, VecDeque};

/// A key of this epoch is a hash of free text, not a rising number.
pub const FREE_KEY_EPOCH: u32 = u32::MAX;

/// How long a text key is remembered.
const WINDOW: Duration = Duration::from_minutes(7 * 24 * 60);

/// The key of an event that its sender named by text.
#[must_use]
pub fn free_key(text: &str) -> SourceKey {
    let digest = Sha256::digest(text.as_bytes());
    let head = digest.first_chunk::<8>().expect("a SHA-256 digest has 32 bytes");
    SourceKey { epoch: FREE_KEY_EPOCH, counter: u64::from_be_bytes(*head) >> 1 }
}

/// The text keys of the last seven days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeKeys {
    known: BTreeSet<(SourceId, u64)>,
    order: VecDeque<(Timestamp, SourceId, u64)>,
}

impl FreeKeys {
    #[must_use]
    pub fn contains(&self, source: SourceId, key: SourceKey) -> bool {
        self.known.contains(&(source, key.counter))
    }

    /// Remembers a key journaled at `at` and forgets those older than the window.
    pub fn learn(&mut self, source: SourceId, key: SourceKey, at: Timestamp) {
        if key.epoch != FREE_KEY_EPOCH || !self.known.insert((source, key.counter)) {
            return;
        }
        self.order.push_back((at, source, key.counter));
        let oldest_kept = at.before(WINDOW);
        while let Some(&(learned, source, counter)) = self.order.front()
            && learned < oldest_kept
        {
            self.order.pop_front();
            self.known.remove(&(source, counter));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_key_is_known_for_seven_days() {
        let mut keys = FreeKeys::default();
        let (source, key) = (SourceId(4), free_key("order-17"));
        keys.learn(source, key, Timestamp::from_secs(0));
        assert!(keys.contains(source, key));
        assert!(!keys.contains(SourceId(5), key));
        keys.learn(source, free_key("order-18"), Timestamp::from_secs(7 * 86_400 + 1));
        assert!(!keys.contains(source, key));
        assert!(keys.contains(source, free_key("order-18")));
    }
}
