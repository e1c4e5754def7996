//! Discipline through the interface: checks, pictures, what machines suspect, appeals, the month.

use crate::api::{Answer, Browser, House, PASSWORD};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::{AgentId, Duration, TeamId};
use serde_json::{Value, json};
use server::demo::Past;

const MINUTES_OF_A_DAY: i64 = 24 * 60;

struct Cast {
    team: TeamId,
    site: u32,
    one: AgentId,
    two: AgentId,
    elsewhere: AgentId,
}

async fn at_work() -> (House, Browser, Cast) {
    let past = Past { journaled_days: 0, older_days: 0 };
    let (house, admin) = House::at_work("2026-11-24T10:12:00+08:00", 23, past).await;
    let cast = house.desk.engine.read(|live| {
        let team_of = |id| live.agent(id).and_then(|now| now.team);
        let agents: Vec<(AgentId, TeamId)> =
            live.names().agents.keys().filter_map(|id| Some((*id, team_of(*id)?))).collect();
        let team = agents[0].1;
        let own: Vec<AgentId> =
            agents.iter().filter(|(_, other)| *other == team).map(|(id, _)| *id).collect();
        let elsewhere = agents.iter().find(|(_, other)| *other != team).unwrap().0;
        let site = live.names().teams[&team].site.unwrap().0;
        Cast { team, site, one: own[0], two: own[1], elsewhere }
    });
    (house, admin, cast)
}

async fn number(house: &House, agent: AgentId) -> String {
    let now = house.desk.clock.clock()();
    let today = house.desk.engine.read(|live| live.zone().day(now));
    let claims = house.desk.store.claims(today).await.unwrap();
    claims.into_iter().find(|claim| claim.agent == agent).unwrap().number
}

