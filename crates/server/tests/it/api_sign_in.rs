//! Signing in and what is done to prevent it.

use crate::api::{Browser, House, PASSWORD};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use domain::Duration;
use serde_json::json;
use std::net::SocketAddr;

#[tokio::test]
async fn the_one_time_link_makes_the_administrator_once() {
    let mut house = House::open().await;
    let token = house.setup.take().unwrap();
    let browser = Browser::default();
    assert_eq!(house.get("/api/v1/setup").await.json(), json!({"setup": {"is_needed": true}}));

    let wrong = json!({"token": "0".repeat(64), "password": PASSWORD});
    assert_eq!(browser.post(&house, "/api/v1/setup", &wrong).await.code(), "wrong_setup_token");
    let weak = json!({"token": token, "password": "short"});
    assert_eq!(browser.post(&house, "/api/v1/setup", &weak).await.code(), "password_short");
    let known = json!({"token": token, "password": "Callboard2026"});
    let refused = browser.post(&house, "/api/v1/setup", &known).await;
    assert_eq!(refused.code(), "password_known_word", "and the link is still good");

    let right = json!({"token": token, "password": PASSWORD});
    let done = browser.post(&house, "/api/v1/setup", &right).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert_eq!(done.json()["session"]["name"], "admin");
    assert_eq!(done.json()["session"]["roles"][0]["role"], "administrator");

    let again = browser.post(&house, "/api/v1/setup", &right).await;
    assert_eq!((again.status, again.code().as_str()), (StatusCode::CONFLICT, "set_up"));
    assert_eq!(house.get("/api/v1/setup").await.json(), json!({"setup": {"is_needed": false}}));
    house.close().await;
}

#[tokio::test]
async fn a_setup_link_is_too_old_after_a_day() {
    let mut house = House::open().await;
    let token = house.setup.take().unwrap();
    house.desk.clock.advance(Duration::from_minutes(24 * 60));
    let body = json!({"token": token, "password": PASSWORD});
    let late = Browser::default().post(&house, "/api/v1/setup", &body).await;
    assert_eq!(late.code(), "wrong_setup_token");
    house.close().await;
}

#[tokio::test]
async fn the_cookie_is_kept_from_scripts_and_other_sites() {
    let (house, _) = House::furnished().await;
    let answer = Browser::default().sign_in(&house, "admin", PASSWORD).await;
    let set = answer.header("set-cookie");
    for word in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(set.contains(word), "{set}");
    }
    assert!(!answer.text().contains(answer.cookie().unwrap().split('=').nth(1).unwrap()));
    house.close().await;
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_look_the_same() {
    let (house, _) = House::furnished().await;
    let mut browser = Browser::default();
    let wrong = browser.sign_in(&house, "admin", "wrong password").await;
    let unknown = browser.sign_in(&house, "nobody", "wrong password").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert_eq!(wrong.body, unknown.body);
    assert!(wrong.cookie().is_none());
    house.close().await;
}

#[tokio::test]
async fn guessing_locks_the_name_out_for_longer_and_longer() {
    let (house, _) = House::furnished().await;
    let mut browser = Browser::default();
    for _ in 0..5 {
        let answer = browser.sign_in(&house, "admin", "wrong password").await;
        assert_eq!(answer.code(), "wrong_credentials");
    }
    let locked = browser.sign_in(&house, "admin", PASSWORD).await;
    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS, "even the right password waits");
    assert_eq!((locked.code().as_str(), locked.header("retry-after")), ("locked_out", "1"));
    let other = browser.sign_in(&house, "nobody", "wrong password").await;
    assert_eq!(other.code(), "wrong_credentials", "another name is not locked");

    house.desk.clock.advance(Duration::from_secs(1));
    assert_eq!(browser.sign_in(&house, "ADMIN", "wrong").await.code(), "wrong_credentials");
    assert_eq!(browser.sign_in(&house, "admin", PASSWORD).await.header("retry-after"), "2");
    house.desk.clock.advance(Duration::from_secs(2));
    assert_eq!(browser.sign_in(&house, "admin", PASSWORD).await.status, StatusCode::OK);
    assert_eq!(browser.sign_in(&house, "admin", "wrong").await.code(), "wrong_credentials");
    house.close().await;
}

