//! The overview narrowed to a slice of the centre: what it shows is what figures and lists say of it.

use crate::api::{Browser, House};
use crate::api_story::morning;
use axum::http::StatusCode;
use serde_json::{Value, json};

async fn get(house: &House, admin: &Browser, path: &str) -> Value {
    let answer = admin.get(house, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

/// The first row of a group that offers something, by its figures of today.
async fn busiest(house: &House, admin: &Browser, kind: &str) -> Value {
    let path = format!("/api/v1/figures?by={kind}&over=today");
    let table = get(house, admin, &path).await["figures"].clone();
    let offered = |row: &&Value| row["contacts"]["offered"].as_u64();
    table["rows"].as_array().unwrap().iter().max_by_key(offered).unwrap().clone()
}

#[tokio::test]
async fn a_slice_shows_what_figures_curve_and_lists_say_of_it() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let at = get(&house, &admin, "/api/v1/overview").await["overview"]["at"].clone();
    let at = at.as_str().unwrap();
    for kind in ["skill", "did"] {
        let row = busiest(&house, &admin, kind).await;
        let id = &row["id"];
        let path = format!("/api/v1/replay?at={at}&view=overview:{kind}:{id}");
        let slice = get(&house, &admin, &path).await["replay"].clone();
        assert_eq!(slice["of"], json!({"kind": kind, "id": id, "name": row["name"]}));
        assert_eq!(slice["is_counted"], true);
        let offered = slice["today"]["offered"].as_u64().unwrap();
        assert!(offered > 0, "{slice}");
        for measure in ["offered", "answered", "abandoned", "service_level"] {
            assert_eq!(slice["today"][measure], row["contacts"][measure], "{kind} {measure}");
        }
        let path = format!("/api/v1/contacts?{kind}={id}&part=waiting");
        let waiting = get(&house, &admin, &path).await;
        assert_eq!(slice["waiting"], waiting["contacts"].as_array().unwrap().len(), "{waiting}");
        let list = get(&house, &admin, &format!("/api/v1/contacts?{kind}={id}&part=offered")).await;
        assert_eq!(list["figure"]["total"], offered, "{kind}");
        let curve = get(&house, &admin, &format!("/api/v1/curve?{kind}={id}")).await;
        let points = curve["curve"]["points"].as_array().unwrap().iter();
        let drawn: u64 = points.map(|p| p["figures"]["offered"].as_u64().unwrap()).sum();
        assert_eq!(drawn, offered, "{kind}");
        assert_eq!(slice["people"].is_null(), kind == "did", "nobody belongs to a number");
    }
    house.close().await;
}

#[tokio::test]
async fn what_is_no_slice_is_refused() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let at = get(&house, &admin, "/api/v1/overview").await["overview"]["at"].clone();
    let at = at.as_str().unwrap();
    for (view, status) in [
        ("overview:team:99", StatusCode::NOT_FOUND),
        ("overview:planet:1", StatusCode::BAD_REQUEST),
        ("overview:site:", StatusCode::BAD_REQUEST),
    ] {
        let replay = admin.get(&house, &format!("/api/v1/replay?at={at}&view={view}")).await;
        let stream = admin.get(&house, &format!("/api/v1/stream?view={view}")).await;
        assert_eq!((replay.status, stream.status), (status, status), "{view}");
    }
    let both = admin.get(&house, "/api/v1/curve?skill=0&did=0").await;
    assert_eq!(both.code(), "invalid");
    let queue = admin.get(&house, "/api/v1/queues/0/curve?skill=0").await;
    assert_eq!(queue.code(), "invalid");
    house.close().await;
}
