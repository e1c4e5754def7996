//! Claims of the cards in src, tried on made-up centres.

#![cfg(test)]

mod backtests;
mod centre;
mod handling;
mod methods;
mod properties;
mod special;
