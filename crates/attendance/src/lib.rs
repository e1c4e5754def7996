#![doc = include_str!("../README.md")]

pub mod anomaly;
pub mod casebook;
pub mod code;
pub mod compare;
pub mod file;
pub mod policy;
pub mod presence;
pub mod punch;
pub mod qr;
pub mod sheet;
pub mod shift;
mod span;
pub mod terminal;
