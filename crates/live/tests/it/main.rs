//! The floor's promises, tried from outside.

#![cfg(test)]

mod agents;
mod cells;
mod configuration;
mod contacts;
mod conversations;
mod days;
mod ivr;
mod opening;
mod properties;
mod random;
mod seats;
mod settings;
mod story;
mod views;
