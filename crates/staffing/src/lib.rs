#![doc = include_str!("../README.md")]

pub mod erlang;
pub mod shrinkage;
pub mod target;

pub use erlang::{Measures, Offer, Times};
pub use target::{ServiceLevel, Target, Targets, least_agents};
