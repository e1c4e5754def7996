//! The second factor: set up, asked for, used once, demanded by the house, lost and taken away.

use crate::api::{Answer, Browser, House, PASSWORD};
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use domain::Duration;
use serde_json::{Value, json};
use server::http::sign_in::totp;

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What an app does with the text it is given (RFC 4648).
fn secret_of(enrolment: &Value) -> Vec<u8> {
    let text = enrolment["enrolment"]["secret"].as_str().unwrap().replace(' ', "");
    let address = enrolment["enrolment"]["address"].as_str().unwrap();
    assert!(address.contains(&format!("secret={text}&")), "{address}");
    let bits = text.chars().map(|c| ALPHABET.find(c).unwrap());
    let bits = bits.flat_map(|five| (0..5).rev().map(move |bit| (five >> bit) & 1 == 1));
    let bits: Vec<bool> = bits.collect();
    let byte = |eight: &[bool]| eight.iter().fold(0, |byte, bit| (byte << 1) | u8::from(*bit));
    bits.chunks_exact(8).map(byte).collect()
}

/// What the app shows now, or some steps away.
fn code(house: &House, secret: &[u8], steps: i64) -> Value {
    let now = house.desk.engine.now();
    json!({"code": totp::code(secret, totp::step_at(now) + steps)})
}

/// Sets the administrator's second factor up; gives its secret and the recovery codes.
async fn enrol(house: &House, browser: &Browser) -> (Vec<u8>, Vec<String>) {
    let again = json!({"password": PASSWORD});
    let begun = browser.post(house, "/api/v1/account/second-factor", &again).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text());
    let secret = secret_of(&begun.json());
    let path = "/api/v1/account/second-factor/code";
    let done = browser.post(house, path, &code(house, &secret, 0)).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    (secret, codes_of(&done))
}

fn codes_of(answer: &Answer) -> Vec<String> {
    let codes = answer.json()["recovery_codes"].clone();
    serde_json::from_value(codes).unwrap()
}

/// Name and password; gives a browser with the cookie of the second step.
async fn half_way(house: &House, name: &str) -> (Browser, Answer) {
    let mut browser = Browser::default();
    let answer = browser.sign_in(house, name, PASSWORD).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    browser.cookie = answer.cookie();
    (browser, answer)
}

fn next_step(house: &House) {
    house.desk.clock.advance(Duration::from_secs(30));
}

async fn put(house: &House, browser: &Browser, path: &str, body: &Value) -> Answer {
    let request = browser.request(Method::PUT, path);
    let request = request.header(header::CONTENT_TYPE, "application/json");
    house.ask(request.body(Body::from(body.to_string())).unwrap()).await
}

