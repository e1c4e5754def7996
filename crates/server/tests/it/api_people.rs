//! People: lists within reach, one person over time, changes from a day on, the floor that follows.

use crate::api::{Answer, Browser, House, PASSWORD};
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use domain::Timestamp;
use serde_json::{Value, json};
use server::demo::Past;

/// Tuesday, the 24th of November, ten in the morning in Shanghai.
async fn at_work() -> (House, Browser) {
    let past = Past { journaled_days: 0, older_days: 0 };
    House::at_work("2026-11-24T10:12:00+08:00", 23, past).await
}

async fn get(house: &House, browser: &Browser, path: &str) -> Value {
    let answer = browser.get(house, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

async fn put(house: &House, browser: &Browser, path: &str, body: &Value) -> Answer {
    let request = browser.request(Method::PUT, path);
    let request = request.header(header::CONTENT_TYPE, "application/json");
    house.ask(request.body(Body::from(body.to_string())).unwrap()).await
}

async fn account(house: &House, admin: &Browser, roles: Value, agent: Option<u64>) -> Browser {
    let name = format!("{roles} {agent:?}").chars().take(90).collect::<String>();
    let new = json!({"name": name, "password": PASSWORD, "roles": roles, "agent": agent});
    let made = admin.post(house, "/api/v1/accounts", &new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let mut browser = Browser::default();
    assert_eq!(browser.sign_in(house, &name, PASSWORD).await.status, StatusCode::OK);
    browser
}

/// The id of an employee number.
async fn id(house: &House, admin: &Browser, number: &str) -> u64 {
    let found = get(house, admin, &format!("/api/v1/people?standing=any&q={number}")).await;
    found["people"][0]["id"].as_u64().unwrap_or_else(|| panic!("{number}: {found}"))
}

async fn profile(house: &House, admin: &Browser, id: u64) -> Value {
    get(house, admin, &format!("/api/v1/people/{id}")).await["profile"].clone()
}

/// Changes what holds of somebody from a day on, as they are now.
async fn change(
    house: &House,
    browser: &Browser,
    id: u64,
    (from, changes): (Value, Value),
) -> Answer {
    let row = browser.get(house, &format!("/api/v1/people/{id}")).await.json();
    let revision = row["profile"]["person"]["revision"].as_u64().unwrap_or(1);
    let body = json!({"from": from, "changes": changes, "reason": "调整", "revision": revision});
    browser.post(house, &format!("/api/v1/people/{id}/changes"), &body).await
}

async fn floor_team(house: &House, admin: &Browser, agent: u64) -> Value {
    let agents = get(house, admin, "/api/v1/agents").await;
    agents["agents"]["rows"][agent.to_string()]["team_id"].clone()
}

/// The last rows of the audit list: action, object, before, after, reason.
async fn audited(house: &House, admin: &Browser, action: &str) -> Vec<[Value; 4]> {
    let path = format!("/api/v1/audit?limit=20&action={action}");
    let audit = get(house, admin, &path).await;
    let row = |row: &Value| ["object", "before", "after", "reason"].map(|field| row[field].clone());
    audit["audit"].as_array().unwrap().iter().map(row).collect()
}

#[tokio::test]
async fn people_are_listed_sought_and_shown_as_on_a_day() {
    let (house, admin) = at_work().await;
    let all = get(&house, &admin, "/api/v1/people?limit=5").await;
    assert_eq!((&all["meta"]["total"], &all["meta"]["count"]), (&json!(418), &json!(5)), "{all}");
    assert_eq!(all["meta"]["today"], "2026-11-24");
    assert_eq!(all["people"][0]["number"], "E1001");
    assert!(all["people"][0]["name"].as_str().unwrap().ends_with("（示例）"));
    let count = async |query: &str| {
        get(&house, &admin, &format!("/api/v1/people?{query}")).await["meta"]["total"].clone()
    };
    assert_eq!(count("standing=expected").await, 5);
    assert_eq!(count("standing=left").await, 3);
    assert_eq!(count("standing=any").await, 426);
    assert_eq!(count("leads=true").await, 20);
    assert_eq!(count("has_agent=true").await, 395);
    for wrong in ["day=2026-13-01", "sort=age", "standing=gone", "team=x", "limit=0"] {
        let refused = admin.get(&house, &format!("/api/v1/people?{wrong}")).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    // The fourth of the first team came from another one seventy days ago.
    let moved = id(&house, &admin, "E1004").await;
    let told = profile(&house, &admin, moved).await;
    let now = told["person"]["team"]["id"].clone();
    let then = get(&house, &admin, &format!("/api/v1/people/{moved}?day=2026-09-01")).await;
    let then = then["profile"]["person"]["team"]["id"].clone();
    assert_ne!(now, then);
    let of_then = async |day: &str| {
        let path = format!("/api/v1/people?q=E1004&team={then}&day={day}");
        get(&house, &admin, &path).await["meta"]["total"].clone()
    };
    assert_eq!((of_then("2026-09-01").await, of_then("2026-11-24").await), (json!(1), json!(0)));
    let spans = told["spans"].as_array().unwrap();
    let teams: Vec<_> = spans.iter().filter(|span| span["kind"] == "team").collect();
    assert_eq!(teams.len(), 2, "{told}");
    assert_eq!(teams[0]["until_day"], teams[1]["first_day"]);
    assert_eq!(audited(&house, &admin, "looked_at_person").await.len(), 2);
    let spread = get(&house, &admin, "/api/v1/people/skills").await["spread"].clone();
    let sum =
        ["without_skill", "with_one", "with_two_or_more"].map(|n| spread[n].as_u64().unwrap());
    assert_eq!(sum.iter().sum::<u64>(), 418);
    let share = spread["share_of_two"].as_f64().unwrap();
    assert!(share > 0.4 && share < 0.8, "{spread}");
    house.close().await;
}

#[tokio::test]
async fn the_floor_follows_a_move_on_its_day_and_not_before() {
    let (house, mut admin) = at_work().await;
    let person = id(&house, &admin, "E1001").await;
    let agent = 0;
    let was = floor_team(&house, &admin, agent).await;
    let to = |team: u64| json!([{"kind": "team", "team": team}]);
    let tomorrow = json!("2026-11-25");
    let changed = change(&house, &admin, person, (tomorrow.clone(), to(4))).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    assert_eq!(floor_team(&house, &admin, agent).await, was, "tomorrow is not today");
    house.desk.clock.set(Timestamp::parse("2026-11-25T00:00:30+08:00").unwrap());
    assert_eq!(server::people::settle(&house.desk.engine).await, Ok(1));
    // The session of yesterday is over.
    assert_eq!(admin.sign_in(&house, "admin", PASSWORD).await.status, StatusCode::OK);
    assert_eq!(floor_team(&house, &admin, agent).await, 4);
    assert_eq!(server::people::settle(&house.desk.engine).await, Ok(0), "said once");

    // At once, where the day has come.
    let changed = change(&house, &admin, person, (Value::Null, to(5))).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    assert_eq!(floor_team(&house, &admin, agent).await, 5);
    // A source that says otherwise does not stand against the house.
    let event =
        journal::Event::AgentAssigned { agent: domain::AgentId(0), team: Some(domain::TeamId(1)) };
    let stated = server::engine::Stated::now(event);
    house.desk.engine.state(house.desk.source, vec![stated]).await.unwrap();
    assert_eq!(floor_team(&house, &admin, agent).await, 1);
    server::people::settle(&house.desk.engine).await.unwrap();
    assert_eq!(floor_team(&house, &admin, agent).await, 5);
    // Who leaves the house is in no team of the floor.
    let row = profile(&house, &admin, person).await["person"].clone();
    let body = json!({"number": "E1001", "name": row["name"], "hired_on": row["hired_on"],
        "left_on": "2026-11-25", "reason": "离职", "revision": row["revision"]});
    let left = put(&house, &admin, &format!("/api/v1/people/{person}"), &body).await;
    assert_eq!(left.status, StatusCode::OK, "{}", left.text());
    assert_eq!(left.json()["profile"]["person"]["standing"], "left");
    assert_eq!(floor_team(&house, &admin, agent).await, Value::Null);
    let stale = put(&house, &admin, &format!("/api/v1/people/{person}"), &body).await;
    assert_eq!((stale.status, &*stale.code()), (StatusCode::CONFLICT, "changed_meanwhile"));
    house.close().await;
}

#[tokio::test]
async fn a_future_change_is_taken_back_and_history_says_who_and_why() {
    let (house, admin) = at_work().await;
    // The eighth moves on the first of next month.
    let person = id(&house, &admin, "E1008").await;
    let spans = profile(&house, &admin, person).await["spans"].clone();
    let future = spans.as_array().unwrap().iter().find(|span| span["is_future"] == true).unwrap();
    assert_eq!((&future["kind"], &future["first_day"]), (&json!("team"), &json!("2026-12-01")));
    let back = async |from: &str| {
        let revision = profile(&house, &admin, person).await["person"]["revision"].clone();
        let body = json!({"kind": "team", "slot": 0, "from": from, "reason": "取消", "revision": revision});
        admin.post(&house, &format!("/api/v1/people/{person}/take-back"), &body).await
    };
    assert_eq!(back("2026-12-02").await.status, StatusCode::NOT_FOUND);
    assert_eq!(back("2026-11-24").await.status, StatusCode::BAD_REQUEST, "today has begun");
    let done = back("2026-12-01").await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    let spans = done.json()["profile"]["spans"].clone();
    assert!(spans.as_array().unwrap().iter().all(|span| span["is_future"] == false), "{spans}");

    let skill = json!([{"kind": "skill", "skill": 4, "level": 6, "certified_until": "2027-03-31"}]);
    let done = change(&house, &admin, person, (json!("2026-11-30"), skill)).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    let changes = get(&house, &admin, &format!("/api/v1/people/{person}/changes")).await;
    let first = changes["changes"][0].clone();
    assert_eq!((&first["what"], &first["from"]), (&json!("skill"), &json!("2026-11-30")));
    assert_eq!((&first["became"]["level"], &first["reason"]), (&json!(6), &json!("调整")));
    assert_eq!(changes["changes"].as_array().unwrap().last().unwrap()["what"], "created");
    let rows = audited(&house, &admin, "changed_person").await;
    assert_eq!(rows[0][0], "E1008 skill 投诉 from 2026-11-30");
    assert_eq!(rows[0][2], "投诉, level 6, certified until 2027-03-31");
    assert!(rows[1][1].as_str().unwrap().contains("组"), "what was meant: {rows:?}");
    assert_eq!(rows[1][3], "取消");
    for (changes, why) in [
        (json!([{"kind": "skill", "skill": 99, "level": 1}]), "no such skill"),
        (json!([{"kind": "skill", "skill": 1, "level": 10}]), "no such level"),
        (json!([{"kind": "team", "team": 99}]), "no such team"),
        (json!([{"kind": "agent", "agent": 9_999, "holds": true}]), "no such agent"),
        (json!([]), "nothing"),
    ] {
        let refused = change(&house, &admin, person, (Value::Null, changes)).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{why}: {}", refused.text());
    }
    house.close().await;
}

#[tokio::test]
async fn unknown_agents_are_claimed_once() {
    let (house, admin) = at_work().await;
    let unclaimed = get(&house, &admin, "/api/v1/people/unclaimed").await;
    let agents = unclaimed["agents"].as_array().unwrap();
    assert_eq!(agents.len(), 5, "{unclaimed}");
    let hinted: Vec<_> = agents.iter().filter(|agent| !agent["hint"].is_null()).collect();
    assert_eq!(hinted.len(), 3);
    let (agent, person) = (&hinted[0]["agent"], hinted[0]["hint"]["person"].as_u64().unwrap());
    let claim = json!([{"kind": "agent", "agent": agent, "holds": true}]);
    let done = change(&house, &admin, person, (Value::Null, claim.clone())).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert_eq!(done.json()["profile"]["person"]["agents"][0]["id"], *agent);
    let rest = get(&house, &admin, "/api/v1/people/unclaimed").await;
    assert_eq!(rest["meta"]["count"], 4);
    let other = id(&house, &admin, "L101").await;
    let refused = change(&house, &admin, other, (json!("2027-01-01"), claim)).await;
    assert_eq!((refused.status, &*refused.code()), (StatusCode::CONFLICT, "claimed"));

    let new = json!({"number": "E9001", "name": "新人（示例）", "hired_on": "2026-11-24",
        "reason": "入职", "facts": [{"kind": "team", "team": 2}, {"kind": "agent", "agent": 120, "holds": true}]});
    let made = admin.post(&house, "/api/v1/people", &new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    assert_eq!(floor_team(&house, &admin, 120).await, 2, "the floor has who the house says");
    let again = admin.post(&house, "/api/v1/people", &new).await;
    assert_eq!((again.status, &*again.code()), (StatusCode::CONFLICT, "taken"));
    for (field, value) in [
        ("number", json!("=1")),
        ("name", json!(" ")),
        ("hired_on", json!("24.11.2026")),
        ("left_on", json!("2026-11-24")),
        ("reason", json!("")),
    ] {
        let mut wrong = new.clone();
        wrong["number"] = json!("E9002");
        wrong[field] = value;
        let refused = admin.post(&house, "/api/v1/people", &wrong).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{field}: {}", refused.text());
    }
    house.close().await;
}

#[tokio::test]
async fn a_team_made_in_the_settings_takes_people() {
    let (house, admin) = at_work().await;
    let changes =
        json!([{"kind": "add_team", "name": "夜班组（示例）", "site": 1, "key": "NIGHT"}]);
    let looked = admin.post(&house, "/api/v1/settings/preview", &json!({"changes": changes})).await;
    assert_eq!(looked.status, StatusCode::OK, "{}", looked.text());
    let digest = looked.json()["preview"]["digest"].clone();
    let body = json!({"changes": changes, "digest": digest});
    let made = admin.post(&house, "/api/v1/settings", &body).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    let choices = get(&house, &admin, "/api/v1/people/choices").await["choices"].clone();
    let teams = choices["teams"].as_array().unwrap();
    let team = teams.iter().find(|team| team["name"] == "夜班组（示例）").unwrap();
    assert_eq!(team["site"], 1);
    let person = id(&house, &admin, "E1010").await;
    let changes = json!([{"kind": "team", "team": team["id"]}, {"kind": "site", "site": null}]);
    let done = change(&house, &admin, person, (Value::Null, changes)).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert_eq!(done.json()["profile"]["person"]["site"]["id"], 1, "that of the team");
    assert_eq!(floor_team(&house, &admin, 9).await, team["id"]);
    house.close().await;
}

#[tokio::test]
async fn everybody_reaches_whom_the_table_says_and_nobody_else() {
    let (house, admin) = at_work().await;
    let first = id(&house, &admin, "E1001").await;
    let far = id(&house, &admin, "E1399").await;
    let leader = account(&house, &admin, json!([{"role": "team_leader", "team": 0}]), None).await;
    let seen = get(&house, &leader, "/api/v1/people?limit=500").await;
    let teams: Vec<_> =
        seen["people"].as_array().unwrap().iter().map(|p| &p["team"]["id"]).collect();
    assert!(teams.len() > 15 && teams.iter().all(|team| **team == 0), "{teams:?}");
    assert_eq!(seen["meta"]["total"], teams.len());
    assert_eq!(get(&house, &leader, "/api/v1/people?q=E1399").await["meta"]["total"], 0);
    let spread = get(&house, &leader, "/api/v1/people/skills").await;
    assert_eq!(spread["spread"]["people"], teams.len());
    let path = |id: u64, rest: &str| format!("/api/v1/people/{id}{rest}");
    assert_eq!(leader.get(&house, &path(first, "")).await.status, StatusCode::OK);
    for rest in ["", "/changes"] {
        let refused = leader.get(&house, &path(far, rest)).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "others do not exist: {rest}");
    }
    let raise = || json!([{"kind": "skill", "skill": 1, "level": 1}]);
    let refused = change(&house, &leader, first, (Value::Null, raise())).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(leader.get(&house, &path(first, "/protected")).await.status, StatusCode::FORBIDDEN);

    // The personnel office of one site acts there, and moves nobody out of it or into another.
    let site = json!([{"role": "human_resources", "site": 0}]);
    let office = account(&house, &admin, site, None).await;
    let seen = get(&house, &office, "/api/v1/people?limit=500").await;
    let sites: Vec<_> =
        seen["people"].as_array().unwrap().iter().map(|p| &p["site"]["id"]).collect();
    assert!(sites.len() > 100 && sites.iter().all(|site| **site == 0), "{}", sites.len());
    let done = change(&house, &office, first, (Value::Null, raise())).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    for changes in [
        json!([{"kind": "team", "team": 19}]),
        json!([{"kind": "site", "site": 1}]),
        json!([{"kind": "site", "site": null}]),
        json!([{"kind": "account", "account": 1, "holds": true}]),
        json!([{"kind": "agent", "agent": 274, "holds": true}]),
    ] {
        let refused = change(&house, &office, first, (Value::Null, changes.clone())).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{changes}: {}", refused.text());
    }
    let refused = change(&house, &office, far, (Value::Null, raise())).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let nowhere = json!({"number": "E9003", "name": "新人（示例）", "hired_on": "2026-11-24",
        "reason": "入职", "facts": []});
    let refused = office.post(&house, "/api/v1/people", &nowhere).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);

    // An agent sees itself.
    let agent = account(&house, &admin, json!([{"role": "agent"}]), Some(5)).await;
    let seen = get(&house, &agent, "/api/v1/people").await;
    assert_eq!(
        (&seen["meta"]["total"], &seen["people"][0]["number"]),
        (&json!(1), &json!("E1006"))
    );
    for role in ["viewer", "facilities", "auditor", "knowledge"] {
        let other = account(&house, &admin, json!([{"role": role}]), None).await;
        assert_eq!(other.get(&house, "/api/v1/people").await.status, StatusCode::FORBIDDEN);
    }
    house.close().await;
}

#[tokio::test]
async fn what_protects_somebody_is_behind_its_own_right() {
    let (house, admin) = at_work().await;
    let office = account(&house, &admin, json!([{"role": "human_resources"}]), None).await;
    let planner = account(&house, &admin, json!([{"role": "planner"}]), None).await;
    let person = id(&house, &admin, "E1002").await;
    let path = format!("/api/v1/people/{person}/protected");
    let fact = json!({"kind": "pregnant", "first_day": "2026-11-01", "until_day": "2027-06-01",
        "consent_on": "2026-11-20"});
    assert_eq!(planner.post(&house, &path, &fact).await.status, StatusCode::FORBIDDEN);
    let kept = office.post(&house, &path, &fact).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
    assert_eq!(get(&house, &office, &path).await["protected"][0]["kind"], "pregnant");
    assert_eq!(planner.get(&house, &path).await.status, StatusCode::FORBIDDEN);
    // Others see that there is something, and nowhere what.
    for seen in [
        planner.get(&house, &format!("/api/v1/people/{person}")).await,
        planner.get(&house, "/api/v1/people?q=E1002").await,
        planner.get(&house, &format!("/api/v1/people/{person}/changes")).await,
        admin.get(&house, "/api/v1/audit?limit=200").await,
    ] {
        assert_eq!(seen.status, StatusCode::OK);
        assert!(!seen.text().contains("pregnant"), "{}", seen.text());
    }
    let listed = get(&house, &planner, "/api/v1/people?q=E1002").await;
    assert_eq!(listed["people"][0]["is_protected"], true);
    let earlier = get(&house, &planner, "/api/v1/people?q=E1002&day=2026-10-31").await;
    assert_eq!(earlier["people"][0]["is_protected"], false);
    assert_eq!(audited(&house, &admin, "looked_at_protected").await[0][0], "E1002");
    let gone = office.delete(&house, &format!("{path}/pregnant/2026-11-01")).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.text());
    assert_eq!(get(&house, &office, &path).await["meta"]["count"], 0);
    let again = office.delete(&house, &format!("{path}/pregnant/2026-11-01")).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    house.close().await;
}
