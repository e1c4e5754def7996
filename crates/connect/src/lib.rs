#![doc = include_str!("../README.md")]

pub mod asterisk;
pub mod batch;
pub mod calls;
pub mod feed;
pub mod lines;
pub mod queue_log;

pub use batch::{Batch, Clock, RawFrame};