async fn account(
    house: &House,
    admin: &Browser,
    (name, role): (&str, Value),
    agent: Option<AgentId>,
) -> Browser {
    let agent = agent.map(|agent| agent.0);
    let new = json!({"name": name, "password": PASSWORD, "roles": [role], "agent": agent});
    let made = admin.post(house, "/api/v1/accounts", &new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let mut browser = Browser::default();
    assert_eq!(browser.sign_in(house, name, PASSWORD).await.status, StatusCode::OK);
    browser
}

async fn agent(house: &House, admin: &Browser, agent: AgentId) -> Browser {
    let name = format!("坐席 {}", agent.0);
    account(house, admin, (&name, json!({"role": "agent"})), Some(agent)).await
}

/// Signed in anew: a session does not last for days.
async fn again(house: &House, name: &str) -> Browser {
    let mut browser = Browser::default();
    assert_eq!(browser.sign_in(house, name, PASSWORD).await.status, StatusCode::OK);
    browser
}

fn ok(answer: &Answer) -> Value {
    assert!(answer.status.is_success(), "{} {}", answer.status, answer.text());
    answer.json()
}

fn check(cast: &Cast, level: &str, request: &str, findings: &Value) -> Value {
    json!({
        "request": format!("{request:0>16}"), "level": level, "site": cast.site,
        "team": cast.team.0, "area": "二楼", "looked_at": 50, "findings": findings,
    })
}

const CHECKS: &str = "/api/v1/discipline/checks";
const FINDINGS: &str = "/api/v1/discipline/findings";
const MONTH: &str = "/api/v1/discipline/month?month=2026-11";

async fn findings(house: &House, browser: &Browser) -> Vec<Value> {
    ok(&browser.get(house, FINDINGS).await)["findings"].as_array().unwrap().clone()
}

async fn photo(house: &House, browser: &Browser, id: &Value, bytes: &[u8]) -> StatusCode {
    let path = format!("{FINDINGS}/{id}/photo");
    let request = browser.request(Method::PUT, &path).body(Body::from(bytes.to_vec())).unwrap();
    house.ask(request).await.status
}

/// A JPEG that says where it was taken.
fn camera_picture() -> Vec<u8> {
    let exif = b"Exif\0\0GPS 31.2 N";
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let app = [&[0xff, 0xd8, 0xff, 0xe1], length.as_slice(), exif].concat();
    [app.as_slice(), &[0xff, 0xda, 0, 3, 1, 0x22, 0x33, 0xff, 0xd9]].concat()
}

#[tokio::test]
async fn a_check_is_made_at_ones_own_level_and_place_and_kept_once() {
    let (house, admin, cast) = at_work().await;
    let role = json!({"role": "team_leader", "team": cast.team.0});
    let leader = account(&house, &admin, ("班长", role), None).await;
    let duty = account(&house, &admin, ("值班", json!({"role": "duty_manager"})), None).await;
    let viewer = account(&house, &admin, ("访客", json!({"role": "viewer"})), None).await;
    let (one, elsewhere) = (number(&house, cast.one).await, number(&house, cast.elsewhere).await);
    let found =
        json!([{"number": one, "rule": "D02", "note": "看手机"}, {"seat": "B12", "rule": "D03"}]);
    let own = check(&cast, "team", "a", &found);
    let kept = ok(&leader.post(&house, CHECKS, &own).await);
    assert_eq!(kept["check"]["findings"].as_array().unwrap().len(), 2);
    let again = ok(&leader.post(&house, CHECKS, &own).await);
    assert_eq!((&again["check"]["id"], &again["check"]["was_known"]), (&json!(1), &json!(true)));
    assert_eq!(duty.post(&house, CHECKS, &own).await.status, StatusCode::FORBIDDEN, "another's");

    let status =
        async |browser: &Browser, body: &Value| browser.post(&house, CHECKS, body).await.status;
    let none = json!([]);
    let (forbidden, bad) = (StatusCode::FORBIDDEN, StatusCode::BAD_REQUEST);
    assert_eq!(status(&leader, &check(&cast, "patrol", "b", &none)).await, forbidden);
    assert_eq!(status(&leader, &check(&cast, "unannounced", "b", &none)).await, forbidden);
    assert_eq!(status(&duty, &check(&cast, "team", "b", &none)).await, forbidden);
    assert_eq!(status(&viewer, &check(&cast, "patrol", "b", &none)).await, forbidden);
    let stranger = json!([{"number": elsewhere, "rule": "D02"}]);
    assert_eq!(status(&leader, &check(&cast, "team", "b", &stranger)).await, bad);
    let no_rule = json!([{"number": one, "rule": "D99"}]);
    assert_eq!(status(&leader, &check(&cast, "team", "b", &no_rule)).await, bad);
    let mut nobody = check(&cast, "team", "b", &none);
    nobody["looked_at"] = json!(0);
    assert_eq!(status(&leader, &nobody).await, bad);
    assert_eq!(status(&duty, &check(&cast, "patrol", "b", &none)).await, StatusCode::OK);

    // One that the leader may not see, seen by who may: two checks of fifty, two findings.
    let month = ok(&leader.get(&house, MONTH).await)["month"].clone();
    assert_eq!(month["whole"], json!({"violations": 2, "looked_at": 100, "rate": 0.02}));
    assert_eq!(month["lines"][0]["share"]["rate"], json!(0.04));
    assert_eq!(month["lines"][1]["level"], json!("patrol"));
    assert_eq!(month["line"], json!(0.012));
    assert_eq!(month["months"][0]["share"]["rate"], json!(null), "nobody was looked at then");
    let agent = agent(&house, &admin, cast.two).await;
    let theirs = ok(&agent.get(&house, MONTH).await)["month"].clone();
    assert_eq!((&theirs["checks"], &theirs["draft"]), (&json!([]), &json!([])));
    assert_eq!(theirs["whole"]["looked_at"], json!(0));
    house.close().await;
}

#[tokio::test]
async fn a_picture_is_cleaned_kept_once_and_seen_by_few() {
    let (house, admin, cast) = at_work().await;
    let duty = account(&house, &admin, ("值班", json!({"role": "duty_manager"})), None).await;
    let other = json!({"role": "team_leader", "team": cast.team.0 + 1});
    let other = account(&house, &admin, ("别组", other), None).await;
    let (one, two) = (agent(&house, &admin, cast.one).await, agent(&house, &admin, cast.two).await);
    let found = json!([{"number": number(&house, cast.one).await, "rule": "D02"}]);
    let kept = ok(&duty.post(&house, CHECKS, &check(&cast, "patrol", "a", &found)).await);
    let id = &kept["check"]["findings"][0];
    assert_eq!(photo(&house, &duty, id, b"<svg/>").await, StatusCode::BAD_REQUEST);
    assert_eq!(photo(&house, &admin, id, &camera_picture()).await, StatusCode::FORBIDDEN);
    assert_eq!(photo(&house, &duty, id, &camera_picture()).await, StatusCode::NO_CONTENT);
    assert_eq!(photo(&house, &duty, id, &camera_picture()).await, StatusCode::CONFLICT);
    let path = format!("{FINDINGS}/{id}/photo");
    let seen = one.get(&house, &path).await;
    assert_eq!((seen.status, seen.header("content-type")), (StatusCode::OK, "image/jpeg"));
    assert_eq!(seen.header("cache-control"), "no-store");
    assert!(!String::from_utf8_lossy(&seen.body).contains("GPS"));
    assert_eq!(two.get(&house, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.get(&house, &path).await.status, StatusCode::NOT_FOUND);
    let audit = ok(&admin.get(&house, "/api/v1/audit?action=saw_finding_photo").await);
    let lines = audit["audit"].as_array().unwrap();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["actor"], json!(format!("坐席 {}", cast.one.0)));
    house.close().await;
}

#[tokio::test]
async fn an_appeal_is_made_by_the_person_in_time_and_decided_by_another() {
    let (house, admin, cast) = at_work().await;
    let duty = account(&house, &admin, ("值班", json!({"role": "duty_manager"})), None).await;
    let role = json!({"role": "team_leader", "team": cast.team.0});
    let leader = account(&house, &admin, ("班长", role), None).await;
    let (one, two) = (agent(&house, &admin, cast.one).await, agent(&house, &admin, cast.two).await);
    let who = number(&house, cast.one).await;
    let found = json!([{"number": who, "rule": "D02"}, {"number": who, "rule": "D01"}]);
    ok(&duty.post(&house, CHECKS, &check(&cast, "patrol", "a", &found)).await);

    let own = findings(&house, &one).await;
    assert_eq!(own.len(), 2);
    assert_eq!((&own[0]["may_appeal"], &own[0]["found_by"]), (&json!(true), &json!(null)));
    assert!(findings(&house, &two).await.is_empty());
    assert_eq!(findings(&house, &leader).await[0]["found_by"], json!("值班"));

    let path = |what: &str| format!("{FINDINGS}/1/{what}");
    let said = json!({"revision": 1, "text": "是工单系统的验证码"});
    let stranger = two.post(&house, &path("appeal"), &said).await;
    assert_eq!(stranger.status, StatusCode::FORBIDDEN);
    ok(&one.post(&house, &path("appeal"), &said).await);
    let twice = one.post(&house, &path("appeal"), &json!({"revision": 2, "text": "再说"})).await;
    assert_eq!((twice.status, twice.code().as_str()), (StatusCode::CONFLICT, "nothing_to_appeal"));

    let grant = json!({"revision": 2, "decision": "overturn", "reason": "已核实"});
    assert_eq!(duty.post(&house, &path("decision"), &grant).await.status, StatusCode::FORBIDDEN);
    assert_eq!(one.post(&house, &path("decision"), &grant).await.status, StatusCode::FORBIDDEN);
    let stale = json!({"revision": 1, "decision": "overturn", "reason": "已核实"});
    assert_eq!(leader.post(&house, &path("decision"), &stale).await.status, StatusCode::CONFLICT);
    let granted = ok(&leader.post(&house, &path("decision"), &grant).await);
    assert_eq!(granted["finding"]["status"], json!("overturned"));
    let month = ok(&leader.get(&house, MONTH).await)["month"].clone();
    assert_eq!(month["whole"]["violations"], json!(1), "what was overturned does not count");

    house.desk.clock.advance(Duration::from_minutes(7 * MINUTES_OF_A_DAY));
    let name = format!("坐席 {}", cast.one.0);
    let one = again(&house, &name).await;
    let late = json!({"revision": 1, "text": "迟了"});
    let late = one.post(&house, &format!("{FINDINGS}/2/appeal"), &late).await;
    assert_eq!((late.status, late.code().as_str()), (StatusCode::CONFLICT, "appeal_over"));
    house.close().await;
}

#[tokio::test]
async fn what_a_camera_suspects_counts_after_a_person_confirmed_it_and_lapses_otherwise() {
    let (house, admin, cast) = at_work().await;
    let duty = account(&house, &admin, ("值班", json!({"role": "duty_manager"})), None).await;
    let one = agent(&house, &admin, cast.one).await;
    let token = admin.token(&house, &["discipline:report"]).await;
    let report = async |body: Value| {
        let request = Request::post("/api/v1/discipline/suspected")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json");
        house.ask(request.body(Body::from(body.to_string())).unwrap()).await
    };
    let who = number(&house, cast.one).await;
    let at = "2026-11-24T10:05:00+08:00";
    let body = json!({"suspected": [
        {"request": "cam7/1", "seen_at": at, "rule": "D02", "number": who},
        {"request": "cam7/2", "seen_at": at, "rule": "D01", "seat": "B12", "site": cast.site},
        {"request": "cam7/3", "seen_at": at, "rule": "D01", "number": who},
    ]});
    assert_eq!(ok(&report(body.clone()).await), json!({"new": 3, "known": 0}));
    assert_eq!(ok(&report(body).await), json!({"new": 0, "known": 3}));
    let future =
        json!({"suspected": [{"request": "x", "seen_at": "2026-11-25T10:00:00Z", "rule": "D01"}]});
    assert_eq!(report(future).await.status, StatusCode::BAD_REQUEST);
    let by_hand =
        duty.post(&house, "/api/v1/discipline/suspected", &json!({"suspected": []})).await;
    assert_eq!(by_hand.status, StatusCode::FORBIDDEN);

    assert!(findings(&house, &one).await.is_empty(), "suspicion is not told");
    assert_eq!(findings(&house, &duty).await.len(), 3);
    let decide = async |duty: &Browser, id: u32, body: Value| {
        duty.post(&house, &format!("{FINDINGS}/{id}/decision"), &body).await
    };
    let confirm = json!({"revision": 1, "decision": "confirm", "reason": "已看录像"});
    assert_eq!(
        ok(&decide(&duty, 1, confirm.clone()).await)["finding"]["status"],
        json!("confirmed")
    );
    assert_eq!(
        decide(&duty, 2, confirm.clone()).await.status,
        StatusCode::BAD_REQUEST,
        "who was it?"
    );
    let two = number(&house, cast.two).await;
    let named = json!({"revision": 1, "decision": "confirm", "reason": "已看录像", "number": two});
    assert_eq!(ok(&decide(&duty, 2, named).await)["finding"]["number"], json!(two));
    assert_eq!(findings(&house, &one).await.len(), 1);
    let month = ok(&duty.get(&house, MONTH).await)["month"].clone();
    assert_eq!(
        month["whole"]["looked_at"],
        json!(0),
        "points, but no rate without people looked at"
    );
    assert_eq!(month["draft"][0]["violated"], json!(2));
    house.desk.clock.advance(Duration::from_minutes(3 * MINUTES_OF_A_DAY));
    let duty = again(&house, "值班").await;
    let lapsed = decide(&duty, 3, confirm).await;
    assert_eq!((lapsed.status, lapsed.code().as_str()), (StatusCode::CONFLICT, "not_suspected"));
    let third = findings(&house, &duty).await.into_iter().find(|one| one["id"] == json!(3));
    assert_eq!(third.unwrap()["status"], json!("lapsed"));
    house.close().await;
}

#[tokio::test]
async fn a_month_is_published_stays_and_is_revised_with_a_reason() {
    let (house, admin, cast) = at_work().await;
    let duty = account(&house, &admin, ("值班", json!({"role": "duty_manager"})), None).await;
    let manager = json!({"role": "operations_manager"});
    let manager = account(&house, &admin, ("经理", manager), None).await;
    let (one, two) = (agent(&house, &admin, cast.one).await, agent(&house, &admin, cast.two).await);
    let (bad, good) = (number(&house, cast.one).await, number(&house, cast.two).await);
    let found = json!([{"number": bad, "rule": "D06"}]);
    ok(&duty.post(&house, CHECKS, &check(&cast, "patrol", "a", &found)).await);
    let praise = json!({"number": good, "points": 5, "reason": "=安抚投诉客户"});
    let path = "/api/v1/discipline/commendations";
    assert_eq!(duty.post(&house, path, &praise).await.status, StatusCode::NO_CONTENT);
    assert_eq!(two.post(&house, path, &praise).await.status, StatusCode::FORBIDDEN);

    let publish = async |browser: &Browser, revision: u32| {
        let body = json!({"month": "2026-11", "revision": revision, "reason": "例行"});
        browser.post(&house, "/api/v1/discipline/lists", &body).await.status
    };
    assert_eq!(publish(&duty, 0).await, StatusCode::FORBIDDEN);
    assert_eq!(publish(&manager, 0).await, StatusCode::NO_CONTENT);
    assert_eq!(publish(&manager, 0).await, StatusCode::CONFLICT);

    // Granted on appeal: the published list stays, the draft and the next revision say otherwise.
    ok(&one
        .post(&house, &format!("{FINDINGS}/1/appeal"), &json!({"revision": 1, "text": "病了"}))
        .await);
    let grant = json!({"revision": 2, "decision": "overturn", "reason": "有病历"});
    ok(&manager.post(&house, &format!("{FINDINGS}/1/decision"), &grant).await);
    let sides = |list: &Value| {
        let people = list.as_array().unwrap().iter();
        people.map(|one| (one["number"].clone(), one["colour"].clone())).collect::<Vec<_>>()
    };
    let month = ok(&manager.get(&house, MONTH).await)["month"].clone();
    let both = vec![(json!(good), json!("red")), (json!(bad), json!("black"))];
    assert_eq!(sides(&month["published"][0]["people"]), both);
    assert_eq!(sides(&month["draft"]), both[..1]);
    assert_eq!(publish(&manager, 1).await, StatusCode::NO_CONTENT);
    let own = ok(&one.get(&house, MONTH).await)["month"]["published"].clone();
    assert_eq!(sides(&own[0]["people"]), both[1..], "oneself and nobody else");
    assert_eq!(sides(&own[1]["people"]), []);

    let file = manager.get(&house, "/api/v1/discipline/points.csv?month=2026-11").await;
    assert!(file.text().contains(&format!("{good},")), "{}", file.text());
    assert!(!file.text().contains(",=安抚"), "no formula");
    let audit = ok(&admin.get(&house, "/api/v1/audit?action=exported_points").await);
    assert_eq!(audit["audit"].as_array().unwrap().len(), 1);
    house.close().await;
}

#[tokio::test]
async fn a_changed_rule_holds_from_its_day_and_restates_nothing() {
    let (house, admin, cast) = at_work().await;
    let duty = account(&house, &admin, ("值班", json!({"role": "duty_manager"})), None).await;
    let who = number(&house, cast.one).await;
    let found = json!([{"number": who, "rule": "D02"}]);
    ok(&duty.post(&house, CHECKS, &check(&cast, "patrol", "a", &found)).await);
    let rule = json!({"name_zh": "手机", "name_en": "Phone", "gravity": "grave", "points": 9, "is_active": true});
    let path = "/api/v1/discipline/rules";
    let past = json!({"code": "D02", "from": "2026-11-23", "rule": rule});
    assert_eq!(admin.put(&house, path, &past).await.status, StatusCode::BAD_REQUEST);
    let today = json!({"code": "D02", "from": "2026-11-24", "rule": rule});
    assert_eq!(duty.put(&house, path, &today).await.status, StatusCode::FORBIDDEN);
    ok(&admin.put(&house, path, &today).await);
    ok(&duty.post(&house, CHECKS, &check(&cast, "patrol", "b", &found)).await);
    let points: Vec<Value> =
        findings(&house, &duty).await.iter().map(|one| one["rule"]["points"].clone()).collect();
    assert_eq!(points, [9, 2], "the first keeps the rule as it was");
    let limits = json!({"line_basis_points": 90, "appeal_days": 5, "lapse_days": 2,
        "attendance_points": 1, "red_from": 5, "black_from": 3});
    let body = json!({"from": "2026-11-24", "limits": limits});
    let answer = ok(&admin.put(&house, "/api/v1/discipline/limits", &body).await);
    assert_eq!(answer["limits"]["line_basis_points"], json!(90));
    house.close().await;
}
