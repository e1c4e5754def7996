//! Asterisk 16 and later over its manager interface (AMI).
//!
//! Room:  connect; `frame` cuts bytes, `translator` turns frames into observations.
//! Proof: `tests/it/traps.rs`, the real captures (`server/tests/it/captures.rs`), a real PBX.

pub mod capture;
mod channels;
mod floor;
pub mod frame;
mod members;
mod resync;
pub mod rules;
mod talks;
pub mod translator;
mod waits;

pub use frame::{Frame, FrameReader, Item};
pub use rules::Rules;
pub use translator::{Resume, Translator};
