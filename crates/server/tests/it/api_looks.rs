//! Looks at lists are written down, once for a session and filter; who looked at somebody is answered.

use crate::api::{Browser, House, PASSWORD};
use axum::http::StatusCode;
use domain::Duration;
use serde_json::{Value, json};
use server::demo::Past;

async fn at_work() -> (House, Browser) {
    let past = Past { journaled_days: 0, older_days: 0 };
    House::at_work("2026-11-24T10:12:00+08:00", 23, past).await
}

async fn get(house: &House, browser: &Browser, path: &str) -> Value {
    let answer = browser.get(house, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

async fn audited(house: &House, admin: &Browser, query: &str) -> Vec<Value> {
    get(house, admin, &format!("/api/v1/audit?{query}")).await["audit"].as_array().unwrap().clone()
}

pub(crate) async fn account(house: &House, admin: &Browser, name: &str, role: &str) -> Browser {
    let new = json!({"name": name, "password": PASSWORD, "roles": [{"role": role}]});
    let made = admin.post(house, "/api/v1/accounts", &new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let mut browser = Browser::default();
    assert_eq!(browser.sign_in(house, name, PASSWORD).await.status, StatusCode::OK);
    browser
}

#[tokio::test]
async fn a_list_names_whom_it_showed_and_a_refresh_leaves_nothing() {
    let (house, admin) = at_work().await;
    let office = account(&house, &admin, "office", "human_resources").await;
    for _ in 0..3 {
        get(&house, &office, "/api/v1/people?limit=5&q=E10").await;
    }
    let rows = audited(&house, &admin, "action=listed_people").await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!((&rows[0]["actor"], &rows[0]["object"]), (&json!("office"), &json!("q=E10")));
    assert_eq!(rows[0]["after"], "5 rows: E1001 E1002 E1003 E1004 E1005");
    // The next page names only whom it adds; another filter is another look; later it is one again.
    get(&house, &office, "/api/v1/people?limit=5&offset=3&q=E10").await;
    get(&house, &office, "/api/v1/people?limit=1&q=E1001").await;
    let rows = audited(&house, &admin, "action=listed_people").await;
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[1]["after"], "5 rows: E1006 E1007 E1008");
    house.desk.clock.advance(Duration::from_minutes(11));
    get(&house, &office, "/api/v1/people?limit=5&q=E10").await;
    assert_eq!(audited(&house, &admin, "action=listed_people").await.len(), 4);
    house.close().await;
}

#[tokio::test]
async fn a_name_that_is_sought_is_not_in_the_audit_list() {
    let (house, admin) = at_work().await;
    let people = get(&house, &admin, "/api/v1/people?limit=1").await;
    let name = people["people"][0]["name"].as_str().unwrap().to_owned();
    let first: String = name.chars().take(2).collect();
    let mut sought = url(&first);
    sought.push_str("&limit=3");
    get(&house, &admin, &format!("/api/v1/people?q={sought}")).await;
    let rows = audited(&house, &admin, "action=listed_people").await;
    let object = rows[0]["object"].as_str().unwrap();
    assert!(object.starts_with("q=~") && object.len() > 12, "{object}");
    get(&house, &admin, &format!("/api/v1/people?q={sought}&team=1")).await;
    let again = audited(&house, &admin, "action=listed_people").await;
    let mark = object.strip_prefix("q=").unwrap();
    assert!(again[0]["object"].as_str().unwrap().contains(mark), "the same word, the same mark");
    house.close().await;
}

fn url(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn who_looked_at_somebody_is_answered_by_lists_files_profiles_and_contacts() {
    let (house, admin) = at_work().await;
    let office = account(&house, &admin, "office", "human_resources").await;
    let duty = account(&house, &admin, "duty", "duty_manager").await;
    // Somebody who had a contact today; the person is that agent of the floor.
    let list = get(&house, &admin, "/api/v1/contacts?limit=200").await;
    let had = list["contacts"].as_array().unwrap().iter().find_map(|one| one["agent"].as_u64());
    let agent = had.unwrap();
    let number = format!("E{}", 1001 + agent);
    let found = get(&house, &admin, &format!("/api/v1/people?q={number}")).await;
    assert_eq!(found["people"][0]["agents"][0]["id"], agent);
    let (person, team) = (&found["people"][0]["id"], &found["people"][0]["team"]["id"]);
    get(&house, &office, &format!("/api/v1/people/{person}")).await;
    get(&house, &office, &format!("/api/v1/people/{person}/changes")).await;
    for file in [format!("people.csv?q={number}"), format!("people.xlsx?team={team}")] {
        assert_eq!(office.get(&house, &format!("/api/v1/{file}")).await.status, StatusCode::OK);
    }
    get(&house, &duty, &format!("/api/v1/agents/{agent}/contacts")).await;
    let rows = audited(&house, &admin, &format!("person={number}")).await;
    let told: Vec<_> = rows
        .iter()
        .map(|row| format!("{} {}", row["actor"], row["action"]).replace('"', ""))
        .collect();
    let expected = [
        "duty listed_contacts",
        "office exported_people",
        "office exported_people",
        "office looked_at_changes",
        "office looked_at_person",
        "admin listed_people",
        "admin listed_contacts",
    ];
    assert_eq!(told, expected);
    assert_eq!(audited(&house, &admin, "person=E100").await.len(), 0, "whole numbers only");
    // A file that goes out is out each time.
    office.get(&house, &format!("/api/v1/people.csv?q={number}")).await;
    assert_eq!(audited(&house, &admin, "action=exported_people").await.len(), 3);
    house.close().await;
}

#[tokio::test]
async fn what_was_refused_is_written_down_at_the_gate_and_behind_it() {
    let (house, admin) = at_work().await;
    let leader = json!({"name": "leader", "password": PASSWORD, "roles": [{"role": "team_leader", "team": 0}]});
    assert_eq!(admin.post(&house, "/api/v1/accounts", &leader).await.status, StatusCode::CREATED);
    let mut browser = Browser::default();
    browser.sign_in(&house, "leader", PASSWORD).await;
    for (path, of) in [
        ("/api/v1/audit", "GET /api/v1/audit"),
        ("/api/v1/people/1/protected", "GET /api/v1/people/{id}/protected"),
    ] {
        assert_eq!(browser.get(&house, path).await.status, StatusCode::FORBIDDEN);
        let rows = audited(&house, &admin, "action=was_refused").await;
        assert_eq!((&rows[0]["actor"], &rows[0]["object"]), (&json!("leader"), &json!(of)));
    }
    // Pages ask for names and figures of the floor by themselves, whoever is signed in: nobody tried anything.
    let clerk = account(&house, &admin, "clerk", "human_resources").await;
    assert_eq!(clerk.get(&house, "/api/v1/queues").await.status, StatusCode::FORBIDDEN);
    assert_eq!(audited(&house, &admin, "action=was_refused&actor=clerk").await.len(), 0);
    // Whoever goes on and on does not fill the list, and it says how often.
    for _ in 0..60 {
        browser.get(&house, "/api/v1/audit").await;
    }
    let rows = audited(&house, &admin, "action=was_refused").await;
    let of_audit: Vec<_> = rows.iter().filter(|row| row["object"] == "GET /api/v1/audit").collect();
    let told: Vec<_> = of_audit.iter().rev().map(|row| row["after"].as_str().unwrap()).collect();
    let attempts = [1, 1, 1, 2, 5, 10, 10].map(|count| format!("attempts: {count}"));
    assert_eq!(told, attempts);
    house.desk.clock.advance(Duration::from_minutes(11));
    browser.get(&house, "/api/v1/audit").await;
    let again = audited(&house, &admin, "action=was_refused").await;
    assert_eq!((again.len(), &again[0]["after"]), (rows.len() + 1, &json!("attempts: 1")));
    house.close().await;
}

#[tokio::test]
async fn findings_and_points_of_others_name_whom_they_showed() {
    let (house, admin) = at_work().await;
    let quality = account(&house, &admin, "quality", "quality").await;
    let people = get(&house, &admin, "/api/v1/people?limit=1&has_agent=true").await;
    let person = &people["people"][0];
    let number = person["number"].as_str().unwrap();
    let check = json!({
        "request": "lookslookslooks1", "level": "unannounced",
        "site": person["site"]["id"], "team": person["team"]["id"], "area": "", "looked_at": 50,
        "findings": [{"rule": "D02", "number": number, "note": "看手机"}],
    });
    let kept = quality.post(&house, "/api/v1/discipline/checks", &check).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
    for _ in 0..2 {
        get(&house, &quality, "/api/v1/discipline/findings").await;
        get(&house, &quality, "/api/v1/discipline/month?month=2026-11").await;
    }
    let file = quality.get(&house, "/api/v1/discipline/points.csv?month=2026-11").await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    let rows = audited(&house, &admin, &format!("person={number}&actor=quality")).await;
    let told: Vec<_> = rows.iter().map(|row| row["action"].as_str().unwrap()).collect();
    assert_eq!(told, ["exported_points", "listed_points", "listed_findings"]);
    house.close().await;
}
