//! Attendance through the interface: codes, scans, terminals, cases, the sheet.

use crate::api::{Answer, Browser, House, PASSWORD};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use domain::calendar::Day;
use domain::state::AgentState;
use domain::{AgentId, Duration, TeamId, Timestamp};
use serde_json::{Value, json};
use server::attendance::round;
use server::demo::Past;
use std::fmt::Write as _;
use std::net::SocketAddr;
use store::{Author, Claim, FactChange, FactKind, FactValue, PeopleKept, PersonWrite};

const DEVICE: &str = "0123456789abcdef0123456789abcdef";
const OTHER_DEVICE: &str = "fedcba9876543210fedcba9876543210";

/// Two people of one team and one of another, as the simulated floor has them.
struct Cast {
    team: TeamId,
    one: AgentId,
    two: AgentId,
    elsewhere: AgentId,
}

async fn at_work() -> (House, Browser, Cast) {
    let past = Past { journaled_days: 0, older_days: 0 };
    let (house, admin) = House::at_work("2026-11-24T10:12:00+08:00", 23, past).await;
    let cast = house.desk.engine.read(|live| {
        let agents: Vec<(AgentId, TeamId)> = live
            .names()
            .agents
            .keys()
            .filter_map(|id| Some((*id, live.agent(*id)?.team?)))
            .collect();
        let team = agents[0].1;
        let own: Vec<AgentId> =
            agents.iter().filter(|(_, t)| *t == team).map(|(id, _)| *id).collect();
        let elsewhere = agents.iter().find(|(_, other)| *other != team).unwrap().0;
        Cast { team, one: own[0], two: own[1], elsewhere }
    });
    (house, admin, cast)
}

/// Who the agent is today.
async fn claim(house: &House, agent: AgentId) -> Claim {
    let claims = house.desk.store.claims(today(house)).await.unwrap();
    claims.into_iter().find(|claim| claim.agent == agent).unwrap()
}

fn today(house: &House) -> Day {
    let now = house.desk.clock.clock()();
    house.desk.engine.read(|live| live.zone().day(now))
}

async fn number(house: &House, agent: AgentId) -> String {
    claim(house, agent).await.number
}

