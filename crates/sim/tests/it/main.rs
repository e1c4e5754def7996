//! The centre as others see it: its events.

mod faults;
mod floor;
mod model;
mod rules;
mod steps;
mod truth;
