//! Every measure by every group over every span: the same morning, counted each way.

use crate::api::{Browser, House};
use crate::api_story::morning;
use axum::http::StatusCode;
use serde_json::{Value, json};

const SPANS: [&str; 7] =
    ["today", "running_5m", "running_15m", "running_30m", "running_1h", "last_5m", "last_60m"];

async fn table(house: &House, admin: &Browser, query: &str) -> Value {
    let answer = admin.get(house, &format!("/api/v1/figures?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text());
    answer.json()["figures"].clone()
}

/// The sum of a contact figure over all rows; `None` where a row has no contacts.
fn sum(table: &Value, figure: &str) -> Option<u64> {
    let rows = table["rows"].as_array().unwrap().iter();
    rows.map(|row| row["contacts"].get(figure).and_then(Value::as_u64)).sum()
}

#[tokio::test]
async fn whatever_figures_are_grouped_by_they_add_up_to_the_morning() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    for by in ["centre", "queue", "skill", "did"] {
        for over in SPANS {
            for attribution in ["by_arrival", "by_event"] {
                let query = format!("by={by}&over={over}&attribution={attribution}");
                let table = table(&house, &admin, &query).await;
                let told = ["offered", "answered", "abandoned"].map(|what| sum(&table, what));
                assert_eq!(told, [Some(4), Some(2), Some(1)], "{query}");
                assert_eq!(table["definitions"].as_array().unwrap().len(), 5, "{query}");
            }
        }
    }
    house.close().await;
}

#[tokio::test]
async fn five_service_levels_of_the_same_contacts_stand_side_by_side() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let table = table(&house, &admin, "by=queue&over=last_5m").await;
    let rules = table["definitions"].as_array().unwrap().iter();
    let rules: Vec<&str> = rules.map(|definition| definition["rule"].as_str().unwrap()).collect();
    let levels = table["rows"][0]["service_levels"].as_array().unwrap();
    let levels: Vec<f64> = levels.iter().map(|level| level.as_f64().unwrap()).collect();
    // Two answered in time, one abandoned after 40 s; the fourth still waits.
    assert_eq!(
        rules.into_iter().zip(levels).collect::<Vec<_>>(),
        [
            ("less_short_abandons", 0.6667),
            ("of_answered", 1.0),
            ("of_offered", 0.6667),
            ("abandons_in_time_met", 0.6667),
            ("less_abandons_in_time", 0.6667),
        ]
    );
    house.close().await;
}

#[tokio::test]
async fn working_time_is_split_by_what_people_did_in_the_span() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    // The first agent has been signed in for two minutes, the second at meal all the while.
    for (by, row, signed_in) in
        [("agent", 0, 120_000), ("seat", 0, 120_000), ("centre", 0, 240_000), ("queue", 0, 240_000)]
    {
        for over in SPANS {
            let table = table(&house, &admin, &format!("by={by}&over={over}")).await;
            let work = &table["rows"][row]["work"];
            assert_eq!(work["times"]["signed_in_ms"], signed_in, "{by} {over}: {work}");
            assert_eq!(table["is_shared"], by == "queue");
        }
        let minute = table(&house, &admin, &format!("by={by}&over=last_1m")).await;
        let work = &minute["rows"][row]["work"];
        assert_eq!(work["times"]["signed_in_ms"], signed_in / 2, "{by}: {work}");
        assert_eq!(work["occupancy"], 1.0, "{by}: {work}");
    }
    house.close().await;
}

#[tokio::test]
async fn the_day_of_an_agent_is_in_its_work_and_a_number_has_no_working_time() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let day = table(&house, &admin, "by=agent&over=today").await;
    assert_eq!(day["rows"][0]["contacts"], Value::Null);
    assert_eq!(day["rows"][0]["work"]["answered"], 2);
    let hour = table(&house, &admin, "by=agent&over=running_1h").await;
    assert_eq!(hour["rows"][0]["contacts"]["answered"], 2);
    let number = table(&house, &admin, "by=did&over=today").await;
    assert_eq!(
        (&number["rows"][0]["name"], &number["rows"][0]["work"]),
        (&json!("95588"), &Value::Null)
    );
    house.close().await;
}

#[tokio::test]
async fn a_span_that_cannot_be_read_is_refused_with_what_to_write() {
    let (house, admin) = House::furnished().await;
    for over in ["last_61m", "last_0m", "yesterday", "last_xm", "running_7m"] {
        let answer = admin.get(&house, &format!("/api/v1/figures?over={over}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{over}");
        assert!(answer.text().contains("running_15m"), "{}", answer.text());
    }
    house.close().await;
}
