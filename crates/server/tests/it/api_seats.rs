//! Floor plans kept and refused, who sits where, how much, and which seat is free.

use crate::api::{Answer, Browser, House};
use crate::api_story::Teller;
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use domain::Duration;
use serde_json::{Value, json};

async fn put(house: &House, browser: &Browser, path: &str, body: &Value) -> Answer {
    let request = browser.request(Method::PUT, path);
    let request = request.header(header::CONTENT_TYPE, "application/json");
    house.ask(request.body(Body::from(body.to_string())).unwrap()).await
}

async fn get(house: &House, admin: &Browser, path: &str) -> Value {
    let answer = admin.get(house, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

/// Two sites, eight and one seats; a1 of team t1 sits at A-01 from second 0.
async fn seated(house: &House, admin: &Browser) -> Teller {
    let mut teller = Teller::new(house, admin).await;
    let mut story = vec![];
    let names: Vec<String> = (1..=8).map(|number| format!("A-{number:02}")).collect();
    let seat =
        |name: &str, site: &str| json!({"seat": name, "key": name, "name": name, "site": site});
    for name in &names {
        story.push((0, "seat_registered", seat(name, "东")));
    }
    story.push((0, "seat_registered", seat("W-01", "=西")));
    story.push((0, "agent_registered", json!({"agent": "a1", "key": "a1", "name": "示例一"})));
    story.push((0, "agent_assigned", json!({"agent": "a1", "team": "t1"})));
    story.push((0, "agent_signed_in", json!({"agent": "a1", "seat": "A-01"})));
    story.push((0, "agent_state_changed", json!({"agent": "a1", "state": "available"})));
    story.push((1, "seat_state_set", json!({"seat": "A-02", "state": "reserved"})));
    story.push((1, "seat_state_set", json!({"seat": "A-03", "state": "out_of_order"})));
    teller.tell(house, &story).await;
    house.desk.engine.settle().await;
    teller
}

async fn floor(house: &House, admin: &Browser) -> Value {
    let made = admin.post(house, "/api/v1/floors", &json!({"site": 0, "name": "三楼"})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()["floor"].clone()
}

#[tokio::test]
async fn a_site_that_nobody_has_drawn_stands_in_rows() {
    let (house, admin) = House::furnished().await;
    seated(&house, &admin).await;
    let floors = get(&house, &admin, "/api/v1/floors").await["floors"].clone();
    assert_eq!(floors.as_array().unwrap().len(), 2, "{floors}");
    assert_eq!(floors[0]["id"], Value::Null);
    assert_eq!(floors[0]["layout"]["seats"].as_array().unwrap().len(), 8);
    assert_eq!(floors[1]["site_name"], "=西");
    house.close().await;
}

#[tokio::test]
async fn a_plan_is_kept_and_an_older_change_is_refused_with_what_differs() {
    let (house, admin) = House::furnished().await;
    seated(&house, &admin).await;
    let made = floor(&house, &admin).await;
    assert_eq!(made["revision"], 1);
    let path = format!("/api/v1/floors/{}", made["id"]);
    let mut layout = made["layout"].clone();
    layout["seats"][7]["y"] = json!(layout["height"].as_u64().unwrap() - 1);
    let change = json!({"name": "三楼", "layout": layout, "revision": 1});
    let changed = put(&house, &admin, &path, &change).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    assert_eq!(changed.json()["floor"]["revision"], 2);

    let late = json!({"name": "三楼", "layout": made["layout"], "revision": 1});
    let refused = put(&house, &admin, &path, &late).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (StatusCode::CONFLICT, "changed_meanwhile")
    );
    assert!(refused.text().contains("1 stand otherwise"), "{}", refused.text());

    let mut upon = layout.clone();
    upon["seats"][0]["x"] = upon["seats"][1]["x"].clone();
    let upon = json!({"name": "三楼", "layout": upon, "revision": 2});
    assert_eq!(put(&house, &admin, &path, &upon).await.status, StatusCode::BAD_REQUEST);
    let same_name = admin.post(&house, "/api/v1/floors", &json!({"site": 0, "name": "三楼"})).await;
    assert_eq!(same_name.status, StatusCode::CONFLICT);
    let twice = json!({"site": 0, "name": "四楼", "layout": made["layout"]});
    assert_eq!(admin.post(&house, "/api/v1/floors", &twice).await.status, StatusCode::BAD_REQUEST);

    let audit = get(&house, &admin, "/api/v1/audit").await.to_string();
    assert!(audit.contains("created_floor") && audit.contains("changed_floor"), "{audit}");
    assert_eq!(admin.delete(&house, &path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(admin.get(&house, &path).await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn who_watches_the_floor_reads_plans_and_changes_none() {
    let (house, admin) = House::furnished().await;
    seated(&house, &admin).await;
    let path = format!("/api/v1/floors/{}", floor(&house, &admin).await["id"]);
    let account =
        json!({"name": "viewer", "password": crate::api::PASSWORD, "roles": [{"role": "viewer"}]});
    assert_eq!(admin.post(&house, "/api/v1/accounts", &account).await.status, StatusCode::CREATED);
    let mut viewer = Browser::default();
    viewer.sign_in(&house, "viewer", crate::api::PASSWORD).await;
    for open in [path.as_str(), "/api/v1/floors", "/api/v1/floors.csv", "/api/v1/seats/live"] {
        assert_eq!(viewer.get(&house, open).await.status, StatusCode::OK, "{open}");
    }
    let new = json!({"site": 1, "name": "一楼"});
    assert_eq!(viewer.post(&house, "/api/v1/floors", &new).await.status, StatusCode::FORBIDDEN);
    let file = json!({"text": "", "is_preview": true});
    let import = viewer.post(&house, "/api/v1/floors/import", &file).await;
    assert_eq!(import.status, StatusCode::FORBIDDEN);
    assert_eq!(viewer.delete(&house, &path).await.status, StatusCode::FORBIDDEN);
    house.close().await;
}

#[tokio::test]
async fn an_import_names_every_error_and_keeps_all_or_nothing() {
    let (house, admin) = House::furnished().await;
    seated(&house, &admin).await;
    let import = async |text: &str, is_preview: bool| {
        let file = json!({"text": text, "is_preview": is_preview});
        admin.post(&house, "/api/v1/floors/import", &file).await.json()["import"].clone()
    };
    let wrong = "职场,楼层,座席,横向,纵向,朝向,分区\r\n东,三楼,A-01,1,1,,\r\n南,三楼,A-02,1,2,,\r\n\
                 东,三楼,A-99,1,3,,\r\n东,三楼,W-01,1,4,,\r\n东,三楼,A-04,x,400,45,\r\n\
                 东,三楼,A-01,2,1,,\r\n东,三楼,A-05,1,1,,\r\n";
    let report = import(wrong, false).await;
    let errors = report["errors"].as_array().unwrap().clone();
    let told: Vec<_> = errors
        .iter()
        .map(|e| {
            (e["row"].as_u64().unwrap(), e["column"].as_str().unwrap(), e["code"].as_str().unwrap())
        })
        .collect();
    let expected = [
        (3, "site", "unknown_site"),
        (4, "seat", "unknown_seat"),
        (5, "seat", "other_site"),
        (6, "x", "not_a_number"),
        (6, "y", "off_grid"),
        (6, "turn", "bad_turn"),
        (7, "seat", "seat_twice"),
        (8, "x", "place_taken"),
    ];
    assert_eq!(told, expected);
    assert_eq!(report["is_written"], false);
    let floors = get(&house, &admin, "/api/v1/floors").await;
    assert_eq!(floors["floors"][0]["id"], Value::Null, "nothing was kept");

    let good =
        "site,floor,seat,x,y,turn,zone\n东,三楼,A-01,1,1,90,\"靠窗, 南\"\n=西,一楼,W-01,0,0,,\n";
    let preview = import(good, true).await;
    assert_eq!(
        (&preview["is_written"], &preview["floors"][0]["added"]),
        (&json!(false), &json!(1))
    );
    assert_eq!(get(&house, &admin, "/api/v1/floors").await["floors"][0]["id"], Value::Null);
    assert_eq!(import(good, false).await["is_written"], true);
    let csv = admin.get(&house, "/api/v1/floors.csv").await.text();
    assert!(csv.contains("\"'=西\",一楼,W-01,0,0,0,"), "guarded: {csv}");
    let again = import(&csv, true).await;
    assert_eq!(again["errors"], json!([]), "the export is an import");
    for floor in again["floors"].as_array().unwrap() {
        assert_eq!(
            (&floor["added"], &floor["moved"], &floor["removed"]),
            (&json!(0), &json!(0), &json!(0))
        );
    }
    house.close().await;
}

#[tokio::test]
async fn a_seat_says_who_sits_there_and_a_free_one_is_found_near_the_team() {
    let (house, admin) = House::furnished().await;
    seated(&house, &admin).await;
    let live = get(&house, &admin, "/api/v1/seats/live").await["seats"].clone();
    let row = |name: &str| {
        let rows = live["rows"].as_object().unwrap();
        rows.values().find(|row| row["name"] == name).unwrap().clone()
    };
    assert_eq!(
        (&row("A-01")["state"], &row("A-01")["agent_name"]),
        (&json!("occupied"), &json!("示例一"))
    );
    assert_eq!(row("A-01")["agent_state"], "available");
    assert_eq!(row("A-02")["state"], "reserved");
    assert_eq!(row("A-03")["state"], "out_of_order");
    assert_eq!(row("A-04")["state"], "free");
    assert_eq!(live["seats"], json!({"occupied": 1, "free": 6, "reserved": 1, "out_of_order": 1}));

    let team = row("A-01")["team_id"].clone();
    let free = get(&house, &admin, &format!("/api/v1/seats/free?site=0&team={team}")).await;
    let first = &free["free"][0];
    assert_eq!((&first["name"], &first["distance"]), (&json!("A-04"), &json!(3)));
    assert_eq!(first["near"], "示例一");
    assert_eq!(free["free"].as_array().unwrap().len(), 5, "not reserved, not out of order: {free}");
    let none = get(&house, &admin, "/api/v1/seats/free?zone=nowhere").await;
    assert_eq!(none["free"], json!([]));
    let wrong = admin.get(&house, "/api/v1/seats/free?hours=13").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    house.close().await;
}

#[tokio::test]
async fn the_use_of_seats_is_what_the_spans_say() {
    let (house, admin) = House::furnished().await;
    let mut teller = seated(&house, &admin).await;
    let day = get(&house, &admin, "/api/v1/seats/live").await["seats"]["at"].clone();
    let day = day.as_str().unwrap().get(..10).unwrap().to_owned();
    let call =
        json!({"contact": "c1", "channel": "voice", "direction": "inbound", "external": "c1"});
    let with = json!({"contact": "c1", "agent": "a1"});
    let story = [
        (600, "contact_arrived", call),
        (600, "contact_answered", with.clone()),
        (1_200, "contact_released", json!({"contact": "c1", "agent": "a1", "by": "customer"})),
        (1_200, "contact_ended", json!({"contact": "c1", "by": "customer"})),
        (2_400, "agent_signed_out", json!({"agent": "a1"})),
    ];
    teller.tell(&house, &story).await;
    let settled = house.desk.engine.now().plus(Duration::from_minutes(180));
    house.desk.clock.set(settled);
    house.desk.engine.tick().await;
    house.desk.engine.settle().await;
    let live = get(&house, &admin, "/api/v1/seats/live").await;
    let rows = live["seats"]["rows"].as_object().unwrap();
    let (seat, _) = rows.iter().find(|(_, row)| row["name"] == "A-01").unwrap();
    let path = format!("/api/v1/seats/use?from={day}&to={day}&seat={seat}");
    let used = get(&house, &admin, &path).await["use"].clone();
    let at = |name: &str| domain::Timestamp::parse(used[name].as_str().unwrap()).unwrap();
    let period = at("to").since(at("from")).micros() as f64 / 1e6;
    let share = |seconds: f64| (seconds / period * 10_000.0).round() / 10_000.0;
    // Signed in for 40 minutes, in conversation for 10 of them.
    assert_eq!(used["whole"]["occupied"], share(2_400.0), "{used}");
    assert_eq!(used["whole"]["conversation"], share(600.0));
    assert_eq!(used["seats"][seat]["occupied"], share(2_400.0));
    let hours = used["hours"].as_array().unwrap();
    assert_eq!(hours.len(), 168);
    let sum: f64 = hours.iter().filter_map(|hour| hour["shares"]["occupied"].as_f64()).sum();
    // The hours that are over whole weigh 3 600 s each.
    assert!((sum * 3_600.0 - 2_400.0).abs() < 60.0, "{sum}");
    let backwards = format!("/api/v1/seats/use?from={day}&to=2020-01-01");
    assert_eq!(admin.get(&house, &backwards).await.status, StatusCode::BAD_REQUEST);
    house.close().await;
}

/// A seat marked by a person: shown at once, found by nobody who looks for a free one, audited.
#[tokio::test]
async fn a_seat_is_marked_and_the_mark_taken_back() {
    let (house, admin) = House::furnished().await;
    seated(&house, &admin).await;
    let rows = async || get(&house, &admin, "/api/v1/seats/live").await["seats"]["rows"].clone();
    let before = rows().await;
    let id_of = |name: &str| {
        let rows = before.as_object().unwrap();
        rows.iter().find(|(_, row)| row["name"] == name).unwrap().0.clone()
    };
    let (free, taken) = (id_of("A-04"), id_of("A-01"));
    let path = |id: &str| format!("/api/v1/seats/{id}/state");
    for mark in ["out_of_order", "reserved", "free"] {
        let marked = put(&house, &admin, &path(&free), &json!({"state": mark})).await;
        assert_eq!(marked.status, StatusCode::NO_CONTENT, "{mark}: {}", marked.text());
        assert_eq!(rows().await[&free]["state"], mark);
        let found = get(&house, &admin, "/api/v1/seats/free?site=0").await;
        let is_found = found["free"].as_array().unwrap().iter().any(|seat| seat["name"] == "A-04");
        assert_eq!(is_found, mark == "free", "{mark}: {found}");
    }
    let refused = put(&house, &admin, &path(&taken), &json!({"state": "out_of_order"})).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
    assert_eq!(refused.json()["code"], "seat_taken");
    let unknown = put(&house, &admin, &path("9999"), &json!({"state": "free"})).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let audit = get(&house, &admin, "/api/v1/audit").await.to_string();
    assert_eq!(audit.matches("marked_seat").count(), 3, "{audit}");
    house.close().await;
}
