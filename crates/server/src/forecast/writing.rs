//! The table of a forecast, and what is said about it.
//!
//! Room: server, `forecast`. Holds: the table appears whole or not at all.

use anyhow::Context as _;
use forecast::run::Expected;
use forecast::{Forecast, Grid};
use std::fmt::Write as _;
use std::path::Path;

/// Writes start,forecast,q025,q10,q50,q90,q975, one row a slot.
pub(super) fn table(out: &Path, forecast: &Forecast, grid: Grid) -> anyhow::Result<()> {
    let mut text = String::from("start,forecast,q025,q10,q50,q90,q975\n");
    for day in &forecast.days {
        for (slot, expected) in (0u32..).zip(&day.slots).skip(day.passed) {
            let minute = grid.first_minute + slot * grid.minutes;
            row(&mut text, &format!("{} {:02}:{:02}", day.day, minute / 60, minute % 60), expected);
        }
    }
    let unfinished = out.with_extension("unfinished");
    let writing = || format!("writing {}", out.display());
    std::fs::write(&unfinished, text).with_context(writing)?;
    std::fs::rename(&unfinished, out).with_context(writing)
}

fn row(text: &mut String, start: &str, expected: &Expected) {
    let [lowest, low, middle, high, highest] = expected.quantiles;
    let written = writeln!(
        text,
        "{start},{:.4},{lowest:.4},{low:.4},{middle:.4},{high:.4},{highest:.4}",
        expected.mean
    );
    written.expect("a string takes all that is written");
}

/// Method, weights and fingerprint.
pub(super) fn summary(forecast: &Forecast) -> String {
    let mut text = format!(
        "method {} {}, seed {}, fingerprint {}\n",
        forecast.method, forecast.version, forecast.seed, forecast.fingerprint
    );
    for weight in forecast.weights.iter().filter(|_| forecast.weights.len() > 1) {
        let percent = |share: f64| 100.0 * share;
        let written = writeln!(
            text,
            "  {:<24} {:5.1} % of the first day, {:5.1} % of the last",
            weight.method,
            percent(weight.first_day),
            percent(weight.last_day)
        );
        written.expect("a string takes all that is written");
    }
    text
}

/// To standard error; that nobody reads it is no failure.
pub(crate) fn tell(text: &str) {
    use std::io::Write as _;
    if writeln!(std::io::stderr(), "{text}").is_err() {
        tracing::debug!("nobody reads standard error");
    }
}