async fn actions(house: &House, browser: &Browser) -> Vec<String> {
    let rows = browser.get(house, "/api/v1/audit?limit=50").await.json();
    let rows = rows["audit"].as_array().unwrap().clone();
    rows.iter().map(|row| row["action"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn with_a_second_factor_a_password_alone_opens_nothing() {
    let (house, admin) = House::furnished().await;
    let (secret, _) = enrol(&house, &admin).await;
    next_step(&house);
    let (mut browser, half) = half_way(&house, "admin").await;
    assert_eq!(half.json()["pending"]["step"], "code");
    let set = half.header("set-cookie");
    for word in ["callboard_pending=", "HttpOnly", "SameSite=Strict", "Path=/api/v1/session"] {
        assert!(set.contains(word), "{set}");
    }
    assert!(!half.text().contains(half.cookie().unwrap().split('=').nth(1).unwrap()));

    let done = browser.post(&house, "/api/v1/session/code", &code(&house, &secret, 0)).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    browser.keep(&done);
    assert!(browser.cookie.as_ref().unwrap().starts_with("callboard_session="));
    let cookies: Vec<_> = done.headers.get_all("set-cookie").iter().collect();
    assert!(cookies[1].to_str().unwrap().starts_with("callboard_pending=; Max-Age=0"));
    assert_eq!(browser.get(&house, "/api/v1/session").await.json()["session"]["name"], "admin");
    let sessions = browser.get(&house, "/api/v1/sessions").await.json();
    let own = sessions["sessions"].as_array().unwrap().iter().find(|one| one["is_own"] == true);
    assert_eq!(own.unwrap()["ways"], json!(["password", "code"]));
    house.close().await;
}

#[tokio::test]
async fn the_token_of_a_half_sign_in_can_do_nothing_else() {
    let (house, admin) = House::furnished().await;
    let (secret, _) = enrol(&house, &admin).await;
    next_step(&house);
    let (half, _) = half_way(&house, "admin").await;
    let token = half.cookie.clone().unwrap();
    let secret_word = token.split('=').nth(1).unwrap();
    // As the session's cookie, as a bearer token, or as what it is: no route takes it.
    let session = Browser { cookie: Some(format!("callboard_session={secret_word}")), csrf: None };
    for (method, path) in crate::api_access::operations() {
        if path.starts_with("/api/v1/session/") || path == "/api/v1/session" && method == "post" {
            continue;
        }
        let is_open = ["/healthz", "/api/v1/setup", "/api/v1/password-strength", "/api/v1/sign-in"];
        if is_open.contains(&path.as_str())
            || path.starts_with("/api/v1/openid/")
            || path.starts_with("/iclock/")
        {
            continue;
        }
        for browser in [&half, &session] {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let request = browser.request(method, &path.replace("{id}", "1"));
            let request = request.header(header::AUTHORIZATION, format!("Bearer {secret_word}"));
            let answer = house.ask(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        }
    }
    // Nor does it lead to another step than its own.
    let enrolment = half.post(&house, "/api/v1/session/enrolment", &json!({})).await;
    assert_eq!(enrolment.code(), "sign_in_over");
    let wrong_step = "/api/v1/session/enrolment/code";
    let refused = half.post(&house, wrong_step, &code(&house, &secret, 0)).await;
    assert_eq!(refused.code(), "sign_in_over");
    let without = Browser::default();
    let refused = without.post(&house, "/api/v1/session/code", &code(&house, &secret, 0)).await;
    assert_eq!(refused.code(), "sign_in_over", "a code without a password is worth nothing");

    // It opens one session, and only for some minutes.
    let done = half.post(&house, "/api/v1/session/code", &code(&house, &secret, 0)).await;
    assert_eq!(done.status, StatusCode::OK);
    next_step(&house);
    let again = half.post(&house, "/api/v1/session/code", &code(&house, &secret, 0)).await;
    assert_eq!(again.code(), "sign_in_over");
    let (late, _) = half_way(&house, "admin").await;
    house.desk.clock.advance(Duration::from_minutes(5));
    let refused = late.post(&house, "/api/v1/session/code", &code(&house, &secret, 0)).await;
    assert_eq!(refused.code(), "sign_in_over");
    house.close().await;
}

#[tokio::test]
async fn a_code_is_taken_once() {
    let (house, admin) = House::furnished().await;
    let (secret, _) = enrol(&house, &admin).await;
    // That which confirmed the enrolment is used up.
    let (half, _) = half_way(&house, "admin").await;
    let replayed = half.post(&house, "/api/v1/session/code", &code(&house, &secret, 0)).await;
    assert_eq!(
        (replayed.status, replayed.code().as_str()),
        (StatusCode::UNAUTHORIZED, "wrong_code")
    );
    next_step(&house);
    let seen = code(&house, &secret, 0);
    let done = half.post(&house, "/api/v1/session/code", &seen).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    let (other, _) = half_way(&house, "admin").await;
    let replayed = other.post(&house, "/api/v1/session/code", &seen).await;
    assert_eq!(replayed.code(), "wrong_code", "whoever looked over the shoulder is late");
    let earlier = other.post(&house, "/api/v1/session/code", &code(&house, &secret, -1)).await;
    assert_eq!(earlier.code(), "wrong_code");
    let early = other.post(&house, "/api/v1/session/code", &code(&house, &secret, 1)).await;
    assert_eq!(early.status, StatusCode::OK, "a clock that is half a minute fast");
    house.close().await;
}

#[tokio::test]
async fn guessing_codes_locks_out_like_guessing_passwords() {
    let (house, admin) = House::furnished().await;
    let (secret, _) = enrol(&house, &admin).await;
    next_step(&house);
    let (half, _) = half_way(&house, "admin").await;
    for _ in 0..4 {
        let wrong = half.post(&house, "/api/v1/session/code", &json!({"code": "000000"})).await;
        assert_eq!(wrong.code(), "wrong_code");
    }
    let right = code(&house, &secret, 0);
    let locked = half.post(&house, "/api/v1/session/code", &right).await;
    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS, "{}", locked.text());
    let mut browser = Browser::default();
    let locked = browser.sign_in(&house, "admin", PASSWORD).await;
    assert_eq!(locked.code(), "locked_out", "a right password does not wipe wrong codes out");
    house.desk.clock.advance(Duration::from_secs(1));
    let done = half.post(&house, "/api/v1/session/code", &right).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    let after = browser.sign_in(&house, "admin", "wrong password").await;
    assert_eq!(after.code(), "wrong_credentials", "forgotten after a whole sign-in");
    let actions = actions(&house, &admin).await;
    assert_eq!(actions.iter().filter(|action| *action == "second_step_failed").count(), 4);
    house.close().await;
}

#[tokio::test]
async fn each_recovery_code_opens_one_session_and_new_ones_end_the_old() {
    let (house, admin) = House::furnished().await;
    let (_, codes) = enrol(&house, &admin).await;
    assert_eq!(codes.len(), 10);
    let left = async || {
        let account = admin.get(&house, "/api/v1/account").await.json();
        account["account"]["second_factor"]["recovery_codes_left"].as_u64().unwrap()
    };
    assert_eq!(left().await, 10);
    let typed = json!({"code": codes[3].to_uppercase().replace('-', " ")});
    let (half, _) = half_way(&house, "admin").await;
    let done = half.post(&house, "/api/v1/session/code", &typed).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert_eq!(left().await, 9);
    let (half, _) = half_way(&house, "admin").await;
    let again = half.post(&house, "/api/v1/session/code", &typed).await;
    assert_eq!(again.code(), "wrong_code");

    let wrong = json!({"password": "not it at all"});
    let refused = admin.post(&house, "/api/v1/account/recovery-codes", &wrong).await;
    assert_eq!(refused.code(), "wrong_credentials");
    let right = json!({"password": PASSWORD});
    let renewed = admin.post(&house, "/api/v1/account/recovery-codes", &right).await;
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.text());
    assert_eq!(left().await, 10);
    let old = half.post(&house, "/api/v1/session/code", &json!({"code": codes[4]})).await;
    assert_eq!(old.code(), "wrong_code");
    let new = json!({"code": codes_of(&renewed)[0]});
    assert_eq!(half.post(&house, "/api/v1/session/code", &new).await.status, StatusCode::OK);
    let audit = admin.get(&house, "/api/v1/audit?limit=50").await;
    assert!(audit.text().contains("used_recovery_code"));
    for code in &codes {
        assert!(!audit.text().contains(code.as_str()));
    }
    house.close().await;
}

#[tokio::test]
async fn setting_one_up_needs_the_password_and_a_first_code_and_ends_other_sessions() {
    let (house, admin) = House::furnished().await;
    let mut other = Browser::default();
    other.sign_in(&house, "admin", PASSWORD).await;
    let wrong = json!({"password": "not it at all"});
    let refused = admin.post(&house, "/api/v1/account/second-factor", &wrong).await;
    assert_eq!(refused.code(), "wrong_credentials");
    let path = "/api/v1/account/second-factor/code";
    let none = admin.post(&house, path, &json!({"code": "000000"})).await;
    assert_eq!(none.code(), "wrong_code", "nothing was begun");

    let again = json!({"password": PASSWORD});
    let begun = admin.post(&house, "/api/v1/account/second-factor", &again).await;
    let secret = secret_of(&begun.json());
    let account = admin.get(&house, "/api/v1/account").await.json();
    assert!(account["account"]["second_factor"]["enrolled_at"].is_null(), "not in force yet");
    let mut third = Browser::default();
    assert_eq!(third.sign_in(&house, "admin", PASSWORD).await.status, StatusCode::OK);
    house.desk.clock.advance(Duration::from_minutes(15));
    let late = admin.post(&house, path, &code(&house, &secret, 0)).await;
    assert_eq!(late.code(), "wrong_code", "the offer was for a quarter of an hour");

    let (_, _) = enrol(&house, &admin).await;
    for ended in [&other, &third] {
        assert_eq!(ended.get(&house, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(admin.get(&house, "/api/v1/session").await.status, StatusCode::OK);
    let removal = "/api/v1/account/second-factor/removal";
    assert_eq!(admin.post(&house, removal, &wrong).await.code(), "wrong_credentials");
    assert_eq!(admin.post(&house, removal, &again).await.status, StatusCode::NO_CONTENT);
    assert_eq!(admin.post(&house, removal, &again).await.code(), "no_second_factor");
    assert_eq!(third.sign_in(&house, "admin", PASSWORD).await.status, StatusCode::OK);
    house.close().await;
}

#[tokio::test]
async fn where_the_house_demands_one_it_is_set_up_before_anything_else() {
    let (house, admin) = House::furnished().await;
    let rules = json!({"second_factor": ["viewer"], "idle_minutes": 480, "longest_minutes": 1440});
    let set = put(&house, &admin, "/api/v1/sign-in-rules", &rules).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text());
    let mut untouched = Browser::default();
    assert_eq!(untouched.sign_in(&house, "admin", PASSWORD).await.status, StatusCode::OK);

    let new = json!({"name": "看板", "password": PASSWORD, "roles": [{"role": "viewer"}]});
    let id = admin.post(&house, "/api/v1/accounts", &new).await.json()["account"]["id"].clone();
    let (mut viewer, half) = half_way(&house, "看板").await;
    assert_eq!(half.json()["pending"]["step"], "enrolment");
    assert_eq!(viewer.get(&house, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    let skipped = viewer.post(&house, "/api/v1/session/code", &json!({"code": "000000"})).await;
    assert_eq!(skipped.code(), "sign_in_over");
    let begun = viewer.post(&house, "/api/v1/session/enrolment", &json!({})).await;
    let secret = secret_of(&begun.json());
    let path = "/api/v1/session/enrolment/code";
    let wrong = viewer.post(&house, path, &json!({"code": "000000"})).await;
    assert_eq!(wrong.code(), "wrong_code");
    let done = viewer.post(&house, path, &code(&house, &secret, 0)).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert_eq!(codes_of(&done).len(), 10);
    viewer.keep(&done);
    let own = viewer.get(&house, "/api/v1/account").await.json();
    assert_eq!(own["account"]["second_factor"]["is_required"], true);
    let removal = "/api/v1/account/second-factor/removal";
    let refused = viewer.post(&house, removal, &json!({"password": PASSWORD})).await;
    assert_eq!(refused.code(), "second_factor_required");

    // Lost with the phone: an administrator takes it away, says why, and the next sign-in sets one up.
    let path = format!("/api/v1/accounts/{id}/second-factor/removal");
    let mute = admin.post(&house, &path, &json!({"reason": "  "})).await;
    assert_eq!(mute.status, StatusCode::BAD_REQUEST);
    let reason = json!({"reason": "手机丢失"});
    let listed = admin.get(&house, "/api/v1/accounts").await.json();
    let has = |list: &Value| {
        let all = list["accounts"].as_array().unwrap().clone();
        all.into_iter().find(|one| one["id"] == id).unwrap()["has_second_factor"].clone()
    };
    assert_eq!(has(&listed), true);
    let taken = admin.post(&house, &path, &reason).await;
    assert_eq!(taken.status, StatusCode::NO_CONTENT, "{}", taken.text());
    assert_eq!(admin.post(&house, &path, &reason).await.code(), "no_second_factor");
    assert_eq!(has(&admin.get(&house, "/api/v1/accounts").await.json()), false);
    assert_eq!(viewer.get(&house, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    let row = admin.get(&house, "/api/v1/audit?action=removed_second_factor").await.json();
    assert_eq!(
        (&row["audit"][0]["object"], &row["audit"][0]["reason"]),
        (&json!("看板"), &json!("手机丢失"))
    );
    let (_, half) = half_way(&house, "看板").await;
    assert_eq!(half.json()["pending"]["step"], "enrolment");
    house.close().await;
}

#[tokio::test]
async fn a_second_step_is_ours_alone_and_ends_with_the_account() {
    let (house, admin) = House::furnished().await;
    let new = json!({"name": "second", "password": PASSWORD, "roles": [{"role": "viewer"}]});
    let id = admin.post(&house, "/api/v1/accounts", &new).await.json()["account"]["id"].clone();
    let mut second = Browser::default();
    second.sign_in(&house, "second", PASSWORD).await;
    let (secret, _) = enrol(&house, &second).await;
    next_step(&house);
    let (half, _) = half_way(&house, "second").await;
    let body = code(&house, &secret, 0).to_string();
    let elsewhere = |name: &'static str, value: &'static str| {
        let request = half.request(Method::POST, "/api/v1/session/code");
        let request = request.header(header::CONTENT_TYPE, "application/json");
        request.header(name, value).body(Body::from(body.clone())).unwrap()
    };
    for (name, value) in [("origin", "https://evil.test"), ("sec-fetch-site", "cross-site")] {
        assert_eq!(house.ask(elsewhere(name, value)).await.code(), "cross_site");
    }
    admin.delete(&house, &format!("/api/v1/accounts/{id}")).await;
    let refused = half.post(&house, "/api/v1/session/code", &code(&house, &secret, 0)).await;
    assert_eq!(refused.code(), "sign_in_over");
    house.close().await;
}

#[tokio::test]
async fn a_session_known_before_the_second_step_is_worth_nothing_after() {
    let (house, admin) = House::furnished().await;
    let (secret, _) = enrol(&house, &admin).await;
    next_step(&house);
    let (half, _) = half_way(&house, "admin").await;
    let pending = half.cookie.clone().unwrap();
    let planted = format!("{pending}; callboard_session=planted");
    let mut browser = Browser { cookie: Some(planted), csrf: None };
    let done = browser.post(&house, "/api/v1/session/code", &code(&house, &secret, 0)).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    browser.keep(&done);
    let secret_word = pending.split('=').nth(1).unwrap();
    for known in ["planted", secret_word] {
        assert!(!browser.cookie.as_ref().unwrap().contains(known));
        let old = Browser { cookie: Some(format!("callboard_session={known}")), csrf: None };
        assert_eq!(old.get(&house, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    }
    house.close().await;
}
