//! The attendance room from outside: stories in text, requests of terminals, properties over zones.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails as the test does")]
#![expect(clippy::panic, reason = "a helper of a test fails as the test does")]

mod casebook;
mod code;
mod compare;
mod file;
mod presence;
mod properties;
mod sheet;
mod story;
mod terminal;
