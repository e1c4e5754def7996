#![doc = include_str!("../README.md")]

pub mod backup;
pub mod bench;
pub mod bench_live;
pub mod cli;
pub mod clock;
pub mod compose;
pub mod config;
pub mod demo;
pub mod engine;
pub mod http;
pub mod import;
pub mod ingest;
pub mod replay;
pub mod replay_report;
