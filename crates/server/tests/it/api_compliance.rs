//! Compliance: what is found, who sees it, who takes note of it, and that it is found once.

use crate::api::{Browser, House};
use crate::api_looks::account;
use axum::http::StatusCode;
use domain::{Duration, Timestamp};
use serde_json::{Value, json};
use server::compliance::watch::{Left, Watch};
use server::demo::Past;
use store::{AuditEntry, HabitRow};

async fn at_work() -> (House, Browser) {
    let past = Past { journaled_days: 0, older_days: 0 };
    House::at_work("2026-11-24T10:12:00+08:00", 23, past).await
}

/// As it is told once the background has judged all.
async fn events(house: &House, browser: &Browser, query: &str) -> Vec<Value> {
    let mut watch = Watch::default();
    while watch.turn(&house.desk.engine, house.state.now()).await.unwrap() == Left::More {}
    told_now(house, browser, query).await
}

async fn told_now(house: &House, browser: &Browser, query: &str) -> Vec<Value> {
    let answer = browser.get(house, &format!("/api/v1/compliance?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["events"].as_array().unwrap().clone()
}

fn told(event: &Value) -> String {
    format!("{} {} {}", event["actor"], event["rule"], event["severity"]).replace('"', "")
}

#[tokio::test]
async fn repeated_attempts_outside_the_right_are_told_and_somebody_else_takes_note() {
    let (house, admin) = at_work().await;
    let viewer = account(&house, &admin, "viewer", "viewer").await;
    let auditor = account(&house, &admin, "auditor", "auditor").await;
    assert_eq!(events(&house, &auditor, "").await.len(), 0);
    for _ in 0..3 {
        assert_eq!(viewer.get(&house, "/api/v1/audit").await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(told_now(&house, &auditor, "").await.len(), 0, "a request does not judge");
    let found = events(&house, &auditor, "").await;
    assert_eq!(found.iter().map(told).collect::<Vec<_>>(), ["viewer refused_outside_right yellow"]);
    assert_eq!(found[0]["why"]["count"], 3);
    assert_eq!(found[0]["why"]["entries"].as_array().unwrap().len(), 3);
    assert_eq!(found[0]["why"]["actions"], json!(["was_refused"]));
    assert_eq!(found[0]["why"]["origins"], json!(["local"]));
    // Looked at again it is the same; more of it makes it worse.
    assert_eq!(events(&house, &auditor, "").await, found);
    for _ in 0..10 {
        viewer.get(&house, "/api/v1/tokens").await;
    }
    let worse = events(&house, &auditor, "severity=orange").await;
    assert_eq!((worse.len(), &worse[0]["id"]), (1, &found[0]["id"]));
    let path = format!("/api/v1/compliance/{}/note", worse[0]["id"]);
    let note = |revision: &Value| json!({"revision": revision, "note": "已与本人谈话"});
    let refused = viewer.post(&house, &path, &note(&worse[0]["revision"])).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let old = auditor.post(&house, &path, &note(&found[0]["revision"])).await;
    assert_eq!((old.status, &*old.code()), (StatusCode::CONFLICT, "changed_meanwhile"));
    let empty = auditor.post(&house, &path, &json!({"revision": 1, "note": " "})).await;
    assert_eq!(empty.status, StatusCode::BAD_REQUEST);
    let done = auditor.post(&house, &path, &note(&worse[0]["revision"])).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert_eq!(done.json()["event"]["noted_by"], "auditor");
    assert_eq!(
        events(&house, &auditor, "is_noted=false&actor=viewer").await.len(),
        0,
        "what was noted is spent, and one attempt more is nothing"
    );
    house.close().await;
}

#[tokio::test]
async fn nobody_takes_note_of_what_they_did_themselves_nor_of_what_their_token_did() {
    let (house, admin) = at_work().await;
    let auditor = account(&house, &admin, "auditor", "auditor").await;
    let file = admin.get(&house, "/api/v1/people.csv").await;
    assert_eq!(file.status, StatusCode::OK);
    let token = admin.token(&house, &["api:read"]).await;
    for _ in 0..3 {
        let request = axum::http::Request::get("/api/v1/audit");
        let request = request.header("authorization", format!("Bearer {token}"));
        let refused = house.ask(request.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
    let found = events(&house, &admin, "").await;
    let said: Vec<_> = found.iter().map(told).collect();
    assert_eq!(said, ["token 1 refused_outside_right yellow", "admin large_export yellow"]);
    for event in &found {
        assert_eq!(event["is_own"], true, "{event}");
        let path = format!("/api/v1/compliance/{}/note", event["id"]);
        let body = json!({"revision": event["revision"], "note": "nothing"});
        let refused = admin.post(&house, &path, &body).await;
        assert_eq!((refused.status, &*refused.code()), (StatusCode::CONFLICT, "own_event"));
        let done = auditor.post(&house, &path, &body).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    }
    // What was noted is spent; the next file begins another event.
    assert_eq!(events(&house, &auditor, "is_noted=false").await.len(), 0);
    admin.get(&house, "/api/v1/people.csv").await;
    assert_eq!(events(&house, &auditor, "is_noted=false&rule=large_export").await.len(), 1);
    let audit = admin.get(&house, "/api/v1/audit?action=noted_compliance").await.json();
    assert_eq!(audit["audit"].as_array().unwrap().len(), 2);
    let audit = admin.get(&house, "/api/v1/audit?action=listed_compliance").await.json();
    assert!(!audit["audit"].as_array().unwrap().is_empty(), "the look itself is written down");
    house.close().await;
}

#[tokio::test]
async fn the_roles_past_weeks_say_what_is_much_and_which_hours_are_theirs() {
    let (house, admin) = at_work().await;
    let office = account(&house, &admin, "office", "human_resources").await;
    let auditor = account(&house, &admin, "auditor", "auditor").await;
    account(&house, &admin, "colleague", "human_resources").await;
    let store = &house.desk.store;
    for day in 1..=20 {
        let day = format!("2026-11-{day:02}");
        let row = HabitRow {
            actor: "colleague".into(),
            day: day.clone(),
            hour: 14,
            deeds: 10,
            people: 30,
        };
        store.put_habit(("colleague", &day), &[row]).await.unwrap();
    }
    for offset in [0, 100, 200] {
        office.get(&house, &format!("/api/v1/people?limit=100&offset={offset}")).await;
    }
    // 300 people where 30 are usual, at ten where everybody else comes at two: a look weighs little.
    let found = events(&house, &auditor, "actor=office").await;
    assert_eq!(found.iter().map(told).collect::<Vec<_>>(), ["office bulk_looks yellow"]);
    assert_eq!((&found[0]["why"]["count"], &found[0]["why"]["usual"]), (&json!(300), &json!(30)));
    office.get(&house, "/api/v1/people.csv?q=E1001").await;
    let found = events(&house, &auditor, "actor=office&rule=unusual_hours").await;
    assert_eq!(found.len(), 1);
    // The administrator has no colleague: at ten in the morning it is day.
    assert_eq!(events(&house, &auditor, "actor=admin&rule=unusual_hours").await.len(), 0);
    house.desk.clock.set(Timestamp::parse("2026-11-25T03:00:00+08:00").unwrap());
    let mut night = Browser::default();
    night.sign_in(&house, "admin", crate::api::PASSWORD).await;
    night.get(&house, "/api/v1/people.csv?q=E1001").await;
    let mut auditor = Browser::default();
    auditor.sign_in(&house, "auditor", crate::api::PASSWORD).await;
    assert_eq!(events(&house, &auditor, "actor=admin&rule=unusual_hours").await.len(), 1);
    house.close().await;
}

/// Rows of the audit list, as if `actor` had done them.
async fn done(house: &House, (actor, action): (&str, &str), objects: &[String], at: Timestamp) {
    let entry = |object| AuditEntry { at, actor, action, object, ..AuditEntry::default() };
    let entries: Vec<AuditEntry<'_>> = objects.iter().map(|one| entry(one.as_str())).collect();
    house.desk.store.audit_all(&entries).await.unwrap();
}

fn numbers(range: std::ops::Range<u32>) -> Vec<String> {
    range.map(|number| format!("E{number}")).collect()
}

#[tokio::test]
async fn a_long_list_is_judged_in_slices_that_add_up() {
    let (house, admin) = at_work().await;
    let auditor = account(&house, &admin, "auditor", "auditor").await;
    account(&house, &admin, "office", "human_resources").await;
    let now = house.state.now();
    done(&house, ("office", "looked_at_person"), &numbers(0..1_500), now).await;
    let mut watch = Watch::default();
    let engine = &house.desk.engine;
    let mut turns = 1;
    while watch.turn(engine, now).await.unwrap() == Left::More {
        turns += 1;
    }
    assert!((4..=6).contains(&turns), "{turns} turns of 500 rows");
    let found = told_now(&house, &auditor, "actor=office").await;
    assert_eq!(found.iter().map(told).collect::<Vec<_>>(), ["office bulk_looks yellow"]);
    assert_eq!(found[0]["why"]["count"], 1_500, "the slices add up");
    assert_eq!(watch.turn(engine, now).await.unwrap(), Left::Nothing);
    house.close().await;
}

#[tokio::test]
async fn the_first_turn_of_all_leaves_out_what_is_older_than_habits() {
    let house = House::open().await;
    let now = house.state.now();
    let long_ago = now.before(Duration::from_minutes(40 * 24 * 60));
    done(&house, ("office", "changed_queue"), &numbers(0..1_200), long_ago).await;
    done(&house, ("office", "changed_queue"), &numbers(0..3), now).await;
    let mut watch = Watch::default();
    assert_eq!(watch.turn(&house.desk.engine, now).await.unwrap(), Left::Nothing, "one turn");
    assert_eq!(house.desk.store.setting::<u64>("compliance.cursor").await.unwrap(), Some(1_203));
    house.close().await;
}

#[tokio::test]
async fn work_done_after_a_look_at_protected_facts_withdraws_what_was_told() {
    let (house, admin) = at_work().await;
    let auditor = account(&house, &admin, "auditor", "auditor").await;
    account(&house, &admin, "office", "human_resources").await;
    let now = house.state.now();
    done(&house, ("office", "looked_at_protected"), &numbers(1..4), now).await;
    let found = events(&house, &auditor, "").await;
    let said: Vec<_> = found.iter().map(told).collect();
    assert_eq!(said, ["office protected_without_need yellow"]);
    done(&house, ("office", "kept_protected"), &numbers(1..2), now).await;
    assert_eq!(events(&house, &auditor, "").await.len(), 0);
    house.close().await;
}
