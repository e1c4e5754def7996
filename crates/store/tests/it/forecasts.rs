//! Forecasts: kept as they were made, overridden until they are published, then locked.

use crate::support::{Place, start};
use domain::calendar::Day;
use domain::{Duration, Timestamp};
use store::{NewForecast, NewOverride, Store};

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

#[tokio::test]
async fn a_run_is_listed_by_queue_and_opened_with_its_numbers() {
    let place = Place::new();
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

#[tokio::test]
async fn what_is_put_over_a_run_stays_in_the_record_and_publishing_locks_it() {
    let place = Place::new();
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
    assert!(store.publish_forecast(1, "chief", at(6)).await.unwrap());
    assert!(!store.publish_forecast(1, "chief", at(7)).await.unwrap());
    assert_eq!(store.override_forecast(1, less(), at(8)).await.unwrap(), None);
    assert!(!store.take_back_override((1, 2), "chief", at(8)).await.unwrap());
    assert_eq!(store.forecast_overrides(1).await.unwrap(), over);
    store.close().await.unwrap();
}

#[tokio::test]
async fn of_a_day_the_run_counts_that_was_published_last() {
    let place = Place::new();
    let store: Store = place.open().await;
    for origin in ["2026-11-23", "2026-11-30", "2026-11-30"] {
        store.keep_forecast(new(7, origin), at(1)).await.unwrap();
    }
    let found = async |queue: u32, text: &str| {
        let found = store.published_forecast(queue, day(text)).await.unwrap();
        found.map(|(row, _)| row.forecast)
    };
    assert_eq!(found(7, "2026-12-01").await, None);
    for (forecast, second) in [(1, 2), (3, 3), (2, 4)] {
        store.publish_forecast(forecast, "chief", at(second)).await.unwrap();
    }
    assert_eq!(found(7, "2026-11-22").await, None);
    assert_eq!(found(7, "2026-11-23").await, Some(1));
    assert_eq!(found(7, "2026-11-29").await, Some(1));
    assert_eq!(found(7, "2026-11-30").await, Some(2));
    assert_eq!(found(7, "2026-12-06").await, Some(2));
    assert_eq!(found(7, "2026-12-07").await, None);
    assert_eq!(found(8, "2026-12-01").await, None);
    store.close().await.unwrap();
}
