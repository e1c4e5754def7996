//! Nothing without a session, nothing beyond a role or a token's scopes.

use crate::api::{House, PASSWORD};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::json;
use server::http::openapi;

/// Everything that answers without a session, and why it may.
const OPEN: [(&str, &str); 16] = [
    ("get", "/healthz"),                           // says "ok" and the version
    ("get", "/api/v1/setup"),                      // says whether there is an administrator
    ("post", "/api/v1/setup"),                     // needs the one-time token
    ("post", "/api/v1/session"),                   // needs the password
    ("post", "/api/v1/session/code"), // needs the cookie of a right password, and a code
    ("post", "/api/v1/session/enrolment"), // needs the cookie of a right password
    ("post", "/api/v1/session/enrolment/code"), // needs that cookie, and a code
    ("post", "/api/v1/password-strength"), // knows only what it is sent
    ("get", "/api/v1/sign-in"),       // says which buttons there are
    ("get", "/api/v1/openid/{provider}/start"), // sends to the provider
    ("get", "/api/v1/openid/{provider}/callback"), // needs what the provider gave
    // Terminals at the door: what is not registered by its serial number gets nothing.
    ("get", "/iclock/cdata"),
    ("post", "/iclock/cdata"),
    ("get", "/iclock/getrequest"),
    ("post", "/iclock/devicecmd"),
    ("get", "/iclock/ping"),
];

pub(crate) fn operations() -> Vec<(String, String)> {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let mut all = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            all.push((method.clone(), path.clone()));
        }
    }
    all
}

fn request(method: &str, path: &str, token: Option<&str>) -> Request<Body> {
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
    let path = path.replace("{id}", "1");
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    request.body(Body::empty()).unwrap()
}

#[tokio::test]
async fn no_route_answers_without_a_session_but_those_of_the_list() {
    let (house, _) = House::furnished().await;
    let all = operations();
    assert!(all.len() > 35, "{}", all.len());
    for (method, path) in &all {
        let is_open = OPEN.contains(&(method.as_str(), path.as_str()));
        for token in [None, Some("cb_0123"), Some("")] {
            let answer = house.ask(request(method, path, token)).await;
            if is_open {
                assert_ne!(answer.code(), "not_signed_in", "{method} {path}");
            } else {
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path} {token:?}");
                assert_eq!(answer.code(), "not_signed_in", "{method} {path}");
            }
        }
    }
    for (method, path) in OPEN {
        assert!(all.contains(&(method.to_owned(), path.to_owned())), "{method} {path} is gone");
    }
    house.close().await;
}

#[tokio::test]
async fn a_token_opens_its_scopes_and_nothing_else() {
    let (house, admin) = House::furnished().await;
    let cases = [
        ("feed:write", vec!["/feed/v1/events:post"]),
        ("feed:read", vec!["/feed/v1/events:get"]),
        ("metrics:read", vec!["/metrics:get"]),
        ("orders:write", vec!["/api/v1/orders:post"]),
        ("kiosk:show", vec!["/api/v1/attendance/kiosks/{id}/code:get"]),
    ];
    for (scope, opened) in cases {
        let token = admin.token(&house, &[scope]).await;
        for (method, path) in operations() {
            let is_open = OPEN.contains(&(method.as_str(), path.as_str()));
            if is_open || path == "/api/v1/stream" {
                continue;
            }
            let response = house.send(request(&method, &path, Some(&token))).await;
            let is_opened = opened.contains(&format!("{path}:{method}").as_str());
            let is_forbidden = response.status() == StatusCode::FORBIDDEN;
            assert_eq!(is_forbidden, !is_opened, "{scope}: {method} {path}");
        }
    }
    house.close().await;
}

#[tokio::test]
async fn a_viewer_sees_the_floor_and_manages_nothing() {
    let (house, admin) = House::furnished().await;
    let new = json!({"name": "看板", "password": PASSWORD, "roles": [{"role": "viewer"}]});
    let made = admin.post(&house, "/api/v1/accounts", &new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let mut viewer = crate::api::Browser::default();
    assert_eq!(viewer.sign_in(&house, "看板", PASSWORD).await.status, StatusCode::OK);
    assert_eq!(viewer.get(&house, "/api/v1/overview").await.status, StatusCode::OK);
    let contact = ["/api/v1/contacts/1/frames"];
    for path in ["/api/v1/accounts", "/api/v1/tokens", "/api/v1/audit"].into_iter().chain(contact) {
        assert_eq!(viewer.get(&house, path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let made = viewer.post(&house, "/api/v1/accounts", &new).await;
    assert_eq!(made.status, StatusCode::FORBIDDEN);
    house.close().await;
}

#[tokio::test]
async fn a_revoked_or_expired_token_opens_nothing() {
    let (house, admin) = House::furnished().await;
    let token = admin.token(&house, &["metrics:read"]).await;
    let metrics = || request("get", "/metrics", Some(&token));
    assert_eq!(house.ask(metrics()).await.status, StatusCode::OK);
    let listed = admin.get(&house, "/api/v1/tokens").await;
    assert!(!listed.text().contains(&token), "a token's secret is shown once");
    let id = listed.json()["tokens"][0]["id"].as_u64().unwrap();
    assert_eq!(listed.json()["tokens"][0]["made_by"], "admin");
    let revoked = admin.delete(&house, &format!("/api/v1/tokens/{id}")).await;
    assert_eq!(revoked.status, StatusCode::NO_CONTENT);
    assert_eq!(house.ask(metrics()).await.status, StatusCode::UNAUTHORIZED);

    let ends = house.desk.engine.now().plus(domain::Duration::from_minutes(5)).to_string();
    let new = json!({"name": "short", "scopes": ["metrics:read"], "expires_at": ends});
    let made = admin.post(&house, "/api/v1/tokens", &new).await;
    let token = made.json()["token"]["secret"].as_str().unwrap().to_owned();
    let metrics = || request("get", "/metrics", Some(&token));
    assert_eq!(house.ask(metrics()).await.status, StatusCode::OK);
    house.desk.clock.advance(domain::Duration::from_minutes(5));
    assert_eq!(house.ask(metrics()).await.status, StatusCode::UNAUTHORIZED);
    house.close().await;
}