async fn account(
    house: &House,
    admin: &Browser,
    name: &str,
    roles: Value,
    agent: Option<AgentId>,
) -> Browser {
    let agent = agent.map(|agent| agent.0);
    let new = json!({"name": name, "password": PASSWORD, "roles": roles, "agent": agent});
    let made = admin.post(house, "/api/v1/accounts", &new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let mut browser = Browser::default();
    assert_eq!(browser.sign_in(house, name, PASSWORD).await.status, StatusCode::OK);
    browser
}

async fn agent(house: &House, admin: &Browser, agent: AgentId) -> Browser {
    let name = format!("坐席 {}", agent.0);
    account(house, admin, &name, json!([{"role": "agent"}]), Some(agent)).await
}

fn ok(answer: &Answer) -> Value {
    assert!(answer.status.is_success(), "{} {}", answer.status, answer.text());
    answer.json()
}

async fn kiosk(house: &House, admin: &Browser) -> u64 {
    let site = house.desk.engine.read(|live| live.names().sites.keys().next().unwrap().0);
    let new = json!({"site": site, "name": "一楼门口"});
    ok(&admin.post(house, "/api/v1/attendance/kiosks", &new).await)["kiosk"]["id"].as_u64().unwrap()
}

async fn shown(house: &House, browser: &Browser, kiosk: u64) -> Value {
    let path = format!("/api/v1/attendance/kiosks/{kiosk}/code?origin=https://call.test");
    ok(&browser.get(house, &path).await)["code"].clone()
}

async fn scan(house: &House, browser: &Browser, code: &Value, device: &str) -> String {
    let body = json!({"code": code["text"], "device": device});
    let answer = ok(&browser.post(house, "/api/v1/attendance/scan", &body).await);
    answer["scan"]["verdict"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_code_is_used_once_by_a_person_with_the_own_phone_while_it_is_new() {
    let (house, admin, cast) = at_work().await;
    let kiosk = kiosk(&house, &admin).await;
    let (one, two) = (agent(&house, &admin, cast.one).await, agent(&house, &admin, cast.two).await);
    let code = shown(&house, &admin, kiosk).await;
    assert!(code["picture"].as_str().unwrap().starts_with("<svg"));
    assert_eq!(scan(&house, &one, &code, DEVICE).await, "accepted");
    assert_eq!(scan(&house, &one, &code, DEVICE).await, "replayed");
    assert_eq!(scan(&house, &two, &code, DEVICE).await, "other_device", "a colleague's phone");
    assert_eq!(scan(&house, &two, &code, OTHER_DEVICE).await, "accepted");
    house.desk.clock.advance(Duration::from_secs(15));
    let next = shown(&house, &admin, kiosk).await;
    assert_ne!(next["text"], code["text"]);
    assert_eq!(scan(&house, &one, &next, OTHER_DEVICE).await, "other_device");
    house.desk.clock.advance(Duration::from_secs(30));
    assert_eq!(scan(&house, &one, &next, DEVICE).await, "too_old");
    let forged = json!({"text": next["text"].as_str().unwrap().replace(['0'], "1")});
    assert_ne!(scan(&house, &one, &forged, DEVICE).await, "accepted");

    // Another phone, after the leader let the old one go.
    let path = format!("/api/v1/attendance/phones/{}", claim(&house, cast.one).await.person.0);
    assert_eq!(one.delete(&house, &path).await.status, StatusCode::FORBIDDEN);
    assert_eq!(admin.delete(&house, &path).await.status, StatusCode::NO_CONTENT);
    let code = shown(&house, &admin, kiosk).await;
    assert_eq!(scan(&house, &one, &code, "00000000000000000000000000000000").await, "accepted");

    // The code of a kiosk that is gone is good no more.
    house.desk.clock.advance(Duration::from_secs(15));
    let code = shown(&house, &admin, kiosk).await;
    let path = format!("/api/v1/attendance/kiosks/{kiosk}");
    assert_eq!(admin.delete(&house, &path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(scan(&house, &two, &code, OTHER_DEVICE).await, "unreadable");
    house.close().await;
}

#[tokio::test]
async fn a_screen_at_the_door_shows_codes_with_a_token_and_does_nothing_else() {
    let (house, admin, _) = at_work().await;
    let kiosk = kiosk(&house, &admin).await;
    let token = admin.token(&house, &["kiosk:show"]).await;
    let ask = |path: String| {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        request.body(Body::empty()).unwrap()
    };
    let path = format!("/api/v1/attendance/kiosks/{kiosk}/code?origin=https://call.test");
    assert_eq!(house.ask(ask(path)).await.status, StatusCode::OK);
    let path = format!("/api/v1/attendance/kiosks/{kiosk}/code?origin=https://a/%23b");
    assert_eq!(house.ask(ask(path)).await.status, StatusCode::BAD_REQUEST);
    let list = house.ask(ask("/api/v1/attendance/kiosks".to_owned())).await;
    assert_eq!(list.status, StatusCode::FORBIDDEN);
    house.close().await;
}

#[tokio::test]
async fn an_account_that_is_nobody_of_the_house_cannot_punch() {
    let (house, admin, _) = at_work().await;
    let kiosk = kiosk(&house, &admin).await;
    let code = shown(&house, &admin, kiosk).await;
    let body = json!({"code": code["text"], "device": DEVICE});
    let answer = admin.post(&house, "/api/v1/attendance/scan", &body).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text().contains("nobody of the house"), "{}", answer.text());
    house.close().await;
}

async fn knock(house: &House, method: Method, path: &str, body: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).header("host", "10.0.0.1");
    house.ask(request.body(Body::from(body.to_owned())).unwrap()).await
}

#[tokio::test]
async fn a_registered_terminal_sends_punches_and_nothing_else_is_kept() {
    let (house, admin, cast) = at_work().await;
    let site = house.desk.engine.read(|live| live.names().sites.keys().next().unwrap().0);
    let hello = "/iclock/cdata?SN=CK1&options=all&pushver=2.4.1";
    let stranger = knock(&house, Method::GET, hello, "").await;
    assert_eq!(
        (stranger.status, stranger.code().as_str()),
        (StatusCode::FORBIDDEN, "unknown_terminal")
    );
    let new = json!({"serial": "CK1", "site": site, "name": "门禁"});
    ok(&admin.post(&house, "/api/v1/attendance/terminals", &new).await);
    let twice = admin.post(&house, "/api/v1/attendance/terminals", &new).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    let told = knock(&house, Method::GET, hello, "").await;
    assert!(told.text().contains("ATTLOGStamp=None\n"), "{}", told.text());

    let who = number(&house, cast.one).await;
    let body = format!("{who}\t2026-11-24 08:00:00\t0\t1\n{who}\tnoon\t0\t1\n");
    let data = "/iclock/cdata?SN=CK1&table=ATTLOG&Stamp=77";
    for _ in 0..2 {
        let taken = knock(&house, Method::POST, data, &body).await;
        assert_eq!((taken.status, taken.text().as_str()), (StatusCode::OK, "OK: 2\n"));
    }
    let day = house.desk.engine.read(|live| {
        let zone = live.zone();
        zone.day_interval(zone.day(Timestamp::parse("2026-11-24T08:00:00+08:00").unwrap()))
    });
    assert_eq!(house.desk.store.punches(day).await.unwrap().len(), 1, "sent twice, kept once");
    assert!(knock(&house, Method::GET, hello, "").await.text().contains("ATTLOGStamp=77\n"));
    let fingers = "FP PIN=1\tFID=1\tTMP=c2VjcmV0\n";
    knock(&house, Method::POST, "/iclock/cdata?SN=CK1&table=OPERLOG&Stamp=1", fingers).await;
    let listed = ok(&admin.get(&house, "/api/v1/attendance/terminals").await);
    let terminal = &listed["terminals"][0];
    assert_eq!((&terminal["dropped"], &terminal["bad_lines"]), (&json!(1), &json!(2)));
    assert_eq!(terminal["firmware"], "2.4.1");

    // A terminal that is bound to an address is nobody from elsewhere.
    let new = json!({"serial": "CK2", "site": site, "name": "后门", "address": "10.9.9.9"});
    ok(&admin.post(&house, "/api/v1/attendance/terminals", &new).await);
    let elsewhere = knock(&house, Method::GET, "/iclock/cdata?SN=CK2&options=all", "").await;
    assert_eq!(elsewhere.status, StatusCode::FORBIDDEN);
    house.close().await;
}

/// A shift this morning, for which the person came at 8:20.
async fn one_was_late(house: &House, admin: &Browser, who: &[AgentId]) {
    let mut numbers = Vec::new();
    for agent in who {
        numbers.push(number(house, *agent).await);
    }
    let rows = |text: fn(&str) -> String| numbers.iter().map(|who| text(who)).collect::<String>();
    let shifts = rows(|who| format!("{who},2026-11-24 08:00,2026-11-24 17:00\n"));
    let punches = rows(|who| format!("{who},2026-11-24 08:20\n"));
    for (kind, text) in [
        ("shifts", format!("工号,开始,结束\n{shifts}")),
        ("punches", format!("工号,时间\n{punches}")),
    ] {
        let body = json!({"kind": kind, "name": "file.csv", "text": text});
        let taken = ok(&admin.post(house, "/api/v1/attendance/import", &body).await);
        assert_eq!(taken["import"]["is_written"], true, "{taken}");
        assert_eq!(taken["import"]["unknown"], json!([]), "{taken}");
    }
    compute(house).await;
}

async fn compute(house: &House) -> usize {
    let now = house.desk.clock.clock()();
    let today = house.desk.engine.read(|live| live.zone().day(now));
    round::compute(&house.desk.engine, (today.plus_days(-1), today), now).await.unwrap()
}

async fn late_ones(house: &House, browser: &Browser) -> Vec<Value> {
    let cases = ok(&browser.get(house, "/api/v1/attendance/cases").await)["cases"].clone();
    cases.as_array().unwrap().iter().filter(|case| case["kind"] == "late").cloned().collect()
}

/// The demo's clock stands in the past while its history is made; others are set back by hand.
#[tokio::test]
async fn a_clock_that_is_behind_the_floor_withdraws_nothing() {
    let (house, admin, cast) = at_work().await;
    one_was_late(&house, &admin, &[cast.one]).await;
    let found = late_ones(&house, &admin).await;
    let now = house.desk.clock.clock()();
    house.desk.clock.set(Timestamp::parse("2026-11-24T00:00:00+08:00").unwrap());
    assert_eq!(round::turn(&house.desk.engine).await.unwrap(), 0);
    house.desk.clock.set(now);
    assert_eq!((found.len(), late_ones(&house, &admin).await), (1, found));
    house.close().await;
}

#[tokio::test]
async fn a_late_arrival_is_explained_by_the_person_and_decided_by_the_leader() {
    let (house, admin, cast) = at_work().await;
    one_was_late(&house, &admin, &[cast.one, cast.two, cast.elsewhere]).await;
    assert_eq!(compute(&house).await, 0, "computing again changes nothing");
    let role = json!([{"role": "team_leader", "team": cast.team.0}]);
    let leader = account(&house, &admin, "班长", role, None).await;
    let one = agent(&house, &admin, cast.one).await;
    assert_eq!(late_ones(&house, &admin).await.len(), 3);
    assert_eq!(late_ones(&house, &leader).await.len(), 2, "the own team");
    let own = late_ones(&house, &one).await;
    assert_eq!(own.len(), 1, "oneself");
    let case = &own[0];
    assert_eq!((&case["by_ms"], &case["is_own"]), (&json!(20 * 60_000), &json!(true)));
    assert_eq!(case["punches"].as_array().unwrap().len(), 1);

    let explain = format!("/api/v1/attendance/cases/{}/explanation", case["id"]);
    let decide = format!("/api/v1/attendance/cases/{}/decision", case["id"]);
    let step = |revision: &Value, decision: &str| json!({"revision": revision, "decision": decision, "reason": "no reason"});
    let early = leader.post(&house, &decide, &step(&case["revision"], "reject")).await;
    assert_eq!((early.status, early.code().as_str()), (StatusCode::CONFLICT, "too_early"));
    let refused = one.post(&house, &decide, &step(&case["revision"], "accept")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let text = json!({"revision": case["revision"], "text": "电梯故障", "evidence": ["工单 7"]});
    let foreign = leader.post(&house, &explain, &text).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN, "only the person explains");
    let explained = ok(&one.post(&house, &explain, &text).await)["case"].clone();
    assert_eq!(explained["status"], "explained");
    assert_eq!(explained["explanation"], "电梯故障 [工单 7]");
    let stale = leader.post(&house, &decide, &step(&case["revision"], "reject")).await;
    assert_eq!((stale.status, stale.code().as_str()), (StatusCode::CONFLICT, "changed_meanwhile"));
    let decided = ok(&leader.post(&house, &decide, &step(&explained["revision"], "reject")).await);
    assert_eq!(decided["case"]["status"], "rejected");
    assert_eq!(decided["case"]["decided_by"], "班长");

    // Late data mark what was decided and change nothing of it.
    let punch = format!("工号,时间\n{},2026-11-24 07:58\n", number(&house, cast.one).await);
    let body = json!({"kind": "punches", "name": "later.csv", "text": punch});
    ok(&admin.post(&house, "/api/v1/attendance/import", &body).await);
    compute(&house).await;
    let marked = &late_ones(&house, &one).await[0];
    assert_eq!((&marked["status"], &marked["has_changed"]), (&json!("rejected"), &json!(true)));

    let audit = ok(&admin.get(&house, "/api/v1/audit").await).to_string();
    assert!(audit.contains("explained_attendance") && audit.contains("decided_attendance"));
    house.close().await;
}

#[tokio::test]
async fn a_leader_decides_about_the_own_team_only_and_never_about_oneself() {
    let (house, admin, cast) = at_work().await;
    one_was_late(&house, &admin, &[cast.one, cast.elsewhere]).await;
    let all = late_ones(&house, &admin).await;
    let of = |who: String| all.iter().find(|case| case["number"] == who).unwrap();
    let role = json!([{"role": "team_leader", "team": cast.team.0}, {"role": "agent"}]);
    let leader = account(&house, &admin, "班长", role, Some(cast.one)).await;
    let numbers = [number(&house, cast.elsewhere).await, number(&house, cast.one).await];
    for other in numbers.map(of) {
        let decide = format!("/api/v1/attendance/cases/{}/decision", other["id"]);
        let body = json!({"revision": other["revision"], "decision": "accept", "reason": "me"});
        let answer = leader.post(&house, &decide, &body).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text());
    }
    house.close().await;
}

#[tokio::test]
async fn signed_in_time_of_the_floor_is_compared_too() {
    let (house, admin, cast) = at_work().await;
    let who = number(&house, cast.one).await;
    let shifts = format!("工号,开始,结束\n{who},2026-11-24 08:00,2026-11-24 17:00\n");
    let body = json!({"kind": "shifts", "name": "s", "text": shifts});
    ok(&admin.post(&house, "/api/v1/attendance/import", &body).await);
    compute(&house).await;
    let cases = ok(&admin.get(&house, "/api/v1/attendance/cases").await)["cases"].clone();
    let is_signed_in = house.desk.engine.read(|live| {
        live.agent(cast.one).is_some_and(|agent| agent.state != AgentState::SignedOut)
    });
    let kinds: Vec<&str> =
        cases.as_array().unwrap().iter().filter_map(|case| case["kind"].as_str()).collect();
    if is_signed_in {
        assert_eq!(kinds, ["signed_in_not_punched"], "{cases}");
        assert_eq!(cases[0]["gaps"][0]["until"], Value::Null, "it lasts");
    } else {
        assert!(kinds.contains(&"late") || kinds.contains(&"signed_in_not_punched"), "{cases}");
    }
    house.close().await;
}

#[tokio::test]
async fn a_file_with_a_fault_is_not_taken_and_every_fault_is_told() {
    let (house, admin, _) = at_work().await;
    let text = "工号,开始,结束\nE1,noon,2026-11-24 17:00\n,2026-11-24 08:00,2026-11-24 17:00\n";
    let body = json!({"kind": "shifts", "name": "s", "text": text});
    let told = ok(&admin.post(&house, "/api/v1/attendance/import", &body).await);
    assert_eq!(told["import"]["faults"].as_array().unwrap().len(), 2);
    assert_eq!(told["import"]["is_written"], false);
    let text = "工号,开始,结束\nnobody,2026-11-24 08:00,2026-11-24 17:00\n";
    let body = json!({"kind": "shifts", "name": "s", "text": text, "is_preview": true});
    let told = ok(&admin.post(&house, "/api/v1/attendance/import", &body).await);
    assert_eq!(told["import"]["unknown"], json!(["nobody"]));
    let day = house.desk.engine.read(|live| {
        live.zone().day_interval(live.zone().day(Timestamp::parse("2026-11-24T08:00:00Z").unwrap()))
    });
    assert_eq!(house.desk.store.attendance_shifts(day).await.unwrap(), []);
    house.close().await;
}

#[tokio::test]
async fn the_sheet_is_the_same_bytes_each_time_and_of_the_own_team() {
    let (house, admin, cast) = at_work().await;
    one_was_late(&house, &admin, &[cast.one]).await;
    let role = json!([{"role": "team_leader", "team": cast.team.0}]);
    let leader = account(&house, &admin, "班长", role, None).await;
    let path = format!("/api/v1/attendance/sheet.xlsx?team={}&month=2026-11", cast.team.0);
    let first = leader.get(&house, &path).await;
    // Neither when it is asked for nor that the facts were compared again is in it.
    house.desk.clock.advance(Duration::from_secs(90));
    compute(&house).await;
    let again = leader.get(&house, &path).await;
    assert_eq!(first.status, StatusCode::OK, "{:?}", first.body);
    assert!(first.body.starts_with(b"PK"), "an Excel file");
    assert_eq!(first.body, again.body);
    let path = format!("/api/v1/attendance/sheet.xlsx?team={}&month=2026-11", cast.team.0 + 1);
    assert_eq!(leader.get(&house, &path).await.status, StatusCode::FORBIDDEN);
    house.close().await;
}

/// Changes facts of whoever the agent is today.
async fn change(house: &House, claim: &Claim, facts: Vec<FactChange>) {
    let store = &house.desk.store;
    let row = store.person(claim.person).await.unwrap().unwrap();
    let known = Some((row.person, row.revision));
    let (number, name, hired, left) = (row.number, row.name, row.hired, row.left);
    let write = PersonWrite { known, number, name, hired, left, facts };
    let author = Author { actor: "test", reason: None };
    let kept = store.write_people(&[write], author, engine_now(house)).await.unwrap();
    assert!(matches!(kept, PeopleKept::Done(_)), "{kept:?}");
}

fn engine_now(house: &House) -> Timestamp {
    house.desk.clock.clock()()
}

#[tokio::test]
async fn the_leader_of_that_day_sees_a_case_and_the_leader_of_today_does_not() {
    let (house, admin, cast) = at_work().await;
    let (who, now) = (claim(&house, cast.one).await, today(&house));
    let rows =
        [now.plus_days(-1), now].map(|day| format!("{},{day} 02:00,{day} 03:00\n", who.number));
    let text = format!("工号,开始,结束\n{}", rows.concat());
    let body = json!({"kind": "shifts", "name": "s", "text": text});
    ok(&admin.post(&house, "/api/v1/attendance/import", &body).await);
    compute(&house).await;
    let leader = |team: TeamId| json!([{"role": "team_leader", "team": team.0}]);
    let other = house.desk.engine.read(|live| live.agent(cast.elsewhere).unwrap().team.unwrap());
    let before = account(&house, &admin, "原班长", leader(cast.team), None).await;
    let after = account(&house, &admin, "新班长", leader(other), None).await;
    let absent = async |browser: &Browser| {
        let cases = ok(&browser.get(&house, "/api/v1/attendance/cases").await)["cases"].clone();
        let cases = cases.as_array().unwrap().iter();
        let own = cases.filter(|case| case["number"] == who.number && case["kind"] == "absent");
        own.map(|case| (case["day"].as_str().unwrap().to_owned(), case["id"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!((absent(&before).await.len(), absent(&after).await.len()), (2, 0));
    // Today was the first day in another team.
    let value = Some(FactValue::of(other.0));
    let moved = FactChange::From { kind: FactKind::Team, slot: 0, day: now, value };
    change(&house, &who, vec![moved]).await;
    let (theirs, others) = (absent(&before).await, absent(&after).await);
    assert_eq!((theirs.len(), theirs[0].0.as_str()), (1, "2026-11-23"));
    assert_eq!((others.len(), others[0].0.as_str()), (1, "2026-11-24"));
    let body = json!({"revision": 1, "decision": "accept", "reason": "假条"});
    for (leader, id, status) in [
        (&after, &theirs[0].1, StatusCode::FORBIDDEN),
        (&before, &others[0].1, StatusCode::FORBIDDEN),
        (&before, &theirs[0].1, StatusCode::OK),
        (&after, &others[0].1, StatusCode::OK),
    ] {
        let path = format!("/api/v1/attendance/cases/{id}/decision");
        assert_eq!(leader.post(&house, &path, &body).await.status, status);
    }
    house.close().await;
}

#[tokio::test]
async fn an_agents_time_is_of_whoever_it_was_on_that_day() {
    let (house, admin, _) = at_work().await;
    let is_signed_in = |agent: AgentId| {
        let state = house.desk.engine.read(|live| live.agent(agent).map(|now| now.state));
        state.is_some_and(|state| state != AgentState::SignedOut)
    };
    let claims = house.desk.store.claims(today(&house)).await.unwrap();
    let mut at_desks = claims.into_iter().filter(|claim| is_signed_in(claim.agent));
    let (one, two) = (at_desks.next().unwrap(), at_desks.next().unwrap());
    let mut shifts = "工号,开始,结束\n".to_owned();
    for who in [&one.number, &two.number] {
        writeln!(shifts, "{who},2026-11-24 08:00,2026-11-24 17:00").unwrap();
    }
    let body = json!({"kind": "shifts", "name": "s", "text": shifts});
    ok(&admin.post(&house, "/api/v1/attendance/import", &body).await);
    let signed_in = async || {
        compute(&house).await;
        let cases = ok(&admin.get(&house, "/api/v1/attendance/cases").await)["cases"].clone();
        let cases = cases.as_array().unwrap().clone();
        let of = |who: &String| {
            let is = |case: &&Value| {
                case["number"] == *who
                    && case["kind"] == "signed_in_not_punched"
                    && case["status"] != "withdrawn"
            };
            cases.iter().any(|case| is(&case))
        };
        (of(&one.number), of(&two.number))
    };
    let agent_of = |day: Day, value: Option<FactValue>, agent: AgentId| {
        vec![FactChange::From { kind: FactKind::Agent, slot: agent.0, day, value }]
    };
    assert_eq!(signed_in().await, (true, true), "both sit there without a punch");
    // The first was never the agent today: nobody's sign-in is left to compare.
    change(&house, &one, agent_of(today(&house), None, one.agent)).await;
    assert_eq!(signed_in().await, (false, true));
    // From tomorrow on somebody else is the agent of the second: today stays theirs.
    change(&house, &two, agent_of(today(&house).plus_days(1), None, two.agent)).await;
    let next = agent_of(today(&house).plus_days(1), Some(FactValue::of(1)), two.agent);
    change(&house, &one, next).await;
    assert_eq!(signed_in().await, (false, true));
    house.close().await;
}

#[tokio::test]
async fn somebody_without_an_agent_punches_by_the_account() {
    let (house, admin, _) = at_work().await;
    let kiosk = kiosk(&house, &admin).await;
    let leader = account(&house, &admin, "班长", json!([{"role": "team_leader"}]), None).await;
    let accounts = ok(&admin.get(&house, "/api/v1/accounts").await)["accounts"].clone();
    let own = accounts.as_array().unwrap().iter().find(|one| one["name"] == "班长").unwrap();
    let slot = u32::try_from(own["id"].as_u64().unwrap()).unwrap();
    let code = shown(&house, &admin, kiosk).await;
    let body = json!({"code": code["text"], "device": DEVICE});
    let refused = leader.post(&house, "/api/v1/attendance/scan", &body).await;
    assert_eq!(refused.code(), "nobody_of_the_house");
    let row = &house.desk.store.people_numbered(&["L101"]).await.unwrap()[0];
    let fact = FactChange::From {
        kind: FactKind::Account,
        slot,
        day: today(&house),
        value: Some(FactValue::of(1)),
    };
    let write = PersonWrite {
        known: Some((row.person, row.revision)),
        number: row.number.clone(),
        name: row.name.clone(),
        hired: row.hired,
        left: None,
        facts: vec![fact],
    };
    let author = Author { actor: "test", reason: None };
    house.desk.store.write_people(&[write], author, engine_now(&house)).await.unwrap();
    assert_eq!(scan(&house, &leader, &code, DEVICE).await, "accepted");
    house.close().await;
}

#[tokio::test]
async fn who_does_not_come_is_in_the_leaders_list_within_a_minute() {
    let (house, admin, cast) = at_work().await;
    let who = number(&house, cast.one).await;
    let begin = Timestamp::parse("2026-11-24T10:15:00+08:00").unwrap();
    let text = format!("工号,开始,结束\n{who},2026-11-24 10:15,2026-11-24 17:00\n");
    let body = json!({"kind": "shifts", "name": "s", "text": text});
    ok(&admin.post(&house, "/api/v1/attendance/import", &body).await);
    let role = json!([{"role": "team_leader", "team": cast.team.0}]);
    let leader = account(&house, &admin, "班长", role, None).await;
    let every = Duration::from_millis(i64::try_from(round::EVERY.as_millis()).unwrap());
    let mut told = None;
    while told.is_none() && engine_now(&house) < begin.plus(Duration::from_minutes(5)) {
        assert!(
            engine_now(&house) > begin || late_ones(&house, &leader).await.is_empty(),
            "nobody is late before the begin"
        );
        house.desk.clock.advance(every);
        compute(&house).await;
        told = late_ones(&house, &leader).await.first().map(|_| engine_now(&house));
    }
    let after = told.expect("it was never told").since(begin);
    assert!(after <= Duration::from_secs(60), "{after:?}");
    house.close().await;
}

async fn set_rules(house: &House, browser: &Browser, site: u32, from: Day, rules: Value) -> Answer {
    let usual =
        ok(&browser.get(house, "/api/v1/attendance/rules").await)["sites"][0]["spans"][0]["rules"]
            .clone();
    let mut whole = usual;
    whole.as_object_mut().unwrap().extend(rules.as_object().unwrap().clone());
    let body = json!({"from": from.to_string(), "rules": whole}).to_string();
    let request = browser.request(Method::PUT, &format!("/api/v1/attendance/rules/{site}"));
    let request = request.header(header::CONTENT_TYPE, "application/json");
    house.ask(request.body(Body::from(body)).unwrap()).await
}

fn site_of(house: &House, agent: AgentId) -> u32 {
    house.desk.engine.read(|live| live.names().agents[&agent].site.unwrap().0)
}

#[tokio::test]
async fn rules_of_a_site_hold_from_a_day_on_and_each_change_is_audited() {
    let (house, admin, cast) = at_work().await;
    let who = number(&house, cast.one).await;
    let site = site_of(&house, cast.one);
    let now = today(&house);
    let mut rows = ("工号,开始,结束,职场\n".to_owned(), "工号,时间,职场\n".to_owned());
    for day in [now.plus_days(-1), now] {
        writeln!(rows.0, "{who},{day} 02:00,{day} 06:00,{site}").unwrap();
        writeln!(rows.1, "{who},{day} 02:08,{site}\n{who},{day} 06:00,{site}").unwrap();
    }
    for (kind, text) in [("shifts", &rows.0), ("punches", &rows.1)] {
        let body = json!({"kind": kind, "name": "s", "text": text});
        ok(&admin.post(&house, "/api/v1/attendance/import", &body).await);
    }
    compute(&house).await;
    let late = async || {
        compute(&house).await;
        let all = late_ones(&house, &admin).await;
        let own = all.iter().filter(|case| case["number"] == who);
        own.map(|case| case["day"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(late().await, ["2026-11-24", "2026-11-23"]);
    let over =
        set_rules(&house, &admin, site, now.plus_days(-1), json!({"late_minutes": 10})).await;
    assert_eq!(over.status, StatusCode::BAD_REQUEST, "a day that is over keeps its rules");
    for wrong in [
        json!({"late_minutes": 241}),
        json!({"explain_hours": 0}),
        json!({"networks": ["10.20.0.1/16"]}),
        json!({"both_within_minutes": 500}),
    ] {
        let answer = set_rules(&house, &admin, site, now, wrong.clone()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let set = ok(&set_rules(&house, &admin, site, now, json!({"late_minutes": 10})).await);
    let of_site = |set: &Value| {
        let sites = set["sites"].as_array().unwrap();
        sites.iter().find(|one| one["site"] == site).unwrap()["spans"].clone()
    };
    assert_eq!(of_site(&set)[1]["rules"]["late_minutes"], 10);
    assert_eq!(of_site(&set)[1]["from"], "2026-11-24");
    assert_eq!(late().await, ["2026-11-23"], "today is judged by them, yesterday is not");
    let stranger = account(&house, &admin, "班长", json!([{"role": "team_leader"}]), None).await;
    let refused = stranger.get(&house, "/api/v1/attendance/rules").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let audit = ok(&admin.get(&house, "/api/v1/audit?action=changed_attendance_rules").await);
    assert_eq!(audit["audit"].as_array().unwrap().len(), 1);
    let row = &audit["audit"][0];
    let (before, after) = (row["before"].to_string(), row["after"].to_string());
    assert!(before.contains("\\\"late_minutes\\\":0"), "{before}");
    assert!(after.contains("\\\"late_minutes\\\":10"), "{after}");
    house.close().await;
}

#[tokio::test]
async fn where_a_network_is_given_a_code_counts_from_within_it_only() {
    let (house, admin, cast) = at_work().await;
    let kiosk = kiosk(&house, &admin).await;
    let site = house.desk.engine.read(|live| live.names().sites.keys().next().unwrap().0);
    let one = agent(&house, &admin, cast.one).await;
    let rules = json!({"networks": ["10.20.0.0/16"]});
    ok(&set_rules(&house, &admin, site, today(&house), rules).await);
    let code = shown(&house, &admin, kiosk).await;
    let from = async |peer: &str| {
        let body = json!({"code": code["text"], "device": DEVICE}).to_string();
        let request = one.request(Method::POST, "/api/v1/attendance/scan");
        let request = request.header(header::CONTENT_TYPE, "application/json");
        let mut request = request.body(Body::from(body)).unwrap();
        let peer: SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = ok(&house.ask(request).await);
        answer["scan"]["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!(from("192.168.1.7:50000").await, "other_network");
    assert_eq!(from("10.20.3.4:50000").await, "accepted");
    let day = house
        .desk
        .engine
        .read(|live| live.zone().day_interval(live.zone().day(engine_now(&house))));
    let kept = house.desk.store.punches(day).await.unwrap();
    assert!(kept.last().unwrap().source.contains("\"is_network_seen\":true"), "{kept:?}");
    house.close().await;
}

#[tokio::test]
async fn the_demo_shows_cases_of_yesterday_and_today_and_the_same_each_time() {
    let past = Past { journaled_days: 1, older_days: 0 };
    let told = async || {
        let (house, admin) = House::at_work("2026-11-24T15:12:00+08:00", 23, past).await;
        let cases = ok(&admin.get(&house, "/api/v1/attendance/cases").await)["cases"].clone();
        assert_eq!(compute(&house).await, 0, "the comparison has been made");
        house.close().await;
        cases.as_array().unwrap().clone()
    };
    let cases = told().await;
    let some = |field: &str, word: &str| cases.iter().filter(|case| case[field] == word).count();
    assert!((10..=80).contains(&cases.len()), "{} cases", cases.len());
    for kind in ["late", "absent", "signed_in_not_punched"] {
        assert!(some("kind", kind) > 0, "nothing is {kind}");
    }
    for status in ["open", "explained", "accepted", "rejected"] {
        assert!(some("status", status) > 0, "nothing is {status}");
    }
    assert!(some("day", "2026-11-23") > 0 && some("day", "2026-11-24") > 0);
    assert!(cases.iter().all(|case| case["name"].as_str().unwrap().contains("示例")));
    assert_eq!(told().await, cases);
}
