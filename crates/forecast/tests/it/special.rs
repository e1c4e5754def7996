//! Special days are forecast as days of their name were.

use crate::centre::{SLOTS, centre, first, forecast};
use forecast::run::Note;
use forecast::{Kind, Series, SeriesDay};

/// Mean of Monday to Saturday.
const MEAN_DAY: f64 = (600.0 + 500.0 + 480.0 + 470.0 + 520.0 + 240.0) / 6.0;
const DAYS: usize = 420;

/// A day that brings `total`, all of it in the first two slots.
fn named(event: &str, total: f64) -> SeriesDay {
    let mut counts = vec![0.0; SLOTS];
    counts[0] = (0.5 * total).round();
    counts[1] = (0.5 * total).round();
    SeriesDay { kind: Kind::Special, counts: Some(counts), event: Some(event.to_owned()) }
}

/// Fourteen months with these days in them, then the calendar of two weeks to come.
fn with(past: &[(usize, SeriesDay)], to_come: &[(usize, &str)]) -> Series {
    let mut series = centre(DAYS, 0.1, 3);
    for (at, day) in past {
        series.days[*at] = day.clone();
    }
    series.days.extend((0..14).map(|_| SeriesDay::default()));
    for (ahead, event) in to_come {
        let event = Some((*event).to_owned());
        series.days[DAYS + ahead] = SeriesDay { kind: Kind::Special, counts: None, event };
    }
    series
}

fn is_near(total: f64, wanted: f64) {
    assert!((total / wanted - 1.0).abs() < 0.12, "{total} is not near {wanted}");
}

#[test]
fn a_holiday_is_as_its_last_one_was_whatever_its_weekday() {
    // A Tuesday a year ago, a third of a mean day. To come: on a Wednesday, on a Saturday.
    let series =
        with(&[(57, named("festival", MEAN_DAY / 3.0))], &[(2, "festival"), (5, "festival")]);
    let made = forecast(&series, i64::try_from(DAYS).unwrap(), 14);
    for ahead in [2, 5] {
        // One day does not speak for all: drawn a little to a mean day.
        let day = &made.days[ahead];
        is_near(day.total.mean, MEAN_DAY / 3.0 * 1.1);
        let (early, late) = (day.slots[0].mean + day.slots[1].mean, day.slots[3].mean);
        assert!(early > 0.8 * day.total.mean && late < 0.1 * day.total.mean, "{:?}", day.slots);
        let sum: f64 = day.slots.iter().map(|slot| slot.mean).sum();
        assert!((sum - day.total.mean).abs() < 1e-6, "slots add up to their day");
    }
    let [_, low, _, high, _] = made.days[2].total.quantiles;
    assert!(
        (high - low) / made.days[2].total.mean > 0.4,
        "one day before tells little: {low} {high}"
    );
    let told = made.notes.iter().filter_map(|note| {
        let Note::SpecialAsBefore { event, times, percent, .. } = note else { return None };
        Some((event.as_str(), *times, *percent))
    });
    let told: Vec<_> = told.collect();
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|(event, times, _)| (*event, *times) == ("festival", 1)));
    assert!(told.iter().all(|(.., percent)| (34..=42).contains(percent)), "{told:?}");
}

#[test]
fn a_worked_sunday_is_forecast_though_no_sunday_is_open() {
    let made_up: Vec<_> = [48, 139, 286].map(|at| (at, named("make-up", 450.0))).into();
    let series = with(&made_up, &[(6, "make-up")]);
    let made = forecast(&series, i64::try_from(DAYS).unwrap(), 14);
    assert_eq!(first().plus_days(i64::try_from(DAYS).unwrap() + 6).weekday(), 7);
    is_near(made.days[6].total.mean, 450.0);
    assert!(made.days[13].total.mean <= 0.0, "the Sunday after is closed as ever");
}

#[test]
fn a_name_without_a_past_is_forecast_as_a_regular_day_and_said_so() {
    let unnamed = with(&[], &[]);
    let named = with(&[(57, named("another", 100.0))], &[(2, "new")]);
    let at = i64::try_from(DAYS).unwrap();
    let (plain, made) = (forecast(&unnamed, at, 14), forecast(&named, at, 14));
    is_near(made.days[2].total.mean, plain.days[2].total.mean);
    let day = first().plus_days(at + 2);
    assert!(made.notes.contains(&Note::SpecialAsRegular { day }), "{:?}", made.notes);
}

#[test]
fn days_of_one_name_that_disagree_widen_the_band() {
    let past = |totals: [f64; 3]| {
        let days = [57, 160, 300].into_iter().zip(totals);
        days.map(|(at, total)| (at, named("sale", total))).collect::<Vec<_>>()
    };
    let width = |totals| {
        let series = with(&past(totals), &[(2, "sale")]);
        let made = forecast(&series, i64::try_from(DAYS).unwrap(), 3);
        let total = made.days[2].total;
        (total.quantiles[3] - total.quantiles[1]) / total.mean
    };
    let (alike, apart) = (width([900.0, 900.0, 900.0]), width([500.0, 900.0, 1_500.0]));
    assert!(apart > 1.5 * alike, "{alike} {apart}");
}

#[test]
fn what_comes_on_a_special_day_after_the_origin_is_not_read() {
    let mut series = with(&[(57, named("festival", 150.0))], &[(2, "festival")]);
    let at = i64::try_from(DAYS).unwrap();
    let before = forecast(&series, at, 14);
    series.days[DAYS + 2].counts = Some(vec![9_999.0; SLOTS]);
    let after = forecast(&series, at, 14);
    assert_eq!(before, after);
    series.days[DAYS + 2].event = Some("another".to_owned());
    assert_ne!(before.fingerprint, forecast(&series, at, 14).fingerprint, "the calendar is read");
}
