//! What holds for every forecast.

use crate::centre::{SLOTS, centre, first, forecast, grid, request};
use forecast::run::{Note, Refusal, methods, run_with_cuts};
use forecast::{Forecast, Kind, Series, SeriesDay};
use proptest::prelude::*;

const HISTORY: i64 = 140;

fn whole() -> Series {
    centre(168, 0.3, 1)
}

#[test]
fn the_same_inputs_give_the_same_numbers_bit_for_bit() {
    for method in methods() {
        let asked = request(HISTORY, 14, method);
        let once = forecast::run(&whole(), &asked, None).unwrap();
        let again = forecast::run(&whole(), &asked, None).unwrap();
        assert_eq!(serde_json::to_string(&once).unwrap(), serde_json::to_string(&again).unwrap());
    }
}

#[test]
fn nothing_at_or_after_the_origin_is_read() {
    let mut changed = whole();
    for day in changed.days.iter_mut().skip(140) {
        day.counts = Some(vec![9_999.0; SLOTS]);
    }
    for method in methods() {
        let asked = request(HISTORY, 14, method);
        let before = forecast::run(&whole(), &asked, None).unwrap();
        // Sundays had no counts; their kind is calendar, which is known in advance, and stays.
        let after = forecast::run(&changed, &asked, None).unwrap();
        assert_eq!(before, after, "{method}");
    }
}

#[test]
fn a_change_before_the_origin_changes_numbers_and_fingerprint() {
    let mut changed = whole();
    changed.days[138].counts.as_mut().unwrap()[1] += 300.0;
    let (before, after) = (forecast(&whole(), HISTORY, 7), forecast(&changed, HISTORY, 7));
    assert_ne!(before.fingerprint, after.fingerprint);
    assert_ne!(before.days, after.days);
}

fn slots_of(forecast: &Forecast) -> impl Iterator<Item = &forecast::run::Expected> {
    forecast.days.iter().flat_map(|day| &day.slots)
}

#[test]
fn slots_add_up_to_days() {
    for day in forecast(&whole(), HISTORY, 28).days {
        let sum: f64 = day.slots.iter().map(|slot| slot.mean).sum();
        assert!((sum - day.total.mean).abs() < 1e-9 * sum.max(1.0), "{day:?}");
    }
}

#[test]
fn closed_hours_and_days_stay_closed() {
    let mut series = whole();
    series.days[143].kind = Kind::Closed;
    let made = forecast(&series, HISTORY, 28);
    for (index, day) in (HISTORY..).zip(&made.days) {
        let is_closed = index % 7 == 6 || index == 143;
        assert_eq!(is_closed, day.total.mean <= 0.0, "{day:?}");
        let evening = &day.slots[4..];
        if index % 7 == 5 {
            assert!(evening.iter().all(|slot| slot.quantiles[4] <= 0.0), "{day:?}");
        }
    }
    assert!(made.notes.contains(&Note::WeekdayNeverOpen { weekday: 7 }), "{:?}", made.notes);
}

#[test]
fn the_forecast_is_near_the_truth() {
    let made = forecast(&whole(), HISTORY, 14);
    for (index, day) in (140usize..).zip(&made.days) {
        let truth: f64 = (0..SLOTS).map(|slot| crate::centre::mean(index, slot)).sum();
        assert!((day.total.mean - truth).abs() <= 0.06 * truth, "{truth}: {:?}", day.total);
    }
}

#[test]
fn zeros_give_zeros_with_a_note() {
    let mut series = whole();
    for day in &mut series.days {
        day.counts = day.counts.as_ref().map(|_| vec![0.0; SLOTS]);
    }
    let made = forecast(&series, HISTORY, 7);
    assert!(slots_of(&made).all(|slot| slot.quantiles[4] <= 0.0 && slot.mean <= 0.0));
    assert!(made.notes.contains(&Note::NothingCame));
}

#[test]
fn three_days_of_history_give_a_forecast_that_says_so() {
    let made = forecast(&centre(3, 0.1, 2), 3, 7);
    assert!(made.notes.contains(&Note::ShortHistory { regular_days: 3 }), "{:?}", made.notes);
    assert!(made.notes.contains(&Note::WeekdayUnknown { weekday: 5 }), "{:?}", made.notes);
    let total = made.days[4].total;
    assert!((450.0..620.0).contains(&total.mean), "{total:?}");
    assert!(total.quantiles[0] < 400.0 && total.quantiles[4] > 700.0, "{total:?}");
}

