#![doc = include_str!("../README.md")]

pub mod cc;
pub mod crew;
pub mod fault;
pub mod generate;
pub mod lift;
pub mod nrp;
pub mod price;
pub mod problem;
pub mod random;
pub mod row;
pub mod search;
pub mod simplex;
