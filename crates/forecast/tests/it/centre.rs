//! A made-up centre whose truth is known: weekdays, a profile, noise from a seed.

use domain::calendar::Day;
use forecast::{Forecast, Grid, Kind, Request, Series, SeriesDay};

pub(crate) const SLOTS: usize = 6;
/// Totals of Monday to Saturday; on Sunday nobody works.
const WEEK: [f64; 7] = [600.0, 500.0, 480.0, 470.0, 520.0, 240.0, 0.0];
const PROFILE: [f64; SLOTS] = [0.05, 0.25, 0.25, 0.2, 0.15, 0.1];

/// A Monday.
pub(crate) fn first() -> Day {
    Day::parse("2025-01-06").unwrap()
}

pub(crate) fn grid() -> Grid {
    Grid { first_minute: 8 * 60, minutes: 60, slots: SLOTS }
}

/// What a slot would bring without noise; on Saturday the last two slots are closed.
pub(crate) fn mean(day: usize, slot: usize) -> f64 {
    let is_open = day % 7 != 5 || slot < 4;
    if is_open { WEEK[day % 7] * PROFILE[slot] } else { 0.0 }
}

fn noise(day: usize, slot: usize, seed: u64) -> f64 {
    let mut at = seed ^ ((day * 31 + slot) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    at = (at ^ (at >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((at >> 40) as f64) / f64::from(1 << 24) - 0.5
}

/// So many days; counts stray by up to `spread` of their mean.
pub(crate) fn centre(days: usize, spread: f64, seed: u64) -> Series {
    let day = |day: usize| {
        if day % 7 == 6 {
            return SeriesDay { kind: Kind::Missing, ..SeriesDay::default() };
        }
        let of_day = 1.0 + spread * noise(day, 99, seed);
        let slot =
            |slot| (mean(day, slot) * of_day * (1.0 + spread * noise(day, slot, seed))).round();
        SeriesDay { counts: Some((0..SLOTS).map(slot).collect()), ..SeriesDay::default() }
    };
    Series { first: first(), grid: grid(), days: (0..days).map(day).collect() }
}

pub(crate) fn request(origin: i64, days: u32, method: &str) -> Request {
    Request { origin: first().plus_days(origin), days, method: method.to_owned(), seed: 7 }
}

pub(crate) fn forecast(series: &Series, origin: i64, days: u32) -> Forecast {
    forecast::run(series, &request(origin, days, "combination"), None).unwrap()
}
