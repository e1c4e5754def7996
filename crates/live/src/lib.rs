#![doc = include_str!("../README.md")]

mod agents;
mod carry;
mod cells;
mod check;
mod contacts;
mod conversations;
mod definitions;
mod digest;
mod effect;
mod facts;
mod hours;
mod ivr;
mod live;
mod names;
mod offers;
mod opening;
mod rolling;
mod seats;
mod settings;
mod slab;
mod sources;
mod teams;
pub mod view;
mod work;

pub use effect::Effect;
pub use hours::Hours;
pub use live::Live;
