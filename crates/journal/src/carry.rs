//! Everything that is open at a UTC midnight: from here replay, seek and upgrades start.
//!
//! Room:  journal; made by `live`, read by `live` of any later version.
//! Holds: plain data, no engine internals: its shape is versioned like any event's.
//! Proof: `golden/v1/day_opened.jsonl`; `live` property "carry-over and continue = continue".

use serde::{Deserialize, Serialize};

/// The complete state of the floor between two records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarryOver {}
