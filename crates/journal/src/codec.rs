//! The written form of an event: JSON, one version number per kind, old versions lifted to today's.
//!
//! Room:  journal; `store` writes and reads bytes through here.
//! Holds: what was ever written is read forever; a record of a newer version is refused by name.
//! Why JSON: a journal must be readable in ten years without this program; one microsecond a
//!        record is bought back by snapshots.
//! Proof: `golden/v*/`.

use crate::event::Event;

/// The version that this program writes. 2 has opening hours: definitions say whether they look at
/// them, a carry-over holds them; without, as in version 1, there are none. 3 has what people set:
/// names of their own beside the source's, names of the dates with other hours.
pub const VERSION: u16 = 3;

/// An event that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    #[error(
        "the record has version {version}, this program reads up to {VERSION}: \
         it was written by a newer Callboard; start that one"
    )]
    Newer { version: u16 },
    #[error("the record's payload is not an event of version {version}")]
    Malformed { version: u16, source: serde_json::Error },
}

/// The event as it is written.
#[must_use]
pub fn encode(event: &Event) -> Vec<u8> {
    serde_json::to_vec(event).expect("events hold no maps with keys that are not text")
}

/// Reads what any version wrote.
pub fn decode(version: u16, payload: &[u8]) -> Result<Event, DecodeError> {
    match version {
        1..=VERSION => serde_json::from_slice(payload)
            .map_err(|source| DecodeError::Malformed { version, source }),
        newer => Err(DecodeError::Newer { version: newer }),
    }
}
