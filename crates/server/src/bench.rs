//! `callboard bench`: each promise of speed, measured.
//!
//! Room:  server; one module per promise.
//! Gives: figures, as a table or as JSON for the benchmark page.
//! Holds: every figure is measured here and now; its goal stands beside it, and a figure that
//!        misses it says so.
//! Never: is part of the running centre.
//! Proof: docs/benchmarks.md, rerun by `cargo xtask bench`.

mod ami;
mod cold;
pub mod day;
pub mod floor;
mod journal;
pub mod pbx;
mod people;
mod restart;
mod sign_in;
mod sim;
mod staffing;
pub mod stream;

use crate::bench_live;
use crate::cli::print;
use anyhow::Context as _;
use clap::ValueEnum;
use serde::Serialize;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Name {
    /// The state machine alone, on a recorded stream.
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
    /// Passwords checked and sessions found a second.
    SignIn,
    /// Calls of queueing models.
    Sim,
    /// The formulas of Erlang and the least agents.
    Staffing,
    /// Two thousand people written, pages of twenty thousand read.
    People,
}

/// What only some benchmarks need.
#[derive(Clone, Debug)]
pub struct Given {
    pub file: Option<PathBuf>,
    pub out: PathBuf,
}

/// One measured figure.
#[derive(Clone, Debug, Serialize)]
pub struct Measured {
    pub what: String,
    pub value: f64,
    pub unit: &'static str,
    /// What it must be, where something was promised.
    pub goal: Option<Goal>,
}

/// What a figure must be.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    AtLeast(f64),
    Below(f64),
}

impl Measured {
    #[must_use]
    pub fn told(what: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { what: what.into(), value, unit, goal: None }
    }

    #[must_use]
    pub fn promised(what: impl Into<String>, value: f64, unit: &'static str, goal: Goal) -> Self {
        Self { what: what.into(), value, unit, goal: Some(goal) }
    }

    /// Whether the promise is kept; true where none was made.
    #[must_use]
    pub fn is_reached(&self) -> bool {
        match self.goal {
            None => true,
            Some(Goal::AtLeast(least)) => self.value >= least,
            Some(Goal::Below(limit)) => self.value < limit,
        }
    }
}

/// Runs a benchmark.
pub async fn run(name: Name, given: Given) -> anyhow::Result<Vec<Measured>> {
    match name {
        Name::Live => live(&given),
        Name::Journal => journal::measure().await,
        Name::Restart => restart::measure().await,
        Name::AmiLatency => ami::measure().await,
        Name::StreamClients => stream::measure().await,
        Name::ColdStart => cold::measure().await,
        Name::SignIn => sign_in::measure().await,
        Name::Sim => sim::measure(),
        Name::Staffing => staffing::measure(),
        Name::People => people::measure().await,
    }
}

fn live(given: &Given) -> anyhow::Result<Vec<Measured>> {
    let file = given.file.as_ref().context("name the stream: callboard bench live EVENTS.csv")?;
    let report = bench_live::run(file, &given.out)?;
    print(&format!("queue_interval.csv {}\n", report.queue_interval_sha256));
    print(&format!("agent_state.csv {}\n", report.agent_state_sha256));
    let rate = report.events_per_cpu_second();
    Ok(vec![
        Measured::told("events of the stream", count(report.events), "events"),
        Measured::told("records they became", count(report.records), "records"),
        Measured::told("effects", count(report.effects), "effects"),
        Measured::told("anomalies", count(report.anomalies), ""),
        Measured::told("processor time", report.cpu_seconds, "s"),
        Measured::promised("live applies", rate, "events/s", Goal::AtLeast(3e6)),
    ])
}

/// Prints figures, one a line, or as JSON.
pub fn show(figures: &[Measured], json: bool) {
    if json {
        let text = serde_json::to_string_pretty(figures).expect("figures are plain data");
        print(&format!("{text}\n"));
        return;
    }
    for figure in figures {
        let verdict = match figure.goal {
            None => String::new(),
            Some(goal) => {
                let promise = match goal {
                    Goal::AtLeast(least) => format!("at least {least}"),
                    Goal::Below(limit) => format!("below {limit}"),
                };
                let kept = if figure.is_reached() { "reached" } else { "MISSED" };
                format!("{promise:<20} {kept}")
            }
        };
        let Measured { what, value, unit, .. } = figure;
        print(&format!("{what:<48} {value:>14.2} {unit:<10} {verdict}\n"));
    }
}

/// A count as a figure.
#[expect(clippy::cast_precision_loss, reason = "counts of benchmarks are far below 2^52")]
pub(crate) fn count(number: impl TryInto<u64>) -> f64 {
    number.try_into().unwrap_or(u64::MAX) as f64
}

/// The value below which `share` of them are; they need not be sorted.
pub(crate) fn quantile(values: &mut [Duration], permille: usize) -> Duration {
    values.sort_unstable();
    let index = (values.len() * permille / 1000).min(values.len().saturating_sub(1));
    values.get(index).copied().unwrap_or_default()
}

pub(crate) fn millis(length: Duration) -> f64 {
    length.as_secs_f64() * 1e3
}

/// A folder that goes with the value.
#[derive(Debug)]
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> anyhow::Result<Self> {
        let path = std::env::temp_dir().join(format!("callboard-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).context("making a folder for the benchmark")?;
        Ok(Self(path))
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if std::fs::remove_dir_all(&self.0).is_err() {
            tracing::warn!(folder = %self.0.display(), "the benchmark's folder is left behind");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_one_of_the_values() {
        let mut values: Vec<Duration> = (1..=100).rev().map(Duration::from_millis).collect();
        assert_eq!(quantile(&mut values, 500), Duration::from_millis(51));
        assert_eq!(quantile(&mut values, 990), Duration::from_millis(100));
        assert_eq!(quantile(&mut [], 990), Duration::ZERO);
    }

    #[test]
    fn a_missed_promise_says_so() {
        let slow = Measured::promised("x", 2.0, "s", Goal::Below(1.0));
        assert!(!slow.is_reached());
        assert!(Measured::promised("x", 2.0, "/s", Goal::AtLeast(2.0)).is_reached());
    }
}
