//! Tests of the room as its users see it.

#![cfg(test)]

mod patience;
mod truth;
