//! `callboard forecast backtest`: rolling origins, scored beside the baselines and the floor.
//!
//! Room:  server, `forecast`. Holds: interrupted, it prints what was scored so far.
//! Proof: tests/it/forecasting.rs.

use super::writing::tell;
use super::{BacktestArgs, Wanted, day, read};
use anyhow::{Context as _, bail};
use forecast::backtest::{Report, Trial, backtest as try_method};
use forecast::score::Score;
use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Reads, tries, prints.
pub(crate) fn backtest(args: &BacktestArgs) -> anyhow::Result<()> {
    let first = day("--from", &args.from)?;
    if args.origins == 0 || args.step == 0 {
        bail!("--origins and --step: at least 1 each");
    }
    let question = args.history.question(None)?;
    let read = read(&question, Wanted::Offered, first)?;
    let trial = Trial {
        first,
        origins: args.origins,
        step: args.step,
        days: args.days,
        method: args.method.clone(),
        seed: args.seed,
    };
    for note in &read.notes {
        tell(&format!("note: {note}"));
    }
    let stop = on_interrupt();
    let is_watched = std::io::stderr().is_terminal();
    let mut go_on = |done: u32, of: u32| {
        if is_watched {
            tell(&format!("origin {} of {of}; Ctrl-C stops and keeps what is scored", done + 1));
        }
        !stop.load(Ordering::Relaxed)
    };
    let report = try_method(&read.series, &trial, &mut go_on)
        .with_context(|| format!("forecasting queue {}", args.history.queue))?;
    crate::cli::print(&if args.json { json(&report) } else { table(&report) });
    Ok(())
}

/// Set by Ctrl-C.
fn on_interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            told.store(true, Ordering::Relaxed);
        }
    });
    stop
}

const LEVELS: [&str; 3] = ["interval", "day", "week"];

fn percent(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{:.2}", 100.0 * value))
}

fn coverage(score: &Score) -> (Option<f64>, Option<f64>) {
    score.coverage().unzip()
}

fn table(report: &Report) -> String {
    let mut text = format!(
        "{} origins{}; in percent\n{:<20}{:>10}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}\n",
        report.origins,
        if report.is_stopped { " (stopped)" } else { "" },
        "",
        "interval",
        "day",
        "week",
        "bias",
        "in 80",
        "in 95",
        "wQL"
    );
    let mut line = |name: &str, values: [Option<f64>; 7]| {
        let [interval, day, week, bias, in_80, in_95, loss] = values.map(percent);
        let written = writeln!(
            text,
            "{name:<20}{interval:>10}{day:>8}{week:>8}{bias:>8}{in_80:>8}{in_95:>8}{loss:>8}"
        );
        written.expect("a string takes all that is written");
    };
    for row in &report.rows {
        let interval = &row.scores.interval;
        let (in_80, in_95) = coverage(interval);
        line(
            &row.method,
            [
                interval.wape(),
                row.scores.day.wape(),
                row.scores.week.wape(),
                interval.bias(),
                in_80,
                in_95,
                interval.weighted_quantile_loss(),
            ],
        );
    }
    let [interval, day, week] = report.floor;
    line("Poisson floor", [interval, day, week, None, None, None, None]);
    text
}

fn json(report: &Report) -> String {
    let level = |score: &Score| {
        let (in_80, in_95) = coverage(score);
        serde_json::json!({
            "wape": score.wape(), "bias": score.bias(), "coverage_80": in_80,
            "coverage_95": in_95, "weighted_quantile_loss": score.weighted_quantile_loss(),
        })
    };
    let methods: Vec<_> = report
        .rows
        .iter()
        .map(|row| {
            let of = [&row.scores.interval, &row.scores.day, &row.scores.week];
            let levels: serde_json::Map<String, serde_json::Value> =
                LEVELS.iter().zip(of).map(|(name, s)| ((*name).to_owned(), level(s))).collect();
            serde_json::json!({ "method": row.method, "levels": levels })
        })
        .collect();
    let floor: serde_json::Map<String, serde_json::Value> = LEVELS
        .iter()
        .zip(report.floor)
        .map(|(name, wape)| ((*name).to_owned(), serde_json::json!(wape)))
        .collect();
    let whole = serde_json::json!({
        "origins": report.origins, "is_stopped": report.is_stopped,
        "methods": methods, "poisson_floor_wape": floor,
    });
    format!("{whole:#}\n")
}