#[test]
fn without_history_with_a_wrong_name_or_too_far_ahead_there_is_none() {
    let made = forecast::run(&centre(0, 0.1, 2), &request(0, 7, "combination"), None);
    assert!(matches!(made, Err(Refusal::NoHistory { .. })), "{made:?}");
    let made = forecast::run(&whole(), &request(HISTORY, 7, "magic"), None);
    assert!(made.unwrap_err().to_string().contains("weekday_mean_4"));
    let made = forecast::run(&whole(), &request(HISTORY, 729, "combination"), None);
    assert!(matches!(made, Err(Refusal::Horizon { days: 729 })));
}

#[test]
fn two_years_ahead_are_forecast_with_bands_that_widen() {
    let made = forecast(&whole(), HISTORY, 728);
    let width = |day: usize| {
        let of = made.days[day].total;
        (of.quantiles[3] - of.quantiles[1]) / of.mean
    };
    assert!(width(721) > width(0), "{} {}", width(721), width(0));
}

/// A centre whose days deviate as a whole: what the morning brings tells of the afternoon.
fn swinging() -> Series {
    let mut series = centre(168, 0.02, 3);
    for (index, day) in series.days.iter_mut().enumerate() {
        let swing = [1.4, 0.6, 1.2, 0.7, 1.1][index % 5];
        day.counts.iter_mut().flatten().for_each(|count| *count *= swing);
    }
    series
}

#[test]
fn the_rest_of_a_day_follows_what_came_so_far() {
    let asked = request(HISTORY, 1, "combination");
    let whole = forecast(&swinging(), HISTORY, 1);
    let morning = |factor: f64| {
        whole.days[0].slots[..3].iter().map(|slot| factor * slot.mean).collect::<Vec<f64>>()
    };
    let cuts = [morning(1.0), morning(1.3), morning(0.7)];
    let made = run_with_cuts(&swinging(), &asked, &cuts).unwrap();
    let rest: Vec<f64> = made[1..].iter().map(|made| made.days[0].total.mean).collect();
    let expected: f64 = whole.days[0].slots[3..].iter().map(|slot| slot.mean).sum();
    assert!((rest[0] - expected).abs() < 1e-6 * expected, "{rest:?} {expected}");
    assert!(rest[1] > 1.15 * expected && rest[1] < 1.35 * expected, "{rest:?} {expected}");
    assert!(rest[2] < 0.85 * expected, "{rest:?} {expected}");
    let width = |made: &Forecast| {
        let slot = made.days[0].slots[3];
        (slot.quantiles[3] - slot.quantiles[1]) / slot.mean
    };
    assert!(width(&made[1]) < 0.7 * width(&made[0]), "{} {}", width(&made[1]), width(&made[0]));
}

#[test]
fn a_cut_at_the_end_of_the_day_leaves_nothing() {
    let so_far = vec![1.0; SLOTS];
    let made = forecast::run(&whole(), &request(HISTORY, 1, "combination"), Some(&so_far));
    assert_eq!(made.unwrap_err(), Refusal::NothingLeft);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn quantiles_are_ordered_and_finite_whatever_came(
        counts in prop::collection::vec(prop::option::of(0.0..500.0f64), 1..60),
        ahead in 1u32..40,
    ) {
        let days: Vec<SeriesDay> = counts.iter().map(|level| SeriesDay {
            counts: level.map(|level| vec![level.round(); SLOTS]),
            ..SeriesDay::default()
        }).collect();
        let origin = i64::try_from(days.len()).unwrap();
        let series = Series { first: first(), grid: grid(), days };
        for method in ["combination", "boosting", "least_squares"] {
            let Ok(made) = forecast::run(&series, &request(origin, ahead, method), None) else {
                continue;
            };
            for slot in slots_of(&made) {
                prop_assert!(slot.mean.is_finite() && slot.mean >= 0.0);
                prop_assert!(slot.quantiles.windows(2).all(|pair| pair[0] <= pair[1]), "{slot:?}");
                prop_assert!(slot.quantiles[0] >= 0.0);
            }
        }
    }
}
