#![doc = include_str!("../README.md")]

pub mod erlang;

pub use erlang::{Measures, Offer, Times};
