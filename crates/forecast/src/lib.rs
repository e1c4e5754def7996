#![doc = include_str!("../README.md")]

mod adjusted;
pub mod backtest;
pub mod bands;
mod boosting;
mod combination;
mod examples;
mod fingerprint;
pub mod handle;
mod lessons;
mod level;
mod method;
mod network;
mod past;
mod profile;
mod random;
mod regression;
mod rest;
pub mod run;
pub mod score;
pub mod series;
mod special;
mod weekday;
mod weights;

pub use run::{Forecast, Request, run};
pub use series::{Grid, Kind, Series, SeriesDay};