#[tokio::test]
async fn an_address_that_tries_many_names_is_locked_out() {
    let (house, _) = House::furnished().await;
    let mut browser = Browser::default();
    for n in 0..20 {
        let answer = browser.sign_in(&house, &format!("name-{n}"), "wrong password").await;
        assert_eq!(answer.code(), "wrong_credentials", "attempt {n}");
    }
    assert_eq!(browser.sign_in(&house, "admin", PASSWORD).await.code(), "locked_out");
    house.close().await;
}

/// With TLS and without, the routes are told of the other side in these words (`compose`, `tls::name_peer`).
fn from(address: &str, name: &str, password: &str) -> Request<Body> {
    let request = Browser::default().request(Method::POST, "/api/v1/session");
    let request = request.header(header::CONTENT_TYPE, "application/json");
    let body = json!({"name": name, "password": password}).to_string();
    let mut request = request.body(Body::from(body)).unwrap();
    let peer: SocketAddr = format!("{address}:4242").parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}

#[tokio::test]
async fn one_address_that_is_locked_out_locks_no_other() {
    let (house, admin) = House::furnished().await;
    for n in 0..20 {
        let answer = house.ask(from("10.0.0.7", &format!("name-{n}"), "wrong password")).await;
        assert_eq!(answer.code(), "wrong_credentials", "attempt {n}");
    }
    assert_eq!(house.ask(from("10.0.0.7", "admin", PASSWORD)).await.code(), "locked_out");
    let other = house.ask(from("10.0.0.8", "admin", PASSWORD)).await;
    assert_eq!(other.status, StatusCode::OK, "{}", other.text());
    let sessions = admin.get(&house, "/api/v1/sessions").await.json();
    let mut sessions = sessions["sessions"].as_array().unwrap().iter();
    assert!(sessions.any(|session| session["address"] == "10.0.0.8"));
    let row = admin.get(&house, "/api/v1/audit?limit=1").await.json();
    assert_eq!(row["audit"][0]["origin"], "10.0.0.8");
    house.close().await;
}

