//! Forecasts of a demo house: made from its history, overridden, published, tried on the past.

use crate::api::{Browser, House};
use axum::http::StatusCode;
use serde_json::{Value, json};
use server::demo::Past;

const MOMENT: &str = "2026-11-24T09:12:40+08:00";
const DAYS: u16 = 30;

async fn at_work() -> (House, Browser) {
    House::at_work(MOMENT, 4_712, Past { journaled_days: 0, older_days: DAYS }).await
}

async fn get(house: &House, admin: &Browser, path: &str) -> Value {
    let answer = admin.get(house, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

async fn make(house: &House, admin: &Browser, asked: &Value) -> Value {
    let answer = admin.post(house, "/api/v1/forecasts", asked).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{asked}: {}", answer.text());
    answer.json()["forecast"].clone()
}

/// The busiest queue's id, and what came into it by day from 2026-10-27 on.
async fn busiest(house: &House, admin: &Browser) -> (u64, Vec<f64>) {
    let path = "/api/v1/history?measure=offered&by=queue&step=1d&from=2026-10-27&to=2026-11-23";
    let answer = get(house, admin, path).await["history"].clone();
    let lines = answer["lines"].as_array().unwrap();
    let line = lines.iter().max_by_key(|line| line["total"][0].as_u64()).unwrap();
    let days =
        line["values"].as_array().unwrap().iter().map(|value| value[0].as_f64().unwrap_or(0.0));
    (line["id"].as_u64().unwrap(), days.collect())
}

fn mean(expected: &Value) -> f64 {
    expected["mean"].as_f64().unwrap()
}

#[tokio::test]
async fn a_forecast_is_made_of_history_kept_overridden_and_published() {
    let (house, admin) = at_work().await;
    let (queue, came) = busiest(&house, &admin).await;
    let made = make(&house, &admin, &json!({"queue": queue, "days": 7})).await;
    assert_eq!((&made["origin"], &made["last"]), (&json!("2026-11-25"), &json!("2026-12-01")));
    assert_eq!(made["learned_to"], "2026-11-23");
    let days = made["days_of"].as_array().unwrap();
    assert_eq!(days.len(), 7);
    for (at, day) in days.iter().enumerate() {
        let slots = day["slots"].as_array().unwrap();
        assert_eq!(slots.len(), 48);
        let sum: f64 = slots.iter().map(mean).sum();
        let total = mean(&day["total"]);
        assert!((sum - total).abs() < 1e-6 * total, "slots add up to their day: {sum} {total}");
        // The last four same weekdays: 2026-10-28 is the second day of `came`.
        let usual = (0..4).map(|week| came[(1 + at) % 7 + 7 * week]).sum::<f64>() / 4.0;
        assert!((0.6..1.6).contains(&(total / usual)), "{at}: {total} where {usual} is usual");
        let bands = day["total"]["quantiles"].as_array().unwrap();
        assert!(bands.is_sorted_by_key(|level| level.as_f64().unwrap()), "{bands:?}");
    }
    let again = make(&house, &admin, &json!({"queue": queue, "days": 7})).await;
    assert_eq!(again["days_of"], made["days_of"], "the same question, the same numbers");
    assert_eq!(again["fingerprint"], made["fingerprint"]);
    let other = make(&house, &admin, &json!({"queue": queue, "days": 6})).await;
    assert_ne!(other["fingerprint"], made["fingerprint"]);
    changed(&house, &admin, &made).await;
    let listed = get(&house, &admin, &format!("/api/v1/forecasts?queue={queue}&limit=2")).await;
    let ids: Vec<_> = listed["forecasts"].as_array().unwrap().iter().map(|f| &f["id"]).collect();
    assert_eq!(ids, [&json!(3), &json!(2)]);
    let next = listed["meta"]["next_before"].as_str().unwrap();
    let listed = get(&house, &admin, &format!("/api/v1/forecasts?before={next}")).await;
    assert_eq!(listed["forecasts"][0]["published_by"], "admin");
    tried(&house, &admin, queue).await;
    house.close().await;
}

/// Overridden, taken back, published, locked; all of it audited.
async fn changed(house: &House, admin: &Browser, made: &Value) {
    let path = format!("/api/v1/forecasts/{}", made["id"]);
    let over = |factor: f64, reason: &str| json!({"from": "2026-11-26", "to": "2026-11-27", "factor": factor, "reason": reason});
    let to = format!("{path}/overrides");
    for wrong in [
        over(-1.0, "少"),
        over(21.0, "多"),
        over(0.5, " "),
        json!({"from": "2026-11-24", "to": "2026-11-27", "factor": 1, "reason": "早"}),
        json!({"from": "2026-11-27", "to": "2026-11-26", "factor": 1, "reason": "倒"}),
    ] {
        assert_eq!(admin.post(house, &to, &wrong).await.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let halved = admin.post(house, &to, &over(0.5, "账单推迟")).await;
    assert_eq!(halved.status, StatusCode::CREATED, "{}", halved.text());
    let halved = admin.post(house, &to, &over(1.2, "补发短信")).await.json()["forecast"].clone();
    for (at, day) in halved["days_of"].as_array().unwrap().iter().enumerate() {
        let factor = if (1..=2).contains(&at) { 0.6 } else { 1.0 };
        let was = &made["days_of"][at];
        assert!((day["factor"].as_f64().unwrap() - factor).abs() < 1e-12, "{at}");
        let (is, was) = (mean(&day["slots"][20]), mean(&was["slots"][20]));
        assert!((is - factor * was).abs() < 1e-9, "{at}: {is} {was}");
    }
    for number in [1, 2] {
        let taken = admin.delete(house, &format!("{to}/{number}")).await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
        assert_eq!(
            admin.delete(house, &format!("{to}/{number}")).await.status,
            StatusCode::NOT_FOUND
        );
    }
    let now = get(house, admin, &path).await["forecast"].clone();
    assert_eq!(now["days_of"], made["days_of"]);
    assert_eq!(now["overrides"].as_array().unwrap().len(), 2, "the record keeps them");
    let publish = format!("{path}/publication");
    assert_eq!(admin.post(house, &publish, &json!({})).await.status, StatusCode::OK);
    assert_eq!(admin.post(house, &publish, &json!({})).await.code(), "published");
    assert_eq!(admin.post(house, &to, &over(0.5, "晚了")).await.code(), "published");
    assert_eq!(admin.delete(house, &format!("{to}/1")).await.code(), "published");
    let table = admin.get(house, &format!("{path}/table.csv")).await.text();
    assert_eq!(table.lines().count(), 1 + 7 * 48);
    assert!(table.contains(",2026-11-25 09:30,"), "{table}");
    counts(house, admin, made).await;
    let audit = get(house, admin, "/api/v1/audit?limit=20").await["audit"].clone();
    let actions: Vec<_> = audit.as_array().unwrap().iter().map(|row| &row["action"]).collect();
    for action in ["made_forecast", "overrode_forecast", "took_back_override", "published_forecast"]
    {
        assert!(actions.contains(&&json!(action)), "{action}: {actions:?}");
    }
}

/// A published forecast stands in the curve of its days; a sum of queues waits for all of them.
async fn counts(house: &House, admin: &Browser, made: &Value) {
    let path = format!("/api/v1/queues/{}/curve?day=2026-11-25", made["queue"]);
    let curve = get(house, admin, &path).await["curve"].clone();
    let said = curve["forecast"].as_array().unwrap();
    assert_eq!(said.len(), 96, "quarter hours of the whole day");
    let half_hour = mean(&made["days_of"][0]["slots"][19]);
    for quarter in [38, 39] {
        let offered = said[quarter]["offered"].as_f64().unwrap();
        assert!((offered - half_hour / 2.0).abs() < 1e-9, "{offered} of {half_hour}");
    }
    let centre = get(house, admin, "/api/v1/curve?day=2026-11-25").await["curve"].clone();
    assert_eq!(centre["forecast"], Value::Null, "eleven queues have none");
    let other = format!("/api/v1/queues/{}/curve?day=2026-11-24", made["queue"]);
    assert_eq!(get(house, admin, &other).await["curve"]["forecast"], Value::Null);
}

async fn tried(house: &House, admin: &Browser, queue: u64) {
    let path = format!("/api/v1/forecast-trial?queue={queue}&days=1");
    let trial = get(house, admin, &path).await["backtest"].clone();
    assert_eq!(trial["origins"], 1, "30 days, of which 28 are learned from: {trial}");
    let rows = trial["rows"].as_array().unwrap();
    assert_eq!(rows[0]["method"], "combination");
    assert!(rows.len() > 4, "the baselines beside it");
    let floor = trial["floor"][0].as_f64().unwrap();
    for row in rows {
        let wape = row["interval"]["wape"].as_f64().unwrap();
        assert!(wape > 0.5 * floor && wape < 2.0, "{wape} with a floor of {floor}: {row}");
    }
    let long = admin.get(house, &format!("/api/v1/forecast-trial?queue={queue}&days=28")).await;
    assert_eq!(long.code(), "invalid", "{}", long.text());
}

#[tokio::test]
async fn the_rest_of_today_starts_from_what_came() {
    let (house, admin) = House::at_work(
        "2026-11-24T14:00:40+08:00",
        4_713,
        Past { journaled_days: 0, older_days: 14 },
    )
    .await;
    let (queue, _) = busiest(&house, &admin).await;
    let asked = json!({"queue": queue, "days": 2, "origin": "today", "step_minutes": 60});
    let made = make(&house, &admin, &asked).await;
    assert_eq!(made["origin"], "2026-11-24");
    let today = &made["days_of"][0];
    assert_eq!(today["passed"], 14, "{today}");
    assert_eq!(today["slots"][13]["mean"], json!(0.0));
    assert!(mean(&today["slots"][15]) > 0.0);
    let table = admin.get(&house, &format!("/api/v1/forecasts/{}/table.csv", made["id"])).await;
    assert!(table.text().lines().nth(1).unwrap().contains(",2026-11-24 14:00,"));
    house.close().await;
}

#[tokio::test]
async fn what_cannot_be_forecast_is_said_with_a_remedy() {
    let (house, admin) = House::furnished().await;
    crate::api_story::morning(&house, &admin).await;
    for (asked, status, said) in [
        (json!({"queue": 0, "days": 7}), 400, "history"),
        (json!({"queue": 99, "days": 7}), 404, "queue 99"),
        (json!({"queue": 0, "days": 0}), 400, "days"),
        (json!({"queue": 0, "days": 729}), 400, "days"),
        (json!({"queue": 0, "days": 7, "step_minutes": 7}), 400, "step_minutes"),
        (json!({"queue": 0, "days": 7, "origin": "morgen"}), 400, "origin"),
        (json!({"queue": 0, "days": 7, "origin": "2099-01-01"}), 400, "origin"),
        (json!({"queue": 0, "days": 7, "method": "crystal ball"}), 400, ""),
        (json!({"queue": 0, "days": 7, "colour": 1}), 400, "colour"),
    ] {
        let answer = admin.post(&house, "/api/v1/forecasts", &asked).await;
        assert_eq!(answer.status.as_u16(), status, "{asked}: {}", answer.text());
        assert!(answer.text().contains(said), "{asked}: {}", answer.text());
    }
    for path in ["/api/v1/forecasts/1", "/api/v1/forecasts/x", "/api/v1/forecasts/1/table.csv"] {
        assert_eq!(admin.get(&house, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let wrong = admin.delete(&house, "/api/v1/forecasts/1/overrides/x").await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    house.close().await;
}
