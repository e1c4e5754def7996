//! The centre as others see it: its events.

#![cfg(test)]

mod faults;
mod floor;
mod model;
mod rules;
mod steps;
mod truth;
