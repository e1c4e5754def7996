//! Settings: tried, changed whole or not at all, kept, and seen again in a replay.

use crate::api::{Browser, House, PASSWORD};
use crate::api_story::morning;
use axum::http::StatusCode;
use domain::Duration;
use domain::opening::OpeningHours;
use journal::Event;
use journal::registry::{HOUSE, SETTINGS};
use serde_json::{Value, json};
use server::config::{Config, Named, Queue, ServiceLevel};
use server::engine::Stated;
use tokio_util::sync::CancellationToken;

async fn read(house: &House, admin: &Browser) -> Value {
    let answer = admin.get(house, "/api/v1/settings").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["settings"].clone()
}

async fn preview(house: &House, admin: &Browser, changes: &Value) -> Value {
    let body = json!({"changes": changes});
    let answer = admin.post(house, "/api/v1/settings/preview", &body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["preview"].clone()
}

/// Previews and applies.
async fn apply(house: &House, admin: &Browser, changes: &Value) -> Value {
    let digest = preview(house, admin, changes).await["digest"].clone();
    let body = json!({"changes": changes, "digest": digest});
    let answer = admin.post(house, "/api/v1/settings", &body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["applied"].clone()
}

/// The kinds of records that people's settings left in the journal.
async fn journaled(house: &House) -> Vec<&'static str> {
    let records = house.desk.journal().await;
    records.iter().filter(|r| r.source == SETTINGS).map(|r| r.event.kind()).collect()
}

fn named(name: &str) -> Value {
    json!({"kind": "display_name", "of": "queue", "id": 0, "name": name})
}

fn week(span: &str) -> Value {
    json!({"zone": null, "week": vec![vec![span]; 7], "exceptions": []})
}

fn open(span: &str) -> Value {
    json!({"kind": "opening_hours", "queue": 0, "hours": week(span)})
}

#[tokio::test]
async fn a_preview_shows_before_and_after_and_changes_nothing() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let before = read(&house, &admin).await;
    let changes = json!([
        named("综合咨询"),
        {"kind": "target", "queue": null, "definition": 1, "share": 0.9},
        open("08:00-20:00"),
    ]);
    let preview = preview(&house, &admin, &changes).await;
    assert_eq!(preview["is_applicable"], true);
    let digest = before["digest"].as_str().unwrap();
    assert!(preview["digest"].as_str().unwrap().starts_with(digest), "{preview}");
    let planned = &preview["changes"];
    assert_eq!(planned[0]["fields"][0]["before"], json!({"text": "综合"}));
    assert_eq!(planned[0]["fields"][0]["after"], json!({"text": "综合咨询"}));
    let follow = json!([{"reach": "queues_follow", "count": 1}]);
    assert_eq!(planned[1]["touches"], follow);
    assert_eq!(planned[2]["effective_from"], "2026-11-22T00:35:00.000000Z");
    let stay = json!([{"reach": "contacts_today", "count": 4}]);
    assert_eq!(planned[2]["touches"], stay);
    assert_eq!(planned[2]["fields"][0]["before"], "nothing");
    assert_eq!(read(&house, &admin).await, before);
    assert!(journaled(&house).await.is_empty());
    house.close().await;
}

#[tokio::test]
async fn changes_are_made_and_journaled_and_stand_in_the_list_with_who_made_them() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let changes = json!([
        named("综合咨询"),
        open("08:00-20:00"),
        {"kind": "target", "queue": 0, "definition": 1, "share": 0.855},
        {"kind": "add_site", "name": "武汉职场", "zone": "Asia/Shanghai"},
        {"kind": "queue_place", "queue": 0, "skill": 0, "site": 0},
        {"kind": "break_limit", "reason": "meal", "limit_s": 2700},
    ]);
    let applied = apply(&house, &admin, &changes).await;
    assert_eq!(applied["records"], 6);
    let kinds = [
        "display_name_set",
        "opening_hours_set",
        "target_set",
        "site_registered",
        "queue_placed",
        "break_allowance_set",
    ];
    assert_eq!(journaled(&house).await, kinds);
    let queue = &read(&house, &admin).await["queues"][0];
    assert_eq!(queue["name"], "综合咨询");
    assert_eq!((&queue["own_name"], &queue["name_origin"]), (&json!("综合"), &json!("settings")));
    assert_eq!(queue["targets"][0]["share"], 0.855);
    assert_eq!((&queue["site"], &queue["hours_origin"]), (&json!(0), &json!("settings")));
    assert_eq!(queue["hours"][0]["hours"]["week"][6], json!(["08:00-20:00"]));
    let shown = admin.get(&house, "/api/v1/queues/0").await.json();
    assert_eq!(shown["queue"]["name"], "综合咨询");
    let list = admin.get(&house, "/api/v1/settings/changes?limit=3").await.json();
    let rows = list["changes"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0]["actor"], "admin");
    assert_eq!(rows[0]["fields"][0]["after"], json!({"seconds": 2700.0}));
    assert_eq!(rows[1]["subject"]["name"], "综合咨询");
    let older = list["meta"]["next_before"].as_str().unwrap();
    let path = format!("/api/v1/settings/changes?before={older}");
    assert_eq!(admin.get(&house, &path).await.json()["changes"].as_array().unwrap().len(), 3);
    house.close().await;
}

