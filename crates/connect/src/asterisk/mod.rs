//! Asterisk 16 and later over its manager interface (AMI).
//!
//! Room:  connect; `frame` cuts bytes, `translator` turns frames into observations,
//!        `session` keeps the connection.
//! Proof: `tests/it/traps.rs`, the real captures (`server/tests/it/captures.rs`), a real PBX.

mod backoff;
pub mod capture;
mod channels;
mod floor;
pub mod frame;
mod login;
mod members;
mod order;
mod redact;
mod resync;
pub mod rules;
mod session;
mod snapshot;
mod talks;
pub mod translator;
mod waits;
mod wire;

pub use frame::{Frame, FrameReader, Item};
pub use login::LoginError;
pub use order::{Answer, Command, Fate, Order};
pub use rules::Rules;
pub use session::{Config, Session, SessionError, Timepiece, run};
pub use translator::{InService, InTalk, Resume, Translator, Waiting};
