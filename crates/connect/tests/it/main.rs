//! Sources tried from outside: transcripts, sessions with a stand-in, nonsense, a real PBX.

#![cfg(test)]

mod asterisk_real;
mod asterisk_tls;
mod bed;
mod calls;
mod conformance;
mod documents;
mod fuzz;
mod pbx;
mod session;
mod told;
mod traps;
