//! Backtests.

use crate::centre::{centre, first};
use forecast::Kind;
use forecast::backtest::{BASELINES, Trial, backtest};

fn trial() -> Trial {
    Trial {
        first: first().plus_days(120),
        origins: 4,
        step: 7,
        days: 7,
        method: "combination".to_owned(),
        seed: 1,
    }
}

#[test]
fn the_method_stands_first_with_the_baselines_and_above_the_floor() {
    let report = backtest(&centre(168, 0.3, 5), &trial(), &mut |_, _| true).unwrap();
    assert_eq!(report.origins, 4);
    assert_eq!(report.rows.len(), 1 + BASELINES.len());
    let wape = |at: usize| report.rows[at].scores.interval.wape().unwrap();
    assert!(wape(0) > report.floor[0].unwrap());
    // Levels are steady here: last week alone carries its own noise and must be worse.
    assert!(wape(0) < 0.9 * wape(1), "{} {}", wape(0), wape(1));
    let day = report.rows[0].scores.day.wape().unwrap();
    assert!(day < wape(0) && day > report.floor[1].unwrap());
}

#[test]
fn special_and_missing_days_are_not_scored() {
    let mut series = centre(168, 0.3, 5);
    let scored = |series: &_| {
        let report = backtest(series, &trial(), &mut |_, _| true).unwrap();
        report.rows[0].scores.day.count
    };
    let all = scored(&series);
    assert!((all - 24.0).abs() < 1e-9, "six days of four weeks, not {all}");
    series.days[121].kind = Kind::Special;
    assert!((scored(&series) - 23.0).abs() < 1e-9);
}

#[test]
fn stopped_it_keeps_what_was_scored() {
    let mut told = Vec::new();
    let mut go_on = |done, of| {
        told.push((done, of));
        done < 2
    };
    let report = backtest(&centre(168, 0.3, 5), &trial(), &mut go_on).unwrap();
    assert!(report.is_stopped);
    assert_eq!(report.origins, 2);
    assert_eq!(told, [(0, 4), (1, 4), (2, 4)]);
}
