//! A start after a crash at the end of a full day, and looks at moments of that day.
//!
//! Room: server, `bench`.

use super::day::MIDNIGHT;
use super::{Goal, Measured, Scratch, count, millis, quantile};
use crate::clock::{ManualClock, Stopwatch};
use crate::engine::{Engine, Options};
use anyhow::{Context as _, bail};
use domain::Duration;
use std::path::Path;
use store::Store;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

const EVENTS: u64 = 1_200_000;
const LOOKS: i64 = 40;

pub(super) async fn measure() -> anyhow::Result<Vec<Measured>> {
    let scratch = Scratch::new("bench-restart")?;
    let data = scratch.join("data");
    a_day_cut_off(&data).await?;
    let watch = Stopwatch::start();
    let evening = MIDNIGHT.plus(Duration::from_secs(86_399));
    let store = Store::open(&data, evening).await?;
    let clock = ManualClock::at(evening).clock();
    let quiet = Options { tick_every: None, ..Options::default() };
    let engine = Engine::start(store.clone(), clock, quiet).await?;
    let start = watch.elapsed();
    let records = engine.sequence();
    let mut looks = Vec::new();
    for look in 0..LOOKS {
        // Steps of a golden share of the day: no two looks are near each other.
        let at = MIDNIGHT.plus(Duration::from_secs(1_000 + look * 53_400 % 85_000));
        let watch = Stopwatch::start();
        engine.live_at(at).await?;
        looks.push(watch.elapsed());
    }
    engine.stop().await?;
    store.close().await?;
    let slowest = looks.iter().max().copied().unwrap_or_default();
    let median = quantile(&mut looks, 500);
    Ok(vec![
        Measured::told("records in the day", count(records), "records"),
        Measured::promised("start after kill -9", start.as_secs_f64(), "s", Goal::Below(2.0)),
        Measured::told("a past moment, median", millis(median), "ms"),
        Measured::promised("a past moment, slowest", millis(slowest), "ms", Goal::Below(300.0)),
    ])
}

/// Lets another process journal the day, and kills it.
async fn a_day_cut_off(data: &Path) -> anyhow::Result<()> {
    let program = std::env::current_exe().context("finding this program")?;
    let mut child = Command::new(program)
        .arg("bench-day")
        .arg("--data")
        .arg(data)
        .args(["--events", &EVENTS.to_string()])
        .stdout(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("starting the writer of the day")?;
    let out = child.stdout.take().context("hearing the writer of the day")?;
    let said = BufReader::new(out).lines().next_line().await?;
    if !said.as_deref().is_some_and(|line| line.starts_with("journaled")) {
        bail!("the writer of the day ended early");
    }
    child.kill().await.context("killing the writer of the day")
}
