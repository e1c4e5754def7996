#![doc = include_str!("../README.md")]

pub mod asterisk;
pub mod batch;
pub mod lines;
pub mod queue_log;

pub use batch::{Batch, Clock, RawFrame};
