//! The centre as others see it: its events.

mod faults;
mod floor;
mod rules;
mod steps;
mod truth;
