//! Call-by-call tables: one line per contact, columns named by a mapping.
//!
//! Room:  connect; `table` reads CSV, `mapping` names columns, `import` makes observations.
//! Proof: tests in each; `tests/it/calls.rs`.

mod import;
mod local_time;
mod mapping;
mod table;

pub use import::{BadCall, Importer};
pub use mapping::{BadHeader, Mapping, Unqueued};
