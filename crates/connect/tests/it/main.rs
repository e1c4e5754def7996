//! Sources tried from outside: transcripts, sessions with a stand-in, nonsense, a real PBX.

mod calls;
mod fuzz;
mod told;
mod traps;
