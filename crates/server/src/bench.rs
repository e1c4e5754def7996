//! `callboard bench`: each promise of speed, measured.
//!
//! Room:  server. Gives: a table, or JSON for the benchmark page.
//! Holds: every figure is measured here and now; a goal stands beside it, and a figure that
//!        misses it says so.

use crate::cli::print;
use clap::ValueEnum;
use serde::Serialize;
use std::net::SocketAddr;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Name {
    /// The state machine alone, on the shared stream.
    Live,
    /// Durable appends to the journal.
    Journal,
    /// A start after a day of a million events; a look at a past moment.
    Restart,
    /// From the manager socket to the live stream.
    AmiLatency,
    /// A thousand followers of the overview.
    StreamClients,
    /// The demo's first start.
    ColdStart,
}

/// One measured figure.
#[derive(Clone, Debug, Serialize)]
pub struct Measured {
    pub what: String,
    pub value: f64,
    pub unit: &'static str,
    /// What it must reach, in words.
    pub goal: &'static str,
    pub reached: bool,
}

/// Runs a benchmark and prints its figures.
pub async fn run(name: Name, json: bool) -> anyhow::Result<()> {
    let figures: Vec<Measured> = match name {
        Name::Live | Name::Journal | Name::Restart | Name::AmiLatency | Name::StreamClients
        | Name::ColdStart => anyhow::bail!("not there yet"),
    };
    show(&figures, json);
    Ok(())
}

fn show(figures: &[Measured], json: bool) {
    if json {
        let text = serde_json::to_string_pretty(figures).expect("figures are plain data");
        print(&format!("{text}\n"));
        return;
    }
    for Measured { what, value, unit, goal, reached } in figures {
        let verdict = if *reached { "reached" } else { "MISSED" };
        print(&format!("{what:<52} {value:>14.1} {unit:<10} {goal:<22} {verdict}\n"));
    }
}

/// Follows the overview with many clients and prints what they saw.
pub async fn clients(_: SocketAddr, _: &str, _: usize, _: u64) -> anyhow::Result<()> {
    anyhow::bail!("not there yet")
}
