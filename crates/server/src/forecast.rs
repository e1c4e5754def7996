//! `callboard forecast`: forecasts and backtests from files.
//!
//! Room:  server; thin: reads files, calls the crate `forecast`, writes a table.
//! Takes: arrivals by interval or call by call (`reading`), a calendar. Gives: a CSV, notes on
//!        standard error.
//! Holds: rows at or after the origin (or the cut) are not read; nothing is filled without a note.
//! Proof: tests/it/forecasting.rs.

pub(crate) mod calendar;
mod marks;
mod reading;
mod trial;
mod writing;

pub(crate) use reading::{Question, Wanted, read};
pub(crate) use trial::backtest;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use domain::calendar::{Day, Zone};
use forecast::handle::{self, HandleSeries};
use forecast::{Forecast, Request};
use std::path::PathBuf;

/// What is forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Measure {
    /// Contacts that arrive.
    Offered,
    /// Mean handle time of answered contacts, in seconds.
    Aht,
}

/// Which history.
#[derive(Clone, Debug, Args)]
pub struct History {
    /// CSV, plain or gzip, by interval or call by call; several files in any order.
    #[arg(long, required = true, num_args = 1..)]
    pub data: Vec<PathBuf>,
    /// The queue's name in the file; ALL adds up all queues where none has that name.
    #[arg(long)]
    pub queue: String,
    /// Closed, special and missing days.
    #[arg(long)]
    pub calendar: Option<PathBuf>,
    /// The calendar's rows of this series.
    #[arg(long, requires = "calendar")]
    pub series: Option<String>,
    /// IANA name of the zone of the local times.
    #[arg(long, default_value = "UTC")]
    pub zone: String,
    /// Length of a slot where the file is call by call: 5, 15, 30 or 60.
    #[arg(long, default_value_t = 30)]
    pub minutes: u32,
}

#[derive(Clone, Debug, Args)]
pub struct RunArgs {
    #[command(flatten)]
    pub history: History,
    #[arg(long, value_enum, default_value_t = Measure::Offered)]
    pub measure: Measure,
    /// First day that is forecast.
    #[arg(long)]
    pub origin: String,
    #[arg(long, default_value_t = 28)]
    pub days: u32,
    /// Forecast the rest of the origin's day from this time on, as 14:00.
    #[arg(long)]
    pub cut: Option<String>,
    #[arg(long, default_value = "combination")]
    pub method: String,
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Where the table goes.
    #[arg(long)]
    pub out: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub struct BacktestArgs {
    #[command(flatten)]
    pub history: History,
    /// First origin.
    #[arg(long)]
    pub from: String,
    #[arg(long, default_value_t = 5)]
    pub origins: u32,
    /// Days from one origin to the next.
    #[arg(long, default_value_t = 14)]
    pub step: u32,
    /// Days forecast from each origin.
    #[arg(long, default_value_t = 28)]
    pub days: u32,
    #[arg(long, default_value = "combination")]
    pub method: String,
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    #[arg(long)]
    pub json: bool,
}

/// Reads `2014-07-07`.
pub(crate) fn day(option: &str, text: &str) -> anyhow::Result<Day> {
    Day::parse(text)
        .with_context(|| format!("{option}: `{text}` is no day; write it as 2014-07-07"))
}

impl History {
    /// What to read, up to (not with) the origin's cut.
    pub(crate) fn question(&self, until: Option<(Day, u32)>) -> anyhow::Result<Question> {
        let zone = Zone::named(&self.zone).context("--zone")?;
        if ![5, 15, 30, 60].contains(&self.minutes) {
            bail!("--minutes: {} is no slot length; choose 5, 15, 30 or 60", self.minutes);
        }
        let calendar = match &self.calendar {
            Some(file) => calendar::read(file, self.series.as_deref())?,
            None => calendar::Calendar::default(),
        };
        Ok(Question {
            files: self.data.clone(),
            queue: self.queue.clone(),
            calendar,
            zone,
            minutes: self.minutes,
            until,
        })
    }
}

/// Reads, forecasts, writes, and says what the reader should know.
pub fn run(args: &RunArgs) -> anyhow::Result<()> {
    let origin = day("--origin", &args.origin)?;
    let cut = args.cut.as_deref().map(minute).transpose()?;
    if args.measure == Measure::Aht && cut.is_some() {
        bail!("--cut: the rest of a day is forecast for offered contacts only; leave --cut out");
    }
    let question = args.history.question(Some((origin, cut.unwrap_or(0))))?;
    let wanted = if args.measure == Measure::Aht { Wanted::Handling } else { Wanted::Offered };
    let mut read = read(&question, wanted, origin.plus_days(i64::from(args.days)))?;
    let request = Request { origin, days: args.days, method: args.method.clone(), seed: args.seed };
    let made = match (&read.seconds, cut) {
        (Some(seconds), _) => {
            if args.method != forecast::run::methods()[0] {
                bail!("--method: handle time has one method of its own; leave --method out");
            }
            handle::run(HandleSeries { answered: &read.series, seconds }, &request)
        }
        (None, None) => forecast::run(&read.series, &request, None),
        (None, Some(cut)) => {
            let so_far = read.so_far(origin, cut)?;
            forecast::run(&read.series, &request, Some(&so_far))
        }
    };
    let made: Forecast =
        made.with_context(|| format!("forecasting queue {}", args.history.queue))?;
    writing::table(&args.out, &made, read.series.grid)?;
    for note in read.notes.iter().cloned().chain(made.notes.iter().map(ToString::to_string)) {
        writing::tell(&format!("note: {note}"));
    }
    crate::cli::print(&writing::summary(&made));
    Ok(())
}

/// Minutes after midnight of `14:00`.
fn minute(text: &str) -> anyhow::Result<u32> {
    let parts = text.split_once(':');
    let minute = parts.and_then(|(hour, minute)| {
        let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour < 24 && minute < 60).then_some(hour * 60 + minute)
    });
    minute.with_context(|| format!("--cut: `{text}` is no time of day; write it as 14:00"))
}
