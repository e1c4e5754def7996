//! Sources tried from outside: transcripts, sessions with a stand-in, nonsense, a real PBX.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails as the test does")]

mod asterisk_real;
mod bed;
mod calls;
mod conformance;
mod documents;
mod fuzz;
mod pbx;
mod session;
mod told;
mod traps;
