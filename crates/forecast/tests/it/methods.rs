//! Each method alone, where the answer is known.

use crate::centre::{centre, first, grid, request};
use forecast::run::methods;
use forecast::{Series, SeriesDay};

fn totals(series: &Series, origin: i64, days: u32, method: &str) -> Vec<f64> {
    let made = forecast::run(series, &request(origin, days, method), None).unwrap();
    made.days.iter().map(|day| day.total.mean).collect()
}

#[test]
fn on_weeks_that_repeat_every_method_repeats_them() {
    let series = centre(140, 0.0, 1);
    let truth = [600.0, 500.0, 480.0, 470.0, 520.0];
    for method in methods() {
        let said = totals(&series, 140, 5, method);
        for (said, truth) in said.iter().zip(truth) {
            assert!((said - truth).abs() < 0.04 * truth, "{method}: {said} for {truth}");
        }
    }
}

#[test]
fn the_mean_of_four_weeks_is_that_mean() {
    let series = centre(140, 0.4, 1);
    let monday = |week: usize| series.days[7 * week].counts.as_ref().unwrap().iter().sum::<f64>();
    let mean = (16..20).map(monday).sum::<f64>() / 4.0;
    let said = totals(&series, 140, 1, "weekday_mean_4");
    assert!((said[0] - mean).abs() < 1e-9, "{} {mean}", said[0]);
}

/// Days of `level(day)` in each of four slots.
fn made_of(days: u32, level: impl Fn(f64) -> f64) -> Series {
    let day =
        |day| SeriesDay { counts: Some(vec![level(f64::from(day)); 4]), ..SeriesDay::default() };
    let grid = forecast::Grid { slots: 4, ..grid() };
    Series { first: first(), grid, days: (0..days).map(day).collect() }
}

#[test]
fn least_squares_continues_a_line() {
    let series = made_of(120, |day| 100.0 + day);
    let said = totals(&series, 120, 10, "least_squares");
    assert!((said[9] - 4.0 * 229.0).abs() < 1e-6, "{}", said[9]);
}

#[test]
fn the_year_returns_where_history_holds_two() {
    let wave = |day: f64| 200.0 + 100.0 * (std::f64::consts::TAU * day / 364.0).sin();
    let series = made_of(760, wave);
    let truth = 4.0 * wave(820.0);
    let year = totals(&series, 760, 61, "year_ago")[60];
    let flat = totals(&series, 760, 61, "level_profile")[60];
    assert!((year - truth).abs() < 0.05 * truth, "{year} for {truth}");
    assert!(
        (flat - truth).abs() > 0.1 * truth,
        "{flat} for {truth}: the wave is too small to tell"
    );
}

#[test]
fn the_combination_trusts_who_was_right() {
    // A level that jumps every few days and stays: the shortest memories are right.
    let series = made_of(180, |day| 300.0 + 120.0 * ((day / 6.0).floor() * 2.4).sin());
    let made = forecast::run(&series, &request(180, 1, "combination"), None).unwrap();
    let of = |index: usize| made.weights[index].first_day;
    assert!(of(0) + of(1) > 0.4, "{:?}", made.weights);
    assert!(of(8) + of(9) < 0.1, "{:?}", made.weights);
}
