//! Forecasts: kept as they were made, overridden until they are published, then locked.

use crate::support::{Place, on_both_engines, start};
use domain::calendar::Day;
use domain::{Duration, Timestamp};
use store::{ForecastOverride, NewForecast, NewOverride, PublishedDay, Store};

on_both_engines! {
    a_run_is_listed_by_queue_and_opened_with_its_numbers
    what_is_put_over_a_run_stays_in_the_record_and_publishing_locks_it
    on_a_day_counts_what_was_published_last
}

fn at(second: i64) -> Timestamp {
    start().plus(Duration::from_secs(second))
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn new(queue: u32, origin: &str) -> NewForecast<'_> {
    NewForecast {
        queue,
        origin: day(origin),
        until: day(origin).plus_days(7),
        step_minutes: 30,
        method: "combination",
        fingerprint: "f1",
        made_by: "planner",
        numbers: "{\"days\":[]}",
    }
}

fn less() -> NewOverride<'static> {
    let day = day("2026-12-01");
    NewOverride {
        first: day, last: day, factor: 0.8, reason: "示例：账单推迟", made_by: "planner"
    }
}

async fn a_run_is_listed_by_queue_and_opened_with_its_numbers(place: Place) {
    let store = place.open().await;
    for (second, queue) in [(1, 7), (2, 8), (3, 7)] {
        store.keep_forecast(new(queue, "2026-11-30"), at(second)).await.unwrap();
    }
    let numbers =
        |rows: Vec<store::ForecastRow>| rows.iter().map(|r| r.forecast).collect::<Vec<_>>();
    assert_eq!(numbers(store.forecasts(None, None, 10).await.unwrap()), [3, 2, 1]);
    assert_eq!(numbers(store.forecasts(Some(7), None, 10).await.unwrap()), [3, 1]);
    assert_eq!(numbers(store.forecasts(Some(7), Some(3), 10).await.unwrap()), [1]);
    assert_eq!(numbers(store.forecasts(None, None, 1).await.unwrap()), [3]);
    let (row, text) = store.forecast(2).await.unwrap().unwrap();
    assert_eq!((row.queue, row.origin, row.made_at), (8, day("2026-11-30"), at(2)));
    assert_eq!((text.as_str(), row.published), ("{\"days\":[]}", None));
    assert_eq!(store.forecast(4).await.unwrap(), None);
    store.close().await.unwrap();
}

async fn what_is_put_over_a_run_stays_in_the_record_and_publishing_locks_it(place: Place) {
    let store = place.open().await;
    store.keep_forecast(new(7, "2026-11-30"), at(1)).await.unwrap();
    assert_eq!(store.override_forecast(1, less(), at(2)).await.unwrap(), Some(1));
    assert_eq!(store.override_forecast(1, less(), at(3)).await.unwrap(), Some(2));
    assert_eq!(store.override_forecast(9, less(), at(3)).await.unwrap(), None);
    assert!(store.take_back_override((1, 1), "chief", at(4)).await.unwrap());
    assert!(!store.take_back_override((1, 1), "chief", at(5)).await.unwrap());
    let over = store.forecast_overrides(1).await.unwrap();
    assert_eq!(over[0].removed, Some((at(4), "chief".to_owned())));
    assert_eq!((over[1].factor, over[1].removed.clone()), (0.8, None));
    // Who publishes has read all that stands over it.
    for stale in [&over[..1], &over[..0]] {
        assert!(!store.publish_forecast(1, (&[], stale), "chief", at(6)).await.unwrap());
    }
    let standing = [ForecastOverride { removed: None, ..over[0].clone() }, over[1].clone()];
    assert!(!store.publish_forecast(1, (&[], &standing), "chief", at(6)).await.unwrap());
    assert!(store.publish_forecast(1, (&[], &over), "chief", at(6)).await.unwrap());
    assert!(!store.publish_forecast(1, (&[], &over), "chief", at(7)).await.unwrap());
    assert_eq!(store.override_forecast(1, less(), at(8)).await.unwrap(), None);
    assert!(!store.take_back_override((1, 2), "chief", at(8)).await.unwrap());
    assert_eq!(store.forecast_overrides(1).await.unwrap(), over);
    store.close().await.unwrap();
}

async fn on_a_day_counts_what_was_published_last(place: Place) {
    let store: Store = place.open().await;
    for origin in ["2026-11-23", "2026-11-30", "2026-11-30"] {
        store.keep_forecast(new(7, origin), at(1)).await.unwrap();
    }
    let counts = |forecast: u32, text: &str, offered: &str| PublishedDay {
        queue: 7,
        day: day(text),
        forecast,
        step_minutes: 720,
        offered: offered.to_owned(),
    };
    let first = [counts(1, "2026-11-29", "[1,2]")];
    let third = [counts(3, "2026-11-30", "[3,4]"), counts(3, "2026-12-01", "[5,6]")];
    let second = [counts(2, "2026-11-30", "[null,8]")];
    assert!(store.publish_forecast(1, (&first, &[]), "chief", at(2)).await.unwrap());
    assert!(store.publish_forecast(3, (&third, &[]), "chief", at(3)).await.unwrap());
    assert!(store.publish_forecast(2, (&second, &[]), "chief", at(4)).await.unwrap());
    assert!(
        !store.publish_forecast(3, (&third, &[]), "chief", at(5)).await.unwrap(),
        "it is published"
    );
    let all = store.published_days(day("2026-11-01"), day("2026-12-31")).await.unwrap();
    assert_eq!(all, [first[0].clone(), second[0].clone(), third[1].clone()]);
    let one = store.published_days(day("2026-11-30"), day("2026-11-30")).await.unwrap();
    assert_eq!(one, second);
    store.close().await.unwrap();
}
