//! The whole stack, in process with a clock that stands, and as the real binary.

mod engine;
mod support;
