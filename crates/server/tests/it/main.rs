//! The whole stack, in process with a clock that stands, and as the real binary.

mod backup;
mod cli;
mod crash;
mod engine;
mod program;
mod support;