#[tokio::test]
async fn one_change_that_cannot_be_made_stops_them_all() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let changes = json!([named("综合咨询"), open("08:00-8")]);
    let preview = preview(&house, &admin, &changes).await;
    assert_eq!(preview["is_applicable"], false);
    assert_eq!(preview["changes"][0]["problem"], Value::Null);
    assert_eq!(preview["changes"][1]["problem"]["code"], "bad_span");
    assert_eq!(preview["changes"][1]["problem"]["place"], "hours.week.0.0");
    let body = json!({"changes": changes, "digest": preview["digest"]});
    let answer = admin.post(&house, "/api/v1/settings", &body).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text().contains("Change 2, hours.week.0.0"), "{}", answer.text());
    assert!(journaled(&house).await.is_empty());
    assert_eq!(read(&house, &admin).await["queues"][0]["name"], "综合");
    let list = admin.get(&house, "/api/v1/settings/changes").await.json();
    assert_eq!(list["changes"], json!([]));
    house.close().await;
}

#[tokio::test]
async fn a_preview_that_is_out_of_date_is_not_applied() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let mine = json!([named("综合一")]);
    let digest = preview(&house, &admin, &mine).await["digest"].clone();
    apply(&house, &admin, &json!([open("08:00-20:00")])).await;
    let body = json!({"changes": mine, "digest": digest});
    let answer = admin.post(&house, "/api/v1/settings", &body).await;
    assert_eq!((answer.status, &*answer.code()), (StatusCode::CONFLICT, "settings_moved"));
    assert_eq!(read(&house, &admin).await["queues"][0]["name"], "综合");
    assert_eq!(journaled(&house).await, ["opening_hours_set"]);
    apply(&house, &admin, &mine).await;
    assert_eq!(read(&house, &admin).await["queues"][0]["name"], "综合一");
    house.close().await;
}

#[tokio::test]
async fn a_preview_of_hours_that_would_hold_from_a_moment_now_past_is_not_applied() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let now = json!([{"kind": "target", "queue": null, "definition": 1, "share": 0.9}]);
    let dated = json!([open("08:00-20:00")]);
    let [at_once, later] =
        [preview(&house, &admin, &now).await, preview(&house, &admin, &dated).await];
    house.desk.clock.advance(Duration::from_minutes(5));
    let body = json!({"changes": dated, "digest": later["digest"]});
    let answer = admin.post(&house, "/api/v1/settings", &body).await;
    assert_eq!(answer.code(), "settings_moved");
    let body = json!({"changes": now, "digest": at_once["digest"]});
    let answer = admin.post(&house, "/api/v1/settings", &body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    house.close().await;
}

#[tokio::test]
async fn what_the_journal_did_not_take_does_not_stand_among_the_changes() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    apply(&house, &admin, &json!([named("一")])).await;
    let list = admin.get(&house, "/api/v1/settings/changes").await.json();
    let number = list["changes"][0]["number"].as_u64().unwrap();
    let entry = store::AuditEntry {
        at: house.desk.engine.now(),
        actor: "admin",
        action: "did_not_change_settings",
        object: &format!("{number}-{number}: the journal cannot be written"),
        origin: "",
        ..store::AuditEntry::default()
    };
    house.desk.store.audit(entry).await.unwrap();
    let list = admin.get(&house, "/api/v1/settings/changes").await.json();
    assert_eq!(list["changes"], json!([]));
    house.close().await;
}

