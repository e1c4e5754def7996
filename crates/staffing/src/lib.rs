#![doc = include_str!("../README.md")]

pub mod demand;
pub mod erlang;
pub mod fit;
pub mod forward;
pub mod mix;
pub mod reverse;
pub mod shrinkage;
mod spread;
pub mod target;
pub mod twoway;
pub mod year;

pub use demand::{Demand, Fault, Need, Skill};
pub use erlang::{Measures, Offer, Times};
pub use spread::Spread;
pub use target::{ServiceLevel, Target, Targets, least_agents};
