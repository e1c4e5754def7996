//! Events in and records out.

use crate::api::House;
use crate::api_story::{Teller, morning};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use futures_util::StreamExt as _;
use serde_json::{Value, json};

fn line(key: &Value, kind: &str, event: &Value) -> String {
    let at = "2026-11-22T00:30:00Z";
    json!({"key": key, "occurred_at": at, "kind": kind, "event": event}).to_string()
}

fn ended(key: &str, contact: &str) -> String {
    line(&json!(key), "contact_ended", &json!({"contact": contact, "by": "agent"}))
}

#[tokio::test]
async fn a_delivery_sent_again_is_stored_once() {
    let (house, admin) = House::furnished().await;
    let teller = Teller::new(&house, &admin).await;
    let body = [ended("k1", "c1"), ended("k2", "c2"), String::new()].join("\n");
    let first = teller.send(&house, &body).await.json();
    assert_eq!(
        (&first["report"]["stored"], &first["report"]["duplicates"]),
        (&json!(2), &json!(0))
    );
    let again = teller.send(&house, &body).await.json();
    assert_eq!(
        (&again["report"]["stored"], &again["report"]["duplicates"]),
        (&json!(0), &json!(2))
    );
    assert_eq!(first["report"]["last_sequence"], again["report"]["last_sequence"]);
    house.close().await;
}

#[tokio::test]
async fn a_bad_line_is_named_and_the_good_ones_are_taken() {
    let (house, admin) = House::furnished().await;
    let teller = Teller::new(&house, &admin).await;
    let day = line(&json!("k3"), "day_opened", &json!({}));
    let body = [ended("k1", "c1"), "{".into(), String::new(), day, ended("k2", "c2")].join("\r\n");
    let answer = teller.send(&house, &body).await;
    let report = &answer.json()["report"];
    assert_eq!((&report["stored"], &report["rejected"]), (&json!(2), &json!(2)));
    let named: Vec<(u64, &str)> = report["rejections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["line"].as_u64().unwrap(), one["code"].as_str().unwrap()))
        .collect();
    assert_eq!(named, [(2, "malformed"), (4, "unknown_kind")]);
    house.close().await;
}

#[tokio::test]
async fn bytes_that_are_no_text_and_bodies_without_end_are_refused() {
    let (house, admin) = House::furnished().await;
    let token = admin.token(&house, &["feed:write"]).await;
    let post = |body: Vec<u8>| {
        Request::builder()
            .method(Method::POST)
            .uri("/feed/v1/events")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::from(body))
            .unwrap()
    };
    let report = house.ask(post(vec![0xff, 0xfe, b'\n', 0x80])).await.json();
    assert_eq!(report["report"]["rejected"], 2);
    assert_eq!(report["report"]["rejections"][0]["code"], "not_utf8");
    let large = house.ask(post(vec![b'a'; 9 << 20])).await;
    assert_eq!((large.status, large.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
    let many = "{\n".repeat(5_000);
    let report = house.ask(post(many.into_bytes())).await.json();
    assert_eq!(report["report"]["rejected"], 5_000);
    assert_eq!(report["report"]["rejections"].as_array().unwrap().len(), 100);
    house.close().await;
}

#[tokio::test]
async fn a_token_cannot_speak_for_another_source() {
    let (house, admin) = House::furnished().await;
    let teller = Teller::new(&house, &admin).await;
    teller.send(&house, &ended("k1", "c1")).await;
    let sources = admin.get(&house, "/api/v1/sources").await.json();
    let keys: Vec<&str> = sources["sources"]["rows"]
        .as_object()
        .unwrap()
        .values()
        .map(|row| row["key"].as_str().unwrap())
        .collect();
    // "pbx" is the desk's own source; the feed's of the same name is another.
    assert_eq!(keys, ["pbx", "feed:pbx"]);
    house.close().await;
}

fn outward(token: &str, query: &str, accept: &str) -> Request<Body> {
    Request::get(format!("/feed/v1/events{query}"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::ACCEPT, accept)
        .body(Body::empty())
        .unwrap()
}

#[tokio::test]
async fn records_leave_in_order_from_any_sequence() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let token = admin.token(&house, &["feed:read"]).await;
    let all = house.ask(outward(&token, "", "application/x-ndjson")).await;
    assert_eq!(all.header("content-type"), "application/x-ndjson");
    let records: Vec<Value> =
        all.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let sequences: Vec<u64> = records.iter().map(|r| r["sequence"].as_u64().unwrap()).collect();
    assert_eq!(sequences, (1..=house.desk.engine.sequence()).collect::<Vec<_>>());
    assert!(!all.text().contains("13731199938"), "no customer's number leaves");
    let kinds: Vec<&str> = records.iter().map(|r| r["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"contact_abandoned"));
    let part = house.ask(outward(&token, "?from_sequence=5&limit=2", "*/*")).await.text();
    let part: Vec<Value> = part.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(part, records[4..6]);
    house.close().await;
}

#[tokio::test]
async fn an_event_stream_goes_on_with_what_comes() {
    let (house, admin) = House::furnished().await;
    let teller = Teller::new(&house, &admin).await;
    teller.send(&house, &ended("k1", "c1")).await;
    let end = house.desk.engine.sequence();
    let token = admin.token(&house, &["feed:read"]).await;
    let mut request = outward(&token, "", "text/event-stream");
    request.headers_mut().insert("last-event-id", (end - 1).to_string().parse().unwrap());
    let response = house.send(request).await;
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
    let mut body = response.into_body().into_data_stream();
    let first = body.next().await.unwrap().unwrap();
    assert!(first.starts_with(format!("id: {end}\ndata: {{").as_bytes()), "{first:?}");
    teller.send(&house, &ended("k2", "c2")).await;
    let second = body.next().await.unwrap().unwrap();
    assert!(second.starts_with(format!("id: {}\n", end + 1).as_bytes()), "{second:?}");
    house.stop.cancel();
    assert!(body.next().await.is_none(), "the server's stop ends the stream");
    house.close().await;
}