#[tokio::test]
async fn a_session_known_before_signing_in_is_worth_nothing_after() {
    let (house, _) = House::furnished().await;
    let mut planted = Browser { cookie: Some("callboard_session=planted".into()), csrf: None };
    let before = planted.cookie.clone();
    planted.sign_in(&house, "admin", PASSWORD).await;
    assert_ne!(planted.cookie, before, "the secret is new");
    let old = Browser { cookie: before, csrf: None };
    assert_eq!(old.get(&house, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);

    // A second sign-in in the same browser ends the first session.
    let first = planted.clone();
    planted.sign_in(&house, "admin", PASSWORD).await;
    assert_eq!(first.get(&house, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(planted.get(&house, "/api/v1/session").await.status, StatusCode::OK);
    house.close().await;
}

#[tokio::test]
async fn a_change_needs_the_sessions_own_token_and_our_own_page() {
    let (house, admin) = House::furnished().await;
    let body = json!({"name": "test", "scopes": ["metrics:read"]});
    let without = Browser { csrf: None, ..admin.clone() };
    assert_eq!(without.post(&house, "/api/v1/tokens", &body).await.code(), "cross_site");
    let guessed = Browser { csrf: Some("0".repeat(64)), ..admin.clone() };
    assert_eq!(guessed.post(&house, "/api/v1/tokens", &body).await.code(), "cross_site");
    let from_elsewhere = admin
        .request(Method::POST, "/api/v1/tokens")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ORIGIN, "https://evil.test")
        .body(Body::from(body.to_string()))
        .unwrap();
    assert_eq!(house.ask(from_elsewhere).await.code(), "cross_site");
    assert_eq!(admin.post(&house, "/api/v1/tokens", &body).await.status, StatusCode::CREATED);

    // Signing somebody in from another site is refused as well.
    let planted = Browser::default()
        .request(Method::POST, "/api/v1/session")
        .header(header::CONTENT_TYPE, "application/json")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from(json!({"name": "admin", "password": PASSWORD}).to_string()))
        .unwrap();
    assert_eq!(house.ask(planted).await.code(), "cross_site");
    house.close().await;
}

#[tokio::test]
async fn a_session_ends_when_idle_and_after_a_day_in_any_case() {
    let (house, admin) = House::furnished().await;
    let asks = |browser: Browser| {
        let house = &house;
        async move { browser.get(house, "/api/v1/session").await.status }
    };
    house.desk.clock.advance(Duration::from_minutes(8 * 60 - 1));
    assert_eq!(asks(admin.clone()).await, StatusCode::OK, "used again within eight hours");
    house.desk.clock.advance(Duration::from_minutes(8 * 60 - 1));
    assert_eq!(asks(admin.clone()).await, StatusCode::OK);
    house.desk.clock.advance(Duration::from_minutes(7 * 60));
    assert_eq!(asks(admin.clone()).await, StatusCode::OK);
    house.desk.clock.advance(Duration::from_minutes(60 + 2));
    assert_eq!(asks(admin.clone()).await, StatusCode::UNAUTHORIZED, "a day is over");

    let mut idle = Browser::default();
    assert_eq!(idle.sign_in(&house, "admin", PASSWORD).await.status, StatusCode::OK);
    house.desk.clock.advance(Duration::from_minutes(8 * 60));
    assert_eq!(asks(idle).await, StatusCode::UNAUTHORIZED, "idle for eight hours");
    house.close().await;
}

#[tokio::test]
async fn signing_out_ends_the_session_and_takes_the_cookie() {
    let (house, admin) = House::furnished().await;
    let out = admin.delete(&house, "/api/v1/session").await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(admin.get(&house, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    house.close().await;
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions_and_the_old_password() {
    let (house, admin) = House::furnished().await;
    let mut other = Browser::default();
    other.sign_in(&house, "admin", PASSWORD).await;
    let wrong = json!({"current": "not it at all", "new": "a new and longer one"});
    let refused = admin.post(&house, "/api/v1/password", &wrong).await;
    assert_eq!(refused.code(), "wrong_credentials");
    let right = json!({"current": PASSWORD, "new": "a new and longer one"});
    let changed = admin.post(&house, "/api/v1/password", &right).await;
    assert_eq!(changed.status, StatusCode::NO_CONTENT, "{}", changed.text());
    assert_eq!(admin.get(&house, "/api/v1/session").await.status, StatusCode::OK);
    assert_eq!(other.get(&house, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(other.sign_in(&house, "admin", PASSWORD).await.code(), "wrong_credentials");
    house.close().await;
}

#[tokio::test]
async fn a_weak_password_is_refused_with_advice_wherever_one_is_chosen() {
    let (house, admin) = House::furnished().await;
    for (password, code) in [
        ("correct", "password_short"),
        ("passwordpassword", "password_repeats"),
        ("password1234", "password_common"),
        ("abcdefghijklmnop", "password_sequence"),
        ("zhangwei-2026", "password_known_word"),
    ] {
        let new = json!({"name": "zhangwei", "password": password, "roles": [{"role": "viewer"}]});
        let refused = admin.post(&house, "/api/v1/accounts", &new).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::BAD_REQUEST, code));
        assert!(!refused.text().contains(password));
    }
    let change = json!({"current": PASSWORD, "new": "adminadminadmin"});
    let refused = admin.post(&house, "/api/v1/password", &change).await;
    assert!(refused.code().starts_with("password_"), "{}", refused.text());

    // The same judgement before anything is sent for good; strangers are told nothing of the house.
    let rate = json!({"name": "zhangwei", "password": "zhangwei-2026"});
    let rated = admin.post(&house, "/api/v1/password-strength", &rate).await.json();
    assert_eq!(rated["strength"]["advice"], "password_known_word");
    let rate = json!({"password": PASSWORD});
    let rated = Browser::default().post(&house, "/api/v1/password-strength", &rate).await.json();
    assert_eq!(rated, json!({"strength": {"score": 4, "advice": null}}));
    let house_word = json!({"password": "Callboard 电话 1"});
    let own = Browser::default().post(&house, "/api/v1/password-strength", &house_word).await;
    assert_eq!(own.status, StatusCode::OK);
    house.close().await;
}

#[tokio::test]
async fn an_administrator_sets_a_forgotten_password() {
    let (house, admin) = House::furnished().await;
    let new = json!({"name": "second", "password": PASSWORD, "roles": [{"role": "viewer"}]});
    let id = admin.post(&house, "/api/v1/accounts", &new).await.json()["account"]["id"].clone();
    let mut second = Browser::default();
    second.sign_in(&house, "second", PASSWORD).await;
    for _ in 0..5 {
        Browser::default().sign_in(&house, "second", "forgotten").await;
    }
    let path = format!("/api/v1/accounts/{id}/password");
    let set = async |browser: &Browser, password: &str| {
        let request = browser.request(Method::PUT, &path);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let body = Body::from(json!({"password": password}).to_string());
        house.ask(request.body(body).unwrap()).await
    };
    assert_eq!(set(&second, "a new and longer one").await.status, StatusCode::FORBIDDEN);
    assert_eq!(set(&admin, "aaaaaaaaaaaaaaaa").await.code(), "password_repeats");
    assert_eq!(set(&admin, "a new and longer one").await.status, StatusCode::NO_CONTENT);
    assert_eq!(second.get(&house, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    let entered = second.sign_in(&house, "second", "a new and longer one").await;
    assert_eq!(entered.status, StatusCode::OK, "wrong attempts are forgotten: {}", entered.text());
    house.close().await;
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once_and_the_last_administrator_stays() {
    let (house, admin) = House::furnished().await;
    let new = json!({"name": "second", "password": PASSWORD, "roles": [{"role": "administrator"}]});
    let made = admin.post(&house, "/api/v1/accounts", &new).await;
    let id = made.json()["account"]["id"].as_u64().unwrap();
    let taken = admin.post(&house, "/api/v1/accounts", &new).await;
    assert_eq!((taken.status, taken.code().as_str()), (StatusCode::CONFLICT, "taken"));
    let mut second = Browser::default();
    assert_eq!(second.sign_in(&house, "second", PASSWORD).await.status, StatusCode::OK);
    let gone = admin.delete(&house, &format!("/api/v1/accounts/{id}")).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(second.get(&house, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(second.sign_in(&house, "second", PASSWORD).await.code(), "wrong_credentials");
    let last = admin.delete(&house, "/api/v1/accounts/1").await;
    assert_eq!(last.code(), "last_administrator");
    house.close().await;
}

#[tokio::test]
async fn who_did_what_is_written_down_without_secrets() {
    let (house, admin) = House::furnished().await;
    Browser::default().sign_in(&house, "admin", "a wrong password").await;
    admin.token(&house, &["feed:write"]).await;
    let list = admin.get(&house, "/api/v1/audit?limit=2").await;
    let rows = list.json();
    assert_eq!(rows["audit"][0]["action"], "created_token");
    assert_eq!(rows["audit"][0]["actor"], "admin");
    assert_eq!(rows["audit"][1]["action"], "sign_in_failed");
    assert!(!list.text().contains("wrong password"));
    let before = rows["meta"]["next_before"].as_str().unwrap();
    let rest = admin.get(&house, &format!("/api/v1/audit?before={before}")).await.json();
    assert_eq!(rest["audit"][0]["action"], "signed_in");
    house.close().await;
}
