#![doc = include_str!("../README.md")]

mod agenda;
pub mod catalogue;
pub mod centre;
mod demand;
pub mod faults;
mod line;
pub mod model;
pub mod observer;
mod random;
pub mod registrations;
mod report;
mod shifts;
pub mod tally;

pub use catalogue::Catalogue;
pub use centre::{Centre, Start, Surge};
pub use model::Model;
pub use observer::Observer;
pub use tally::Tally;
