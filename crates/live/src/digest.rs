//! One number for the whole state: same journal, same digest.
//!
//! Room:  live; compared after recovery, after a crash and by replays.
//! Holds: the same on every machine of one byte order; depends on nothing but the carry-over.
//! Proof: properties; story `a_digest_notices_every_change`.

use crate::live::Live;
use journal::carry::Names;
use std::hash::{Hash, Hasher};

/// FNV-1a over words instead of bytes, with a final mix: quick, and not against attackers.
struct Fnv(u64);

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

impl Fnv {
    fn word(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(PRIME);
        // The product's low bits know only the low bits: turn them.
        self.0 = self.0.rotate_left(29);
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..part.len()].copy_from_slice(part);
            self.word(u64::from_le_bytes(word));
        }
        self.word(bytes.len() as u64);
    }

    fn write_u8(&mut self, number: u8) {
        self.word(number.into());
    }

    fn write_u16(&mut self, number: u16) {
        self.word(number.into());
    }

    fn write_u32(&mut self, number: u32) {
        self.word(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        self.word(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.word(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.word((number as i64).cast_unsigned());
    }

    fn finish(&self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed ^ (mixed >> 29)
    }
}

impl Live {
    /// The digest of everything that is open.
    #[must_use]
    pub fn digest(&self) -> u64 {
        let mut hasher = Fnv(OFFSET);
        self.carry_over().hash(&mut hasher);
        hasher.finish()
    }

    /// The digest of what can be set: equal as long as nobody and nothing changed a setting.
    #[must_use]
    pub fn settings_digest(&self) -> u64 {
        let mut hasher = Fnv(OFFSET);
        let Names { sites, teams, skills, queues, dids, .. } = &self.names;
        (&self.centre, sites, teams, skills, queues, dids).hash(&mut hasher);
        (self.definitions.carry(), &self.definitions.allowances).hash(&mut hasher);
        (self.opening.hours.versions(), &self.by_people).hash(&mut hasher);
        hasher.finish()
    }
}
