//! Who may do what: every documented route as every role, beside the committed list; and whom a leader
//! or an agent sees.

use crate::api::{Browser, House, PASSWORD};
use crate::api_access::operations;
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};
use server::demo::Past;
use server::http::access::Role;
use std::fmt::Write as _;
use std::path::Path;

async fn at_work() -> (House, Browser) {
    let past = Past { journaled_days: 0, older_days: 0 };
    House::at_work("2026-11-24T10:12:00+08:00", 23, past).await
}

async fn get(house: &House, browser: &Browser, path: &str) -> Value {
    let answer = browser.get(house, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

fn name_for(roles: &Value, agent: Option<u64>) -> String {
    format!("{roles} {agent:?}").chars().take(90).collect()
}

/// A new account, signed in.
async fn account(house: &House, admin: &Browser, roles: Value, agent: Option<u64>) -> Browser {
    let name = name_for(&roles, agent);
    let new = json!({"name": name, "password": PASSWORD, "roles": roles, "agent": agent});
    let made = admin.post(house, "/api/v1/accounts", &new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let mut browser = Browser::default();
    assert_eq!(browser.sign_in(house, &name, PASSWORD).await.status, StatusCode::OK);
    browser
}

/// Whether the gate lets the role to the handler; what the handler then says does not matter here.
async fn is_let_in(house: &House, browser: &Browser, method: &str, path: &str) -> bool {
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
    let path = path.replace("{id}", "1");
    let request = browser.request(method, &path).header(header::CONTENT_TYPE, "application/json");
    let response = house.send(request.body(Body::from("{}")).unwrap()).await;
    assert_ne!(response.status(), StatusCode::UNAUTHORIZED, "{path}");
    response.status() != StatusCode::FORBIDDEN
}

/// Needs no rights, or would end the session that asks; `api_sign_in` asks these.
const LEFT_OUT: [(&str, &str); 16] = [
    ("get", "/healthz"),
    ("get", "/api/v1/setup"),
    ("post", "/api/v1/setup"),
    ("post", "/api/v1/session"),
    ("delete", "/api/v1/session"),
    ("post", "/api/v1/session/code"),
    ("post", "/api/v1/session/enrolment"),
    ("post", "/api/v1/session/enrolment/code"),
    ("get", "/api/v1/sign-in"),
    ("get", "/api/v1/openid/{provider}/start"),
    ("get", "/api/v1/openid/{provider}/callback"),
    ("get", "/iclock/cdata"),
    ("post", "/iclock/cdata"),
    ("get", "/iclock/getrequest"),
    ("post", "/iclock/devicecmd"),
    ("get", "/iclock/ping"),
];

#[tokio::test]
async fn every_route_lets_in_the_roles_of_the_committed_list_and_no_others() {
    let (house, admin) = at_work().await;
    let mut browsers = Vec::new();
    for role in Role::ALL {
        // Each is somebody on the floor too: what is one's own is asked for as such.
        let browser = account(&house, &admin, json!([{"role": role.word()}]), Some(1)).await;
        browsers.push((role, browser));
    }
    let mut list = "# Which roles, held in the whole centre, get beyond the gate of which route. Those that are\n\
                    # meant for some people only are narrowed behind it. Made by the test `api_rights`;\n\
                    # UPDATE_ACCESS=1 writes it anew, and a review reads what changed.\n"
        .to_owned();
    for (method, path) in operations() {
        if LEFT_OUT.contains(&(method.as_str(), path.as_str())) {
            continue;
        }
        let mut roles = Vec::new();
        for (role, browser) in &browsers {
            if is_let_in(&house, browser, &method, &path).await {
                roles.push(role.word());
            }
        }
        assert!(roles.contains(&"administrator"), "{method} {path}");
        let roles =
            if roles.len() == Role::ALL.len() { "everybody".to_owned() } else { roles.join(" ") };
        writeln!(list, "{method} {path}: {roles}").unwrap();
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/access.txt");
    if std::env::var_os("UPDATE_ACCESS").is_some() {
        std::fs::write(&file, &list).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap();
    for (line, wanted) in list.lines().zip(committed.lines()) {
        assert_eq!(line, wanted, "docs/access.txt says otherwise");
    }
    assert_eq!(list.lines().count(), committed.lines().count(), "routes came or went");
    house.close().await;
}

/// A team with people at work, and an agent of another team.
async fn two_teams(house: &House, admin: &Browser) -> (u64, Vec<u64>, u64) {
    let agents = get(house, admin, "/api/v1/agents").await;
    let rows = agents["agents"]["rows"].as_object().unwrap();
    let team = rows.values().find_map(|row| row["team_id"].as_u64()).unwrap();
    let id = |(id, _): (&String, &Value)| id.parse::<u64>().unwrap();
    let own = rows.iter().filter(|(_, row)| row["team_id"] == team).map(id).collect();
    let other = rows.iter().find(|(_, row)| row["team_id"].as_u64().is_some_and(|t| t != team));
    (team, own, other.map(id).unwrap())
}

fn ids(rows: &Value) -> Vec<u64> {
    let mut ids: Vec<u64> =
        rows.as_object().unwrap().keys().map(|id| id.parse().unwrap()).collect();
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn a_leader_sees_the_figures_of_all_and_the_people_of_the_team() {
    let (house, admin) = at_work().await;
    let (team, mut own, other) = two_teams(&house, &admin).await;
    own.sort_unstable();
    let roles = json!([{"role": "team_leader", "team": team}]);
    let leader = account(&house, &admin, roles, None).await;
    assert_eq!(
        get(&house, &leader, "/api/v1/overview").await["overview"]["today"],
        get(&house, &admin, "/api/v1/overview").await["overview"]["today"]
    );

    let agents = get(&house, &leader, "/api/v1/agents").await;
    assert_eq!(ids(&agents["agents"]["rows"]), own);
    let at = agents["agents"]["at"].as_str().unwrap().to_owned();
    let past = get(&house, &leader, &format!("/api/v1/replay?view=agents&at={at}")).await;
    assert_eq!(ids(&past["replay"]["rows"]), own);
    let refused = leader.get(&house, &format!("/api/v1/agents/{other}")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
    get(&house, &leader, &format!("/api/v1/agents/{}", own[0])).await;

    // A queue serves people of several teams, seats too.
    let queues = get(&house, &admin, "/api/v1/queues").await;
    for id in ids(&queues["queues"]["rows"]) {
        let path = format!("/api/v1/queues/{id}");
        let seen = ids(&get(&house, &leader, &path).await["queue"]["members"]);
        assert!(seen.iter().all(|member| own.contains(member)), "{seen:?}");
        let mut all = ids(&get(&house, &admin, &path).await["queue"]["members"]);
        all.retain(|member| own.contains(member));
        assert_eq!(seen, all);
    }
    let seats = get(&house, &leader, "/api/v1/seats/live").await;
    let sitting = seats["seats"]["rows"].as_object().unwrap().values();
    let named: Vec<u64> = sitting.clone().filter_map(|seat| seat["agent"].as_u64()).collect();
    assert!(!named.is_empty() && named.iter().all(|agent| own.contains(agent)), "{named:?}");
    let taken = sitting.filter(|seat| seat["state"] == "occupied").count();
    assert!(taken > named.len(), "that a seat is taken is told of all");

    let table = get(&house, &leader, "/api/v1/figures?by=agent").await;
    let rows = table["figures"]["rows"].as_array().unwrap();
    assert!(rows.iter().all(|row| own.contains(&row["id"].as_u64().unwrap())), "{rows:?}");
    let history = "/api/v1/history?measure=occupancy&by=agent&period=today&step=1h";
    let lines = get(&house, &leader, history).await;
    let lines = lines["history"]["lines"].as_array().unwrap().clone();
    assert!(
        !lines.is_empty() && lines.iter().all(|line| own.contains(&line["id"].as_u64().unwrap()))
    );
    house.close().await;
}

#[tokio::test]
async fn a_leader_lists_and_opens_the_contacts_of_the_team() {
    let (house, admin) = at_work().await;
    let (team, own, other) = two_teams(&house, &admin).await;
    let roles = json!([{"role": "team_leader", "team": team}]);
    let leader = account(&house, &admin, roles, None).await;
    let told = get(&house, &admin, &format!("/api/v1/contacts?limit=500&team={team}")).await;
    let list = get(&house, &leader, "/api/v1/contacts?limit=500").await;
    assert!(list["contacts"].as_array().unwrap().len() > 5);
    assert_eq!(list["contacts"], told["contacts"]);
    let of_agent = get(&house, &leader, &format!("/api/v1/agents/{}/contacts", own[0])).await;
    assert!(of_agent["contacts"].as_array().unwrap().iter().all(|c| c["agent"] == own[0]));
    for path in [
        format!("/api/v1/contacts?team={}", team + 1),
        format!("/api/v1/contacts?agent={other}"),
        format!("/api/v1/agents/{other}/contacts"),
    ] {
        assert_eq!(leader.get(&house, &path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let opened = list["contacts"][0]["id"].as_str().unwrap();
    get(&house, &leader, &format!("/api/v1/contacts/{opened}")).await;
    let all = get(&house, &admin, "/api/v1/contacts?limit=500&outcome=answered").await;
    let is_theirs = |c: &&Value| c["agent"].as_u64().is_some_and(|agent| !own.contains(&agent));
    let theirs = all["contacts"].as_array().unwrap().iter().find(is_theirs).unwrap();
    let theirs = theirs["id"].as_str().unwrap();
    let refused = leader.get(&house, &format!("/api/v1/contacts/{theirs}")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
    let audit = get(&house, &admin, "/api/v1/audit?limit=3").await;
    let looked =
        audit["audit"].as_array().unwrap().iter().filter(|r| r["action"] == "looked_at_contact");
    assert_eq!(looked.count(), 1, "a look that was refused is none: {audit}");

    // Two teams: which of them must be said.
    let roles =
        json!([{"role": "team_leader", "team": team}, {"role": "team_leader", "team": team + 1}]);
    let both = account(&house, &admin, roles, None).await;
    let asked = both.get(&house, "/api/v1/contacts").await;
    assert_eq!(asked.status, StatusCode::BAD_REQUEST, "{}", asked.text());
    get(&house, &both, &format!("/api/v1/contacts?team={}", team + 1)).await;
    house.close().await;
}

#[tokio::test]
async fn an_agent_sees_itself_and_one_without_a_link_nobody() {
    let (house, admin) = at_work().await;
    let (team, own, _) = two_teams(&house, &admin).await;
    let told = get(&house, &admin, &format!("/api/v1/contacts?team={team}&outcome=answered")).await;
    let busy = told["contacts"][0]["agent"].as_u64().unwrap();
    let other = own.iter().copied().find(|id| *id != busy).unwrap();
    let own = [busy];
    let agent = account(&house, &admin, json!([{"role": "agent"}]), Some(own[0])).await;
    let seen = get(&house, &agent, "/api/v1/agents").await;
    assert_eq!(ids(&seen["agents"]["rows"]), [own[0]]);
    get(&house, &agent, &format!("/api/v1/agents/{}", own[0])).await;
    let listed = get(&house, &agent, "/api/v1/contacts?limit=500").await;
    assert!(listed["contacts"].as_array().unwrap().iter().all(|c| c["agent"] == own[0]));
    let opened = listed["contacts"][0]["id"].as_str().unwrap();
    let own_contact = get(&house, &agent, &format!("/api/v1/contacts/{opened}")).await;
    assert!(own_contact["contact"]["customer"].is_null(), "{own_contact}");
    for path in [
        format!("/api/v1/agents/{other}"),
        "/api/v1/overview".to_owned(),
        "/api/v1/stream?view=overview".to_owned(),
        "/api/v1/stream?view=seats".to_owned(),
        "/api/v1/replay?at=2026-11-24T10:00:00%2B08:00".to_owned(),
    ] {
        assert_eq!(agent.get(&house, &path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let unlinked = account(&house, &admin, json!([{"role": "agent"}]), None).await;
    for path in ["/api/v1/agents", "/api/v1/contacts", "/api/v1/stream?view=agents"] {
        assert_eq!(unlinked.get(&house, path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    house.close().await;
}

#[tokio::test]
async fn roles_are_changed_at_once_and_one_administrator_stays() {
    let (house, admin) = at_work().await;
    let mut viewer = account(&house, &admin, json!([{"role": "viewer"}]), None).await;
    assert_eq!(viewer.get(&house, "/api/v1/audit").await.status, StatusCode::FORBIDDEN);
    let accounts = get(&house, &admin, "/api/v1/accounts").await;
    let id = |name: &str| {
        let accounts = accounts["accounts"].as_array().unwrap();
        accounts.iter().find(|a| a["name"].as_str().unwrap().contains(name)).unwrap()["id"].clone()
    };
    let change = async |id: &Value, body: Value| {
        let path = format!("/api/v1/accounts/{id}");
        let request =
            admin.request(Method::PUT, &path).header(header::CONTENT_TYPE, "application/json");
        house.ask(request.body(Body::from(body.to_string())).unwrap()).await
    };
    let auditor = json!({"roles": [{"role": "auditor"}], "is_disabled": false});
    let changed = change(&id("viewer"), auditor.clone()).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    let over = viewer.get(&house, "/api/v1/session").await;
    assert_eq!(over.status, StatusCode::UNAUTHORIZED, "the session of the old roles is over");
    let name = name_for(&json!([{"role": "viewer"}]), None);
    assert_eq!(viewer.sign_in(&house, &name, PASSWORD).await.status, StatusCode::OK);
    let rows = get(&house, &viewer, "/api/v1/audit?limit=2&action=changed_roles").await;
    assert_eq!(rows["audit"][0]["action"], "changed_roles");
    let told = ["before", "after"].map(|name| rows["audit"][0][name].as_str().unwrap().to_owned());
    assert_eq!(told, ["viewer", "auditor"]);
    assert_eq!(viewer.get(&house, "/api/v1/overview").await.status, StatusCode::FORBIDDEN);

    for body in [auditor, json!({"roles": [{"role": "administrator"}], "is_disabled": true})] {
        let refused = change(&id("admin"), body).await;
        assert_eq!(refused.code(), "last_administrator", "{}", refused.text());
    }
    for wrong in [
        json!({"roles": [], "is_disabled": false}),
        json!({"roles": [{"role": "king"}], "is_disabled": false}),
        json!({"roles": [{"role": "viewer", "team": 99_999}], "is_disabled": false}),
        json!({"roles": [{"role": "viewer", "team": 1, "site": 1}], "is_disabled": false}),
        json!({"roles": [{"role": "agent"}], "agent": 99_999, "is_disabled": false}),
    ] {
        let refused = change(&id("viewer"), wrong.clone()).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{wrong}: {}", refused.text());
    }
    let off =
        change(&id("viewer"), json!({"roles": [{"role": "auditor"}], "is_disabled": true})).await;
    assert_eq!(off.status, StatusCode::OK, "{}", off.text());
    assert_eq!(viewer.get(&house, "/api/v1/audit").await.status, StatusCode::UNAUTHORIZED);
    house.close().await;
}

#[tokio::test]
async fn the_table_of_rights_is_what_decides() {
    let (house, admin) = at_work().await;
    let table = get(&house, &admin, "/api/v1/access").await["access"].clone();
    let granted = |action: &str, role: &str| {
        let mut grants = table["grants"].as_array().unwrap().iter();
        grants.any(|grant| grant["action"] == action && grant["role"] == role)
    };
    for role in Role::ALL {
        let browser = account(&house, &admin, json!([{"role": role.word()}]), None).await;
        for (action, path) in [
            ("watch_floor", "/api/v1/overview"),
            ("read_history", "/api/v1/history?measure=offered&period=today"),
            ("read_audit", "/api/v1/audit"),
            ("manage_accounts", "/api/v1/accounts"),
        ] {
            let is_allowed = browser.get(&house, path).await.status == StatusCode::OK;
            assert_eq!(is_allowed, granted(action, role.word()), "{role:?} {path}");
        }
        let session = get(&house, &browser, "/api/v1/session").await;
        let may = session["session"]["may"].as_array().unwrap();
        let watches = may.iter().any(|action| action == "watch_floor");
        assert_eq!(watches, granted("watch_floor", role.word()), "{role:?}");
    }
    house.close().await;
}