#[tokio::test]
async fn the_writer_itself_refuses_what_was_planned_for_other_settings() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let digest = house.desk.engine.read(live::Live::settings_digest);
    let event = Event::TargetSet { queue: None, definition: 1, permille: 900 };
    let refused = house.desk.engine.set(digest ^ 1, vec![event.clone()]).await;
    assert_eq!(refused, Err(server::engine::SetError::Moved));
    assert!(journaled(&house).await.is_empty());
    assert_eq!(house.desk.engine.set(digest, vec![event]).await.unwrap().stored, 1);
    house.close().await;
}

#[tokio::test]
async fn only_an_administrator_sees_and_changes_settings() {
    let (house, admin) = House::furnished().await;
    let new = json!({"name": "看板", "password": PASSWORD, "roles": [{"role": "viewer"}]});
    admin.post(&house, "/api/v1/accounts", &new).await;
    let mut viewer = Browser::default();
    viewer.sign_in(&house, "看板", PASSWORD).await;
    for path in ["/api/v1/settings", "/api/v1/settings/changes"] {
        assert_eq!(viewer.get(&house, path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(house.get(path).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let body = json!({"changes": [], "digest": ""});
    let answer = viewer.post(&house, "/api/v1/settings", &body).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let body = json!({"changes": []});
    let answer = viewer.post(&house, "/api/v1/settings/preview", &body).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    house.close().await;
}

#[tokio::test]
async fn what_people_set_is_there_after_a_restart_and_whatever_the_source_says() {
    let (house, admin) = House::furnished().await;
    let mut teller = morning(&house, &admin).await;
    let then = house.desk.engine.now();
    house.desk.clock.advance(Duration::from_secs(10));
    let target = json!({"kind": "target", "queue": null, "definition": 1, "share": 0.9});
    apply(&house, &admin, &json!([named("综合咨询"), open("08:00-20:00"), target])).await;
    let again = json!({"queue": "q_gen", "key": "q_gen", "name": "General", "skill": "billing"});
    teller.tell(&house, &[(130, "queue_registered", again)]).await;
    let house = house.restarted(Config::default()).await;
    let settings = read(&house, &admin).await;
    let queue = &settings["queues"][0];
    assert_eq!((&queue["name"], &queue["own_name"]), (&json!("综合咨询"), &json!("General")));
    assert_eq!(queue["hours"][0]["hours"]["week"][0], json!(["08:00-20:00"]));
    assert_eq!(settings["definitions"][0]["target"], 0.9);
    assert_eq!(settings["definitions"][0]["target_origin"], "settings");
    let path = format!("/api/v1/replay?view=queues&at={then}");
    let past = admin.get(&house, &path).await;
    assert_eq!(past.status, StatusCode::OK, "{}", past.text());
    assert!(past.text().contains("\"综合\""), "{}", past.text());
    let live = house.desk.engine.live_at(then).await.unwrap();
    assert_eq!(live.target(None, 1), None);
    apply(&house, &admin, &json!([{"kind": "display_name", "of": "queue", "id": 0, "name": null}]))
        .await;
    assert_eq!(read(&house, &admin).await["queues"][0]["name"], "General");
    house.close().await;
}

#[tokio::test]
async fn what_the_file_sets_is_shown_as_the_files_and_refused() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let source = house.desk.engine.read(|live| {
        let queue = &live.names().queues[&domain::QueueId(0)];
        live.names().sources[&queue.source].key.clone()
    });
    let hours = Some(OpeningHours::default());
    let config = Config {
        queues: vec![Queue { source, key: "q_gen".into(), hours }],
        named: Named { centre_name: true, ..Named::default() },
        service_level: ServiceLevel { without_closed_hours: Some(false) },
        ..Config::default()
    };
    let house = house.restarted(config).await;
    let settings = read(&house, &admin).await;
    assert_eq!(settings["queues"][0]["hours_origin"], "file");
    assert_eq!(settings["centre"]["name_origin"], "file");
    assert_eq!(settings["definitions"][0]["closed_hours_origin"], "file");
    let changes = json!([
        open("08:00-20:00"),
        {"kind": "centre", "name": "另一家"},
        {"kind": "definition", "definition": 1, "rule": "of_answered", "threshold_s": 20.0,
         "short_s": 5.0, "without_closed_hours": true},
        {"kind": "definition", "definition": 2, "rule": "of_answered", "threshold_s": 20.0,
         "short_s": 5.0, "without_closed_hours": false},
    ]);
    let planned = preview(&house, &admin, &changes).await["changes"].clone();
    for place in 0..3 {
        assert_eq!(planned[place]["problem"]["code"], "set_in_file", "{planned}");
        let remedy = planned[place]["problem"]["remedy"].as_str().unwrap();
        assert!(remedy.contains("callboard.toml"), "{remedy}");
    }
    assert_eq!(planned[3]["problem"], Value::Null);
    house.close().await;
}

#[tokio::test]
async fn hours_that_people_set_are_not_taken_back_by_a_file_that_does_not_name_the_queue() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    apply(&house, &admin, &json!([open("08:00-20:00")])).await;
    let engine = house.desk.engine.clone();
    server::hours::tell(engine, Vec::new(), CancellationToken::new()).await;
    assert_eq!(read(&house, &admin).await["queues"][0]["hours_origin"], "settings");
    let hours = Event::OpeningHoursSet {
        queue: domain::QueueId(0),
        effective_from: domain::Timestamp::MIN,
        hours: Some(Box::default()),
    };
    house.desk.engine.state(HOUSE, vec![Stated::now(hours)]).await.unwrap();
    let engine = house.desk.engine.clone();
    server::hours::tell(engine, Vec::new(), CancellationToken::new()).await;
    let told = house.desk.journal().await.into_iter().filter(|r| r.source == HOUSE);
    let told = told.filter(|r| matches!(r.event, Event::OpeningHoursSet { .. })).count();
    assert_eq!(told, 2, "what the file told is taken back by it");
    house.close().await;
}

#[tokio::test]
async fn a_definition_gets_a_next_version_and_the_old_one_stays() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let definition = |from: Value| {
        json!({"kind": "definition", "definition": 1, "rule": "of_offered", "threshold_s": 20.0,
               "short_s": 5.0, "without_closed_hours": true, "effective_from": from})
    };
    let far = "2026-12-01T00:00:00Z";
    let applied = apply(&house, &admin, &json!([definition(json!(far))])).await;
    let planned = &applied["changes"][0];
    assert_eq!(planned["effective_from"], "2026-12-01T00:00:00.000000Z");
    assert_eq!(planned["warnings"], json!([{"caution": "no_hours", "detail": null}]));
    let versions = &applied["settings"]["definitions"][0]["versions"];
    assert_eq!(versions[0]["is_in_force"], true);
    assert_eq!((&versions[1]["version"], &versions[1]["rule"]), (&json!(2), &json!("of_offered")));
    let sooner = preview(&house, &admin, &json!([definition(Value::Null)])).await;
    let warning = json!({"caution": "later_stands", "detail": "2026-12-01T00:00:00.000000Z"});
    assert_eq!(sooner["changes"][0]["warnings"][0], warning);
    let shown = admin.get(&house, "/api/v1/overview").await.json();
    assert_eq!(shown["overview"]["definition"]["version"], 1);
    house.close().await;
}

#[tokio::test]
async fn a_day_that_is_over_keeps_the_version_that_held_when_it_ended() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let version = async |path: &str, of: &str| {
        let answer = admin.get(&house, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()[of]["definition"]["version"].as_u64().unwrap()
    };
    let days = async || {
        let history = |period| format!("/api/v1/history?measure=service_level&period={period}");
        [
            version(&history("yesterday"), "history").await,
            version(&history("today"), "history").await,
            version("/api/v1/curve?day=2026-11-21", "curve").await,
            version("/api/v1/curve", "curve").await,
        ]
    };
    assert_eq!(days().await, [1, 1, 1, 1]);
    let next = json!([{"kind": "definition", "definition": 1, "rule": "of_offered",
        "threshold_s": 20.0, "short_s": 5.0, "without_closed_hours": false}]);
    apply(&house, &admin, &next).await;
    assert_eq!(days().await, [1, 1, 1, 1], "it holds from the next five minutes on");
    house.desk.clock.advance(Duration::from_minutes(5));
    house.desk.engine.tick().await;
    assert_eq!(days().await, [1, 2, 1, 2]);
    house.close().await;
}

/// Each of these is refused with its code, at its place.
const REFUSED: [(&str, &str, &str); 26] = [
    (r#"{"kind":"display_name","of":"queue","id":99,"name":"x"}"#, "unknown", "id"),
    (r#"{"kind":"display_name","of":"queue","id":0,"name":" "}"#, "name_empty", "name"),
    (r#"{"kind":"display_name","of":"queue","id":0,"name":"x "}"#, "name_unclean", "name"),
    (r#"{"kind":"display_name","of":"queue","id":0,"name":null}"#, "nothing_to_remove", "name"),
    (r#"{"kind":"target","queue":0,"definition":1,"share":1.01}"#, "out_of_range", "share"),
    (r#"{"kind":"target","queue":0,"definition":1,"share":-0.1}"#, "out_of_range", "share"),
    (r#"{"kind":"target","queue":0,"definition":9,"share":0.9}"#, "unknown", "definition"),
    (r#"{"kind":"target","queue":9,"definition":1,"share":0.9}"#, "unknown", "queue"),
    (r#"{"kind":"target","queue":0,"definition":1,"share":null}"#, "nothing_to_remove", "share"),
    (r#"{"kind":"queue_place","queue":0,"skill":9,"site":null}"#, "unknown", "skill"),
    (r#"{"kind":"queue_place","queue":0,"skill":null,"site":9}"#, "unknown", "site"),
    (r#"{"kind":"centre","zone":"Asia/Beijing"}"#, "bad_zone", "zone"),
    (r#"{"kind":"centre","business_day_start":"4:00"}"#, "bad_time", "business_day_start"),
    (r#"{"kind":"add_site","name":"","zone":"UTC"}"#, "name_empty", "name"),
    (r#"{"kind":"add_skill","name":"账单","key":"billing"}"#, "key_taken", "key"),
    (r#"{"kind":"break_limit","reason":"lunch","limit_s":60}"#, "unknown", "reason"),
    (r#"{"kind":"break_limit","reason":"meal","limit_s":0}"#, "out_of_range", "limit_s"),
    (
        r#"{"kind":"definition","definition":1,"rule":"of_offered","threshold_s":21,"short_s":5,"without_closed_hours":false}"#,
        "not_a_threshold",
        "threshold_s",
    ),
    (
        r#"{"kind":"opening_hours","queue":0,"hours":null,"effective_from":"2026-11-22T00:00:00Z"}"#,
        "in_the_past",
        "effective_from",
    ),
    (
        r#"{"kind":"opening_hours","queue":0,"hours":null,"effective_from":"2026-11-23T00:01:00Z"}"#,
        "off_grid",
        "effective_from",
    ),
    (r#"{"kind":"opening_hours","queue":0,"hours":{"week":[]}}"#, "bad_week", "hours.week"),
    (
        r#"{"kind":"opening_hours","queue":0,"hours":{"week":[["08:00-12:00","11:00-20:00"],[],[],[],[],[],[]]}}"#,
        "spans_overlap",
        "hours.week.0.1",
    ),
    (
        r#"{"kind":"opening_hours","queue":0,"hours":{"week":[[],["08:01-12:00"],[],[],[],[],[]]}}"#,
        "span_off_grid",
        "hours.week.1.0",
    ),
    (
        r#"{"kind":"opening_hours","queue":0,"hours":{"week":[[],[],[],[],[],[],[]],"exceptions":[{"date":"10-01","spans":[]}]}}"#,
        "bad_date",
        "hours.exceptions.0.date",
    ),
    (
        r#"{"kind":"opening_hours","queue":0,"hours":{"week":[[],[],[],[],[],[],[]],"exceptions":[{"date":"2026-10-01","spans":[]},{"date":"2026-10-01","spans":[]}]}}"#,
        "date_twice",
        "hours.exceptions.1.date",
    ),
    (
        r#"{"kind":"opening_hours","queue":0,"hours":{"zone":"Mars","week":[[],[],[],[],[],[],[]]}}"#,
        "bad_zone",
        "hours.zone",
    ),
];

#[tokio::test]
async fn what_cannot_be_is_refused_with_its_place_and_a_remedy() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    for (change, code, place) in REFUSED {
        let change: Value = serde_json::from_str(change).unwrap();
        let planned = preview(&house, &admin, &json!([change])).await["changes"][0].clone();
        let problem = &planned["problem"];
        assert_eq!(
            (&problem["code"], &problem["place"]),
            (&json!(code), &json!(place)),
            "{change}"
        );
        assert!(problem["remedy"].as_str().unwrap().len() > 10, "{problem}");
    }
    let twice = json!([named("一"), named("二")]);
    let planned = preview(&house, &admin, &twice).await["changes"].clone();
    assert_eq!(planned[1]["problem"]["code"], "changed_twice");
    let body = json!({"changes": [{"kind": "paint", "queue": 0}]});
    let answer = admin.post(&house, "/api/v1/settings/preview", &body).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    house.close().await;
}

#[tokio::test]
async fn what_may_not_be_meant_is_said_and_allowed() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let hours = json!({
        "week": [["22:00-06:00"], ["05:00-20:00"], [], [], [], [], []],
        "exceptions": [{"date": "2026-10-01", "spans": [], "name": "国庆节"}],
    });
    let changes = json!([
        {"kind": "opening_hours", "queue": 0, "hours": hours},
        {"kind": "target", "queue": 0, "definition": 2, "share": 0.8},
        {"kind": "add_skill", "name": "billing", "key": "billing-2"},
        named("综合"),
    ]);
    let planned = preview(&house, &admin, &changes).await;
    let cautions = |place: usize| {
        let warnings = planned["changes"][place]["warnings"].as_array().unwrap().clone();
        let of = |one: &Value| format!("{} {}", one["caution"], one["detail"]).replace('"', "");
        warnings.iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(
        cautions(0),
        [
            "closed_weekday 3,4,5,6,7",
            "overlaps_next_day 1",
            "past_date 2026-10-01",
            "nobody_open 3,4,5,6,7"
        ]
    );
    assert_eq!(cautions(1), ["unmeasured null"]);
    assert_eq!(cautions(2), ["name_taken billing"]);
    assert_eq!(cautions(3), ["no_change null"]);
    assert_eq!(planned["is_applicable"], true);
    let applied = apply(&house, &admin, &changes).await;
    assert_eq!(applied["records"], 3, "what would change nothing is not written");
    let kept = &applied["settings"]["queues"][0]["hours"][0]["hours"]["exceptions"][0];
    assert_eq!(kept["name"], "国庆节");
    house.close().await;
}

/// The queue answers two of three in time: below a target of 99 %, above one of 50 %.
#[tokio::test]
async fn a_queue_says_since_when_it_has_been_below_its_target() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let below = async || {
        let answer = admin.get(&house, "/api/v1/queues/below-since?queues=0").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()["since"].clone()
    };
    for (share, since) in [(0.99, json!({"0": "2026-11-22T00:30:00.000000Z"})), (0.5, json!({}))] {
        let change = json!([{"kind": "target", "queue": 0, "definition": 1, "share": share}]);
        apply(&house, &admin, &change).await;
        assert_eq!(below().await, since, "{share}");
    }
    for wrong in ["", "a", "1,,2"] {
        let path = format!("/api/v1/queues/below-since?queues={wrong}");
        assert_eq!(admin.get(&house, &path).await.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let unknown = admin.get(&house, "/api/v1/queues/below-since?queues=0,99").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn who_rests_longer_than_the_limit_is_counted_wherever_people_are() {
    let (house, admin) = House::furnished().await;
    let mut teller = morning(&house, &admin).await;
    let limit = json!([{"kind": "break_limit", "reason": "meal", "limit_s": 60}]);
    apply(&house, &admin, &limit).await;
    let state = |state: Value| json!({"agent": "a2", "state": state});
    let rest = [
        (130, "agent_state_changed", state(json!("available"))),
        (131, "agent_state_changed", state(json!({"not_ready": "meal"}))),
        (191, "agent_state_changed", json!({"agent": "a1", "state": "available"})),
    ];
    teller.tell(&house, &rest).await;
    for (second, overrun) in [(191, 0), (192, 1)] {
        house.desk.clock.set(teller.at(second));
        house.desk.engine.tick().await;
        house.desk.engine.settle().await;
        let overview = admin.get(&house, "/api/v1/overview").await.json();
        assert_eq!(overview["overview"]["people"]["overrun"], overrun, "{second}");
        let agents = admin.get(&house, "/api/v1/agents").await.json();
        assert_eq!(agents["agents"]["people"]["overrun"], overrun, "{second}");
    }
    house.close().await;
}
