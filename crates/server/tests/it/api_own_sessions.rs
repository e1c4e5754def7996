//! Open sessions: listed, ended one by one or all, and how long they last by the house's rules.

use crate::api::{Answer, Browser, House, PASSWORD};
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use domain::Duration;
use serde_json::{Value, json};

const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0.0.0 Safari/537.36";

async fn sign_in_from(house: &House, name: &str, agent: &str) -> Browser {
    let body = json!({"name": name, "password": PASSWORD}).to_string();
    let request = Browser::default().request(Method::POST, "/api/v1/session");
    let request = request.header(header::CONTENT_TYPE, "application/json");
    let request = request.header(header::USER_AGENT, agent).body(Body::from(body)).unwrap();
    let answer = house.ask(request).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let mut browser = Browser::default();
    browser.keep(&answer);
    browser
}

async fn sessions(house: &House, browser: &Browser, path: &str) -> Vec<Value> {
    let answer = browser.get(house, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["sessions"].as_array().unwrap().clone()
}

async fn set_rules(house: &House, browser: &Browser, idle: u32, longest: u32) -> Answer {
    let rules = json!({"second_factor": [], "idle_minutes": idle, "longest_minutes": longest});
    let request = browser.request(Method::PUT, "/api/v1/sign-in-rules");
    let request = request.header(header::CONTENT_TYPE, "application/json");
    house.ask(request.body(Body::from(rules.to_string())).unwrap()).await
}

async fn is_open(house: &House, browser: &Browser) -> bool {
    browser.get(house, "/api/v1/session").await.status == StatusCode::OK
}

async fn viewer(house: &House, admin: &Browser) -> Value {
    let new = json!({"name": "看板", "password": PASSWORD, "roles": [{"role": "viewer"}]});
    admin.post(house, "/api/v1/accounts", &new).await.json()["account"]["id"].clone()
}

#[tokio::test]
async fn one_sees_ones_own_sessions_and_ends_them() {
    let (house, admin) = House::furnished().await;
    house.desk.clock.advance(Duration::from_minutes(2));
    let desk = sign_in_from(&house, "admin", CHROME).await;
    viewer(&house, &admin).await;
    let other = sign_in_from(&house, "看板", CHROME).await;

    let list = sessions(&house, &desk, "/api/v1/sessions").await;
    assert_eq!(list.len(), 2, "{list:?}");
    let own = list.iter().find(|one| one["is_own"] == true).unwrap();
    assert_eq!(own["device"], "Chrome · Windows");
    assert_eq!(own["address"], "local");
    assert_eq!(own["ways"], json!(["password"]));
    let first = list.iter().find(|one| one["is_own"] == false).unwrap();
    assert_eq!(first["ways"], json!(["setup"]));
    assert!(!desk.get(&house, "/api/v1/sessions").await.text().contains("csrf"));

    let theirs = &sessions(&house, &other, "/api/v1/sessions").await[0]["id"];
    let theirs = format!("/api/v1/sessions/{}", theirs.as_str().unwrap());
    let foreign = desk.delete(&house, &theirs).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND, "nobody ends another's session here");
    assert!(is_open(&house, &other).await);
    let path = format!("/api/v1/sessions/{}", first["id"].as_str().unwrap());
    assert_eq!(desk.delete(&house, &path).await.status, StatusCode::NO_CONTENT);
    assert!(!is_open(&house, &admin).await && is_open(&house, &desk).await);

    let phone = sign_in_from(&house, "admin", "curl/8").await;
    let tablet = sign_in_from(&house, "admin", "curl/8").await;
    let ended = phone.delete(&house, "/api/v1/sessions").await;
    assert_eq!(ended.json(), json!({"ended": 2}));
    assert!(is_open(&house, &phone).await && !is_open(&house, &tablet).await);
    house.close().await;
}

#[tokio::test]
async fn an_administrator_sees_and_ends_the_sessions_of_an_account() {
    let (house, admin) = House::furnished().await;
    let id = viewer(&house, &admin).await;
    let one = sign_in_from(&house, "看板", CHROME).await;
    let two = sign_in_from(&house, "看板", "curl/8").await;
    let path = format!("/api/v1/accounts/{id}/sessions");
    let list = sessions(&house, &admin, &path).await;
    assert_eq!(list.len(), 2);
    assert!(list.iter().all(|session| session["is_own"] == false));
    let chrome = list.iter().find(|session| session["device"] == "Chrome · Windows").unwrap();
    let of_one = format!("{path}/{}", chrome["id"].as_str().unwrap());
    assert_eq!(admin.delete(&house, &of_one).await.status, StatusCode::NO_CONTENT);
    assert!(!is_open(&house, &one).await && is_open(&house, &two).await);
    assert_eq!(admin.delete(&house, &of_one).await.status, StatusCode::NOT_FOUND);
    assert_eq!(admin.delete(&house, &path).await.json(), json!({"ended": 1}));
    assert!(!is_open(&house, &two).await);
    for (path, action) in [(path.as_str(), "GET"), (path.as_str(), "DELETE")] {
        let viewer = sign_in_from(&house, "看板", CHROME).await;
        let method = Method::from_bytes(action.as_bytes()).unwrap();
        let request = viewer.request(method, path).body(Body::empty()).unwrap();
        assert_eq!(house.ask(request).await.status, StatusCode::FORBIDDEN);
    }
    let audit = admin.get(&house, "/api/v1/audit?limit=50").await.text();
    for action in ["looked_at_sessions", "ended_session\"", "ended_sessions"] {
        assert!(audit.contains(action), "{action}");
    }
    house.close().await;
}

#[tokio::test]
async fn the_house_says_how_long_a_session_lasts_within_bounds() {
    let (house, admin) = House::furnished().await;
    for (idle, longest) in [(4, 60), (1441, 10_080), (30, 14), (30, 10_081), (60, 30)] {
        let refused = set_rules(&house, &admin, idle, longest).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{idle} {longest}");
    }
    let before = sign_in_from(&house, "admin", CHROME).await;
    assert_eq!(set_rules(&house, &admin, 30, 60).await.status, StatusCode::OK);
    let rules = admin.get(&house, "/api/v1/sign-in-rules").await.json();
    assert_eq!(
        rules["rules"],
        json!({"second_factor": [], "idle_minutes": 30, "longest_minutes": 60})
    );
    let row = admin.get(&house, "/api/v1/audit?action=changed_sign_in_rules").await.json();
    assert_eq!(row["audit"][0]["after"], "second factor: nobody; idle 30 min; at most 60 min");

    house.desk.clock.advance(Duration::from_minutes(29));
    assert!(is_open(&house, &before).await);
    house.desk.clock.advance(Duration::from_minutes(30));
    assert!(!is_open(&house, &before).await, "left alone for half an hour, also one opened before");
    let in_use = sign_in_from(&house, "admin", CHROME).await;
    for _ in 0..5 {
        house.desk.clock.advance(Duration::from_minutes(10));
        assert!(is_open(&house, &in_use).await);
    }
    assert_eq!(sessions(&house, &in_use, "/api/v1/sessions").await.len(), 1);
    house.desk.clock.advance(Duration::from_minutes(10));
    assert!(!is_open(&house, &in_use).await, "an hour is over");
    let (house, again) = {
        let house = house.restarted(server::config::Config::default()).await;
        let again = sign_in_from(&house, "admin", CHROME).await;
        (house, again)
    };
    let rules = again.get(&house, "/api/v1/sign-in-rules").await.json();
    assert_eq!(rules["rules"]["idle_minutes"], 30, "kept over a restart");
    house.close().await;
}
