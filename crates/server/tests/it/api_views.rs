//! Saved views: kept by the server, one's own, bounded.

use crate::api::{Answer, Browser, House, PASSWORD};
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};

const VIEWS: &str = "/api/v1/views";

fn settings() -> Value {
    json!({
        "columns": ["name", "waiting", "level_today"],
        "sorting": {"column": "waiting", "is_descending": true},
        "filters": {"skill": "退改签"},
        "thresholds": {"waiting": {"is_below": false, "warn": 5.0, "alert": 10.0}},
        "density": "compact",
        "group": "skill",
        "layout": "table",
    })
}

fn view(name: &str) -> Value {
    json!({"page": "queues", "name": name, "settings": settings()})
}

async fn put(house: &House, browser: &Browser, id: &Value, body: &Value) -> Answer {
    let request = browser.request(Method::PUT, &format!("{VIEWS}/{id}"));
    let request = request.header(header::CONTENT_TYPE, "application/json");
    house.ask(request.body(Body::from(body.to_string())).unwrap()).await
}

async fn viewer(house: &House, admin: &Browser) -> Browser {
    let new = json!({"name": "看板", "password": PASSWORD, "roles": [{"role": "viewer"}]});
    assert_eq!(admin.post(house, "/api/v1/accounts", &new).await.status, StatusCode::CREATED);
    let mut viewer = Browser::default();
    assert_eq!(viewer.sign_in(house, "看板", PASSWORD).await.status, StatusCode::OK);
    viewer
}

#[tokio::test]
async fn a_view_follows_its_account_into_another_browser() {
    let (house, admin) = House::furnished().await;
    let made = admin.post(&house, VIEWS, &view("夜班")).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let made = made.json()["view"].clone();
    assert_eq!((&made["settings"], &made["revision"]), (&settings(), &json!(1)));
    let mut phone = Browser::default();
    phone.sign_in(&house, "admin", PASSWORD).await;
    assert_eq!(phone.get(&house, VIEWS).await.json()["views"], json!([made]));

    let mut changed = settings();
    changed["density"] = json!("comfortable");
    let change = json!({"name": "夜班 2", "is_default": true, "settings": changed, "revision": 1});
    let answer = put(&house, &phone, &made["id"], &change).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let listed = admin.get(&house, VIEWS).await.json()["views"][0].clone();
    assert_eq!((&listed["name"], &listed["is_default"]), (&json!("夜班 2"), &json!(true)));
    assert_eq!(listed["settings"]["density"], "comfortable");
    let stale = put(&house, &admin, &made["id"], &change).await;
    assert_eq!((stale.status, stale.code().as_str()), (StatusCode::CONFLICT, "changed_meanwhile"));

    let path = format!("{VIEWS}/{}", made["id"]);
    assert_eq!(admin.delete(&house, &path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(admin.delete(&house, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(phone.get(&house, VIEWS).await.json()["views"], json!([]));
    house.close().await;
}

#[tokio::test]
async fn another_accounts_views_do_not_exist() {
    let (house, admin) = House::furnished().await;
    let viewer = viewer(&house, &admin).await;
    let mine = admin.post(&house, VIEWS, &view("我的")).await.json()["view"].clone();
    assert_eq!(viewer.get(&house, VIEWS).await.json()["views"], json!([]));
    let change = json!({"name": "x", "is_default": false, "settings": settings(), "revision": 1});
    assert_eq!(put(&house, &viewer, &mine["id"], &change).await.status, StatusCode::NOT_FOUND);
    let path = format!("{VIEWS}/{}", mine["id"]);
    assert_eq!(viewer.delete(&house, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(admin.get(&house, VIEWS).await.json()["views"], json!([mine]));
    // Whoever only watches keeps views too.
    let theirs = viewer.post(&house, VIEWS, &view("我的")).await;
    assert_eq!(theirs.status, StatusCode::CREATED, "{}", theirs.text());
    house.close().await;
}

#[tokio::test]
async fn views_are_bounded_in_number_and_size() {
    let (house, admin) = House::furnished().await;
    for number in 0..40 {
        let made = admin.post(&house, VIEWS, &view(&format!("v{number}"))).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    }
    let one_more = admin.post(&house, VIEWS, &view("v40")).await;
    assert_eq!(
        (one_more.status, one_more.code().as_str()),
        (StatusCode::CONFLICT, "too_many_views")
    );
    let same = admin.post(&house, VIEWS, &view("v7")).await;
    assert_eq!((same.status, same.code().as_str()), (StatusCode::CONFLICT, "taken"));
    let with = |key: &str, value: Value| {
        let mut settings = settings();
        settings[key] = value;
        json!({"page": "agents", "name": "x", "settings": settings})
    };
    let many: Vec<String> = (0..61).map(|n| format!("c{n}")).collect();
    for wrong in [
        json!({"page": "agents", "name": " x", "settings": settings()}),
        json!({"page": "agents", "name": "x".repeat(61), "settings": settings()}),
        json!({"page": "walls", "name": "x", "settings": settings()}),
        with("columns", json!(many)),
        with("columns", json!(["<script>"])),
        with("filters", json!({"name": "x".repeat(201)})),
        with("density", json!("tiny")),
        with("more", json!(1)),
        with("thresholds", json!({"waiting": {"is_below": false, "warn": "5"}})),
    ] {
        let refused = admin.post(&house, VIEWS, &wrong).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{wrong}");
        assert!(!refused.json()["hint"].as_str().unwrap().is_empty());
    }
    house.close().await;
}
