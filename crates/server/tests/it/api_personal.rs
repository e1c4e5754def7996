//! A copy of what is kept about somebody: who may have which, what is in it, that it is written down.

use crate::api::{Browser, House, PASSWORD};
use axum::http::StatusCode;
use calamine::{Reader as _, Xlsx, open_workbook_from_rs};
use serde_json::{Value, json};
use server::demo::Past;
use std::io::Cursor;

async fn at_work() -> (House, Browser) {
    let past = Past { journaled_days: 0, older_days: 0 };
    House::at_work("2026-11-24T10:12:00+08:00", 23, past).await
}

async fn get(house: &House, browser: &Browser, path: &str) -> Value {
    let answer = browser.get(house, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

/// Somebody with an account of these roles; its id.
async fn somebody(house: &House, admin: &Browser, name: &str, roles: Value) -> (Browser, u64) {
    let new = json!({"name": name, "password": PASSWORD, "roles": roles, "agent": null});
    let made = admin.post(house, "/api/v1/accounts", &new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let accounts = get(house, admin, "/api/v1/accounts").await;
    let of = |account: &&Value| account["name"] == name;
    let account = accounts["accounts"].as_array().unwrap().iter().find(of).unwrap();
    let mut browser = Browser::default();
    assert_eq!(browser.sign_in(house, name, PASSWORD).await.status, StatusCode::OK);
    (browser, account["id"].as_u64().unwrap())
}

async fn id(house: &House, admin: &Browser, number: &str) -> u64 {
    let found = get(house, admin, &format!("/api/v1/people?standing=any&q={number}")).await;
    found["people"][0]["id"].as_u64().unwrap_or_else(|| panic!("{number}: {found}"))
}

/// Says of somebody that an account is theirs.
async fn gives(house: &House, admin: &Browser, person: u64, account: u64) {
    let row = get(house, admin, &format!("/api/v1/people/{person}")).await;
    let body = json!({"from": null, "reason": "开通账号",
        "changes": [{"kind": "account", "account": account, "holds": true}],
        "revision": row["profile"]["person"]["revision"]});
    let given = admin.post(house, &format!("/api/v1/people/{person}/changes"), &body).await;
    assert_eq!(given.status, StatusCode::OK, "{}", given.text());
}

async fn protect(house: &House, office: &Browser, person: u64) {
    let fact = json!({"kind": "pregnant", "first_day": "2026-11-01", "until_day": "2027-06-01",
        "consent_on": "2026-11-20"});
    let path = format!("/api/v1/people/{person}/protected");
    assert_eq!(office.post(house, &path, &fact).await.status, StatusCode::OK);
}

fn part<'c>(copy: &'c Value, place: &str) -> &'c Value {
    let parts = copy["copy"]["parts"].as_array().unwrap();
    parts.iter().find(|part| part["place"] == place).unwrap_or(&Value::Null)
}

fn count(copy: &Value, place: &str) -> usize {
    part(copy, place)["rows"].as_array().map_or(0, Vec::len)
}

async fn audited(house: &House, admin: &Browser, action: &str) -> Vec<Value> {
    let audit = get(house, admin, &format!("/api/v1/audit?limit=20&action={action}")).await;
    audit["audit"].as_array().unwrap().iter().map(|row| row["object"].clone()).collect()
}

#[tokio::test]
async fn whoever_answers_for_people_copies_what_is_kept_of_one() {
    let (house, admin) = at_work().await;
    let roles = json!([{"role": "human_resources"}]);
    let (office, _) = somebody(&house, &admin, "人事甲", roles).await;
    let (planner, _) = somebody(&house, &admin, "计划甲", json!([{"role": "planner"}])).await;
    let leads = json!([{"role": "team_leader", "team": 0}]);
    let (leader, _) = somebody(&house, &admin, "班长甲", leads).await;
    let person = id(&house, &admin, "E1002").await;
    protect(&house, &office, person).await;
    let path = format!("/api/v1/people/{person}/copy");

    let copy = get(&house, &office, &format!("{path}?lang=en")).await;
    assert_eq!(copy["copy"]["number"], "E1002");
    assert_eq!(copy["copy"]["is_without_protected"], false);
    for place in ["person", "person_fact", "person_protected", "person_change", "audit_about"] {
        assert!(count(&copy, place) > 0, "{place}");
    }
    // Things have names, and what is of the floor is told in words.
    let text = part(&copy, "person_fact").to_string();
    assert!(text.contains("（示例）") && text.contains("team"), "{text}");
    let states = part(&copy, "state_span").to_string();
    assert!(states.contains("talking") && states.contains("\"State\""), "{states}");
    assert!(count(&copy, "contact") > 0);
    assert!(!copy.to_string().contains("E1003"), "somebody else is in it");
    assert_eq!(audited(&house, &admin, "copied_person").await, [json!("E1002")]);

    for other in [&planner, &leader] {
        for path in [path.clone(), format!("{path}.xlsx")] {
            let refused = other.get(&house, &path).await.status;
            assert!([StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&refused), "{refused}");
        }
    }
    assert_eq!(audited(&house, &admin, "copied_person").await.len(), 1);
    let wrong = office.get(&house, &format!("{path}?lang=xx")).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let nobody = office.get(&house, "/api/v1/people/999999/copy").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn the_workbook_says_the_same() {
    let (house, admin) = at_work().await;
    let person = id(&house, &admin, "E1002").await;
    let path = format!("/api/v1/people/{person}/copy");
    let copy = get(&house, &admin, &path).await;
    let book = admin.get(&house, &format!("{path}.xlsx")).await;
    assert_eq!(book.status, StatusCode::OK);
    assert!(book.header("content-disposition").contains("callboard-personal-data.xlsx"));
    let mut sheets: Xlsx<_> = open_workbook_from_rs(Cursor::new(book.body)).unwrap();
    let names = sheets.sheet_names();
    assert_eq!(names.first().map(String::as_str), Some("说明"));
    for told in copy["copy"]["parts"].as_array().unwrap() {
        let title = told["title"].as_str().unwrap();
        let sheet = sheets.worksheet_range(title).unwrap();
        // The list of what was done is longer by the first copy.
        let more = usize::from(title.starts_with("审计"));
        let rows = told["rows"].as_array().unwrap().len();
        assert!((rows + 1..=rows + 1 + more).contains(&sheet.height()), "{title}");
        let heading = sheet.get_value((0, 0)).unwrap().to_string();
        assert_eq!(told["columns"][0]["title"], heading.as_str());
    }
    house.close().await;
}

#[tokio::test]
async fn everybody_has_a_copy_of_their_own_and_of_nobody_else() {
    let (house, admin) = at_work().await;
    let (agent, account) = somebody(&house, &admin, "坐席甲", json!([{"role": "agent"}])).await;
    let before = get(&house, &agent, "/api/v1/account/copy").await;
    assert_eq!(
        (&before["copy"]["number"], &before["copy"]["name"]),
        (&Value::Null, &json!("坐席甲"))
    );
    assert_eq!((count(&before, "account"), count(&before, "person")), (1, 0));

    let person = id(&house, &admin, "E1002").await;
    gives(&house, &admin, person, account).await;
    protect(&house, &admin, person).await;
    let copy = get(&house, &agent, "/api/v1/account/copy").await;
    assert_eq!(copy["copy"]["number"], "E1002");
    for place in ["person", "person_protected", "account", "session", "audit_by", "contact"] {
        assert!(count(&copy, place) > 0, "{place}");
    }
    let text = copy.to_string();
    for secret in ["argon2", "csrf", "E1003"] {
        assert!(!text.contains(secret), "{secret}");
    }
    assert_eq!(agent.get(&house, "/api/v1/account/copy.xlsx").await.status, StatusCode::OK);
    let refused = agent.get(&house, &format!("/api/v1/people/{person}/copy")).await.status;
    assert!([StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&refused), "{refused}");
    let own = audited(&house, &admin, "copied_own").await;
    assert_eq!(own, [json!("E1002"), json!("E1002"), json!("坐席甲")]);
    assert!(audited(&house, &admin, "copied_person").await.is_empty());
    house.close().await;
}
