//! Asterisk's `queue_log`: history of queues in whole seconds.
//!
//! Room:  connect; `line` reads lines, `import` turns rows into observations,
//!        `held` keeps one that the next may tell better.
//! Proof: tests in both; `server/tests/it/captures.rs`; `tests/it/fuzz.rs`.

mod held;
mod import;
mod line;

pub use import::Importer;
pub use line::{BadLine, Row};
