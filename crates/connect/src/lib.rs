#![doc = include_str!("../README.md")]

pub mod asterisk;
pub mod batch;

pub use batch::{Batch, Clock, RawFrame};
