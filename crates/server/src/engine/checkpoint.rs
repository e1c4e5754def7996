//! A snapshot of everything that a restart needs: a cache of the journal, never its replacement.
//!
//! Room:  server; written by the engine every so many records, read by recovery and seek.
//! Holds: one of another program version or with a wrong digest is not used.
//! Proof: tests below; tests/it/engine.rs.

use super::keys::FreeKeys;
use domain::Timestamp;
use journal::Registry;
use live::Live;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How far effects have been carried: all those of records before `record`, and the first `fired`
/// of `record` itself. (Effects that a tick fires belong to the record that comes next: replay,
/// which knows no ticks, finds them there.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct EffectMark {
    pub record: u64,
    pub fired: u32,
}

const FIRED_BITS: u32 = 24;

impl EffectMark {
    /// As one number that rises with the mark, for the store. A record fires fewer than 16 million
    /// effects and a lane has fewer than 2^39 records.
    #[must_use]
    pub fn pack(self) -> u64 {
        let fired = u64::from(self.fired).min((1 << FIRED_BITS) - 1);
        (self.record << FIRED_BITS) | fired
    }

    #[must_use]
    pub fn unpack(packed: u64) -> Self {
        let fired = packed & ((1 << FIRED_BITS) - 1);
        Self {
            record: packed >> FIRED_BITS,
            fired: u32::try_from(fired).expect("24 bits fit in 32"),
        }
    }
}

/// The state after `sequence`, with what the writer knows beside it.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    pub sequence: u64,
    /// The latest instant that the state has been told of, by a record or a tick.
    pub at: Timestamp,
    pub effects: EffectMark,
    pub live: Live,
    pub registry: Registry,
    pub keys: FreeKeys,
    pub set_aside: BTreeSet<u64>,
}

/// Changed whenever a snapshot of an earlier build must not be read.
const SHAPE: u32 = 4;

impl Checkpoint {
    /// The state before the first record.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            sequence: 0,
            at: Timestamp::MIN,
            effects: EffectMark { record: 1, fired: 0 },
            live: Live::new(),
            registry: Registry::default(),
            keys: FreeKeys::default(),
            set_aside: BTreeSet::new(),
        }
    }

    /// Whether none of these records is part of the state.
    #[must_use]
    pub fn is_without(&self, records: &BTreeSet<u64>) -> bool {
        records.range(..=self.sequence).all(|record| self.set_aside.contains(record))
    }

    /// The written form: head, state, and what only the writer needs.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let Self { sequence, at, effects, live, registry, keys, set_aside } = self;
        let head = Head {
            shape: SHAPE,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            digest: live.digest(),
            sequence: *sequence,
            at: *at,
            effects: *effects,
        };
        let bytes = postcard::to_allocvec(&head).expect(PLAIN);
        let bytes = postcard::to_extend(live, bytes).expect(PLAIN);
        postcard::to_extend(&(registry, keys, set_aside), bytes).expect(PLAIN)
    }

    /// Reads a written checkpoint; `None` if this program cannot trust it.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (head, live, rest) = Self::decode_state(bytes)?;
        if live.digest() != head.digest {
            return None;
        }
        let (registry, keys, set_aside) = postcard::from_bytes(rest).ok()?;
        let Head { sequence, at, effects, .. } = head;
        Some(Self { sequence, at, effects, live, registry, keys, set_aside })
    }

    /// Reads the state alone, for looking at the past; the store has checked its sum.
    #[must_use]
    pub fn decode_live(bytes: &[u8]) -> Option<(u64, Timestamp, Live)> {
        Self::decode_state(bytes).map(|(head, live, _)| (head.sequence, head.at, live))
    }

    fn decode_state(bytes: &[u8]) -> Option<(Head, Live, &[u8])> {
        let (head, rest) = postcard::take_from_bytes::<Head>(bytes).ok()?;
        if head.shape != SHAPE || head.version != env!("CARGO_PKG_VERSION") {
            return None;
        }
        let (live, rest) = postcard::take_from_bytes::<Live>(rest).ok()?;
        Some((head, live, rest))
    }
}

const PLAIN: &str = "a snapshot is plain data";

/// What is checked before the rest is believed.
#[derive(Serialize, Deserialize)]
struct Head {
    shape: u32,
    version: String,
    digest: u64,
    sequence: u64,
    at: Timestamp,
    effects: EffectMark,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_packs_in_order() {
        let marks = [(1, 0), (1, 7), (2, 0), (9_000_000_000, 3)];
        let packed: Vec<u64> =
            marks.iter().map(|&(record, fired)| EffectMark { record, fired }.pack()).collect();
        assert!(packed.is_sorted());
        assert_eq!(EffectMark::unpack(packed[3]), EffectMark { record: 9_000_000_000, fired: 3 });
    }

    #[test]
    fn a_damaged_or_foreign_checkpoint_is_not_used() {
        let bytes = Checkpoint::empty().encode();
        assert_eq!(Checkpoint::decode(&bytes).unwrap().sequence, 0);
        assert!(Checkpoint::decode(&bytes[..bytes.len() - 1]).is_none());
        let mut foreign = bytes;
        foreign[0] ^= 1;
        assert!(Checkpoint::decode(&foreign).is_none());
    }
}
