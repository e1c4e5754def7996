//! What screens read: the same morning seen from every side.

use crate::api::{Browser, House, PASSWORD};
use crate::api_story::{Teller, morning};
use axum::http::StatusCode;
use domain::calendar::Zone;
use domain::{Duration, Timestamp};
use serde_json::{Value, json};

async fn get(house: &House, admin: &crate::api::Browser, path: &str) -> Value {
    let answer = admin.get(house, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

#[tokio::test]
async fn the_overview_says_what_happens_now() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let overview = &get(&house, &admin, "/api/v1/overview").await["overview"];
    assert_eq!(overview["at"], "2026-11-22T00:32:00.000000Z");
    assert_eq!(overview["waiting"], 1);
    assert_eq!(overview["longest_wait_ms"], 20_000);
    assert_eq!(overview["longest_wait_since"], "2026-11-22T00:31:40.000000Z");
    assert_eq!(overview["talking"], 1);
    assert_eq!(overview["people"]["signed_in"], 2);
    assert_eq!(overview["people"]["talking"], 1);
    assert_eq!(overview["people"]["not_ready"], 1);
    assert_eq!(overview["seats"]["occupied"], 1);
    let today = &overview["today"];
    assert_eq!(
        (&today["offered"], &today["answered"], &today["abandoned"]),
        (&json!(4), &json!(2), &json!(1))
    );
    assert_eq!(today["asa_ms"], 10_000);
    assert_eq!(today["wait_max_ms"], 40_000);
    // Two of three in time: the abandonment after 40 s counts against the house's rule.
    assert_eq!(today["service_level"], 0.6667);
    assert_eq!(overview["definition"]["rule"], "less_short_abandons");
    assert_eq!(overview["definition"]["threshold_s"], 30.0);
    let queue = overview["queues"].as_object().unwrap().values().next().unwrap();
    assert_eq!((&queue["name"], &queue["skill"]), (&json!("综合"), &json!("billing")));
    assert_eq!((&queue["staffed"], &queue["available"]), (&json!(2), &json!(0)));
    assert_eq!(queue["today"]["offered"], 4);
    house.close().await;
}

#[tokio::test]
async fn a_queue_shows_its_five_service_levels_its_line_and_its_members() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let queue = &get(&house, &admin, "/api/v1/queues/0").await["queue"];
    assert_eq!(queue["name"], "综合");
    assert_eq!(queue["source"], "pbx");
    let levels: Vec<(&str, f64)> = queue["service_levels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|level| (level["rule"].as_str().unwrap(), level["today"].as_f64().unwrap()))
        .collect();
    assert_eq!(
        levels,
        [
            ("less_short_abandons", 0.6667),
            ("of_answered", 1.0),
            ("of_offered", 0.6667),
            ("abandons_in_time_met", 0.6667),
            ("less_abandons_in_time", 0.6667),
        ]
    );
    assert_eq!(queue["intervals"]["m5"]["by_arrival"]["offered"], 4);
    assert_eq!(queue["intervals"]["m5"]["by_event"]["answered"], 2);
    assert_eq!(queue["intervals"]["m5"]["start"], "2026-11-22T00:30:00.000000Z");
    let waiting = queue["contacts"].as_object().unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting.values().next().unwrap()["since"], "2026-11-22T00:31:40.000000Z");
    let members: Vec<&Value> = queue["members"].as_object().unwrap().values().collect();
    assert_eq!(members[0]["state"], "talking");
    assert_eq!((&members[1]["reason"], &members[1]["penalty"]), (&json!("meal"), &json!(1)));
    assert_eq!(admin.get(&house, "/api/v1/queues/99").await.status, StatusCode::NOT_FOUND);
    assert_eq!(admin.get(&house, "/api/v1/queues/x").await.code(), "not_found");
    house.close().await;
}

#[tokio::test]
async fn a_figure_opens_the_contacts_that_it_is_made_of() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let list = |query: &str| {
        let (house, admin, path) = (&house, &admin, format!("/api/v1/queues/0/contacts{query}"));
        async move {
            let answer = get(house, admin, &path).await;
            let rows = answer["contacts"].as_array().unwrap().iter();
            rows.map(|row| row["outcome"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        }
    };
    assert_eq!(list("").await, ["waiting", "talking", "abandoned", "answered"]);
    // The two answered of the figure: one of them still talks.
    assert_eq!(list("?outcome=answered").await, ["talking", "answered"]);
    assert_eq!(list("?outcome=abandoned&within_s=30").await, [""; 0]);
    assert_eq!(list("?outcome=abandoned&beyond_s=30").await, ["abandoned"]);
    assert_eq!(list("?from=2026-11-22T00:30:02Z&to=2026-11-22T00:30:15Z").await, ["abandoned"]);
    let by_event = "?attribution=by_event&from=2026-11-22T00:30:40Z&to=2026-11-22T00:31:00Z";
    assert_eq!(list(by_event).await, ["abandoned"]);
    let answer = admin.get(&house, "/api/v1/queues/0/contacts").await;
    assert!(!answer.text().contains("1373"), "lists know nothing of customers");
    house.close().await;
}

#[tokio::test]
async fn lists_are_paged_without_a_gap() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let first = get(&house, &admin, "/api/v1/contacts?outcome=abandoned&limit=1").await;
    assert_eq!(first["meta"]["count"], 1);
    let whole = get(&house, &admin, "/api/v1/queues/0/contacts").await;
    let (mut rows, mut before) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/queues/0/contacts?limit=1{before}");
        let page = get(&house, &admin, &path).await;
        rows.extend(page["contacts"].as_array().unwrap().iter().cloned());
        let Some(next) = page["meta"]["next_before"].as_str() else { break };
        before = format!("&before={next}");
    }
    assert_eq!(rows.len(), 4, "open and closed");
    assert_eq!(*whole["contacts"].as_array().unwrap(), rows);
    for wrong in
        ["limit=0", "limit=501", "before=x", "from=yesterday", "within_s=-1", "outcome=lost"]
    {
        let answer = admin.get(&house, &format!("/api/v1/contacts?{wrong}")).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::BAD_REQUEST, "invalid"),
            "{wrong}"
        );
    }
    house.close().await;
}

#[tokio::test]
async fn a_contact_opens_its_events_masked_and_the_look_is_written_down() {
    let (house, admin) = House::furnished().await;
    let mut teller = morning(&house, &admin).await;
    let team = json!({"team": "t1", "key": "t1", "name": "一组"});
    teller.tell(&house, &[(900, "team_registered", team)]).await;
    let list = get(&house, &admin, "/api/v1/queues/0/contacts?outcome=abandoned").await;
    let id = list["contacts"][0]["id"].as_str().unwrap();
    let answer = admin.get(&house, &format!("/api/v1/contacts/{id}")).await;
    let contact = &answer.json()["contact"];
    assert_eq!(contact["external"], "c2");
    assert_eq!(contact["customer"], "137****9938");
    assert!(!answer.text().contains("13731199938"));
    let kinds: Vec<&str> =
        contact["events"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["contact_arrived", "contact_queued", "contact_abandoned", "contact_ended"]);
    assert_eq!(contact["events"][1]["names"]["queue"], "综合");
    assert_eq!(contact["events"][0]["detail"].get("customer"), None);
    assert_eq!(contact["entries"][0]["wait_ms"], 40_000);

    // Whoever need not know whose it is sees the same without the number.
    let new = json!({"name": "看板", "password": PASSWORD, "roles": [{"role": "viewer"}]});
    assert_eq!(admin.post(&house, "/api/v1/accounts", &new).await.status, StatusCode::CREATED);
    let mut viewer = Browser::default();
    viewer.sign_in(&house, "看板", PASSWORD).await;
    let seen = get(&house, &viewer, &format!("/api/v1/contacts/{id}")).await;
    assert!(seen["contact"]["customer"].is_null(), "{seen}");
    assert_eq!(seen["contact"]["events"], contact["events"]);

    // Leading a team tells of the team's customers, not of those whom another role opens.
    let teams = get(&house, &admin, "/api/v1/teams").await;
    let roles =
        json!([{"role": "viewer"}, {"role": "team_leader", "team": teams["teams"][0]["id"]}]);
    let new = json!({"name": "班长", "password": PASSWORD, "roles": roles});
    assert_eq!(admin.post(&house, "/api/v1/accounts", &new).await.status, StatusCode::CREATED);
    let mut both = Browser::default();
    both.sign_in(&house, "班长", PASSWORD).await;
    let seen = get(&house, &both, &format!("/api/v1/contacts/{id}")).await;
    assert!(seen["contact"]["customer"].is_null(), "{seen}");
    let audit = get(&house, &admin, "/api/v1/audit?limit=1").await;
    assert_eq!(audit["audit"][0]["action"], "looked_at_contact");
    assert_eq!(audit["audit"][0]["object"].as_str(), Some(id));
    assert_eq!(admin.get(&house, "/api/v1/contacts/1").await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn a_contact_opens_what_its_source_said_word_by_word() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let list = get(&house, &admin, "/api/v1/queues/0/contacts?outcome=abandoned").await;
    let id = list["contacts"][0]["id"].as_str().unwrap();
    let source = domain::ContactId(id.parse().unwrap()).source();
    let at = list["contacts"][0]["queued_at"].as_str().unwrap();
    let frame = |text: &str| store::KeptFrame {
        source,
        received_at: Timestamp::parse(at).unwrap(),
        bytes: text.as_bytes().to_vec(),
    };
    let said = ["Event: QueueCallerJoin\r\nUniqueid: c2\r\n", "Uniqueid: c21\r\n"];
    house.desk.store.keep_frames(&said.map(frame)).await.unwrap();
    let path = format!("/api/v1/contacts/{id}/frames");
    let answer = get(&house, &admin, &path).await;
    let frames = answer["frames"].as_array().unwrap();
    assert_eq!((frames.len(), &answer["is_cut"]), (1, &json!(false)), "{answer}");
    assert_eq!(frames[0]["text"], said[0]);
    let audit = get(&house, &admin, "/api/v1/audit?limit=1").await;
    assert_eq!(audit["audit"][0]["action"], "looked_at_raw_events");
    let absent = admin.get(&house, "/api/v1/contacts/1/frames").await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn an_agent_shows_state_times_and_spans() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let agents = &get(&house, &admin, "/api/v1/agents").await["agents"];
    let row = &agents["rows"]["0"];
    assert_eq!((&row["name"], &row["state"]), (&json!("示例一"), &json!("talking")));
    assert_eq!((&row["seat"], &row["answered"]), (&json!("A-01"), &json!(2)));
    let agent = &get(&house, &admin, "/api/v1/agents/0").await["agent"];
    assert_eq!(agent["times"]["talking_ms"], 9_000 + 95_000);
    assert_eq!(agent["work"]["answered"], 2);
    let spans = agent["spans"].as_array().unwrap();
    assert_eq!(spans.last().unwrap()["state"], "talking");
    assert_eq!(spans.last().unwrap()["until"], Value::Null);
    for pair in spans.windows(2) {
        assert_eq!(pair[0]["until"], pair[1]["from"], "{spans:?}");
    }
    assert_eq!(agent["memberships"][0]["name"], "综合");
    assert_eq!(admin.get(&house, "/api/v1/agents/77").await.status, StatusCode::NOT_FOUND);
    let wrong = admin.get(&house, "/api/v1/agents/0?day=today").await;
    assert_eq!(wrong.code(), "invalid");
    house.close().await;
}

#[tokio::test]
async fn master_data_sources_and_definitions_have_lists() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let skills = get(&house, &admin, "/api/v1/skills").await;
    assert_eq!(skills["skills"][0]["name"], "billing");
    assert_eq!(skills["skills"][0]["today"]["offered"], 4);
    let dids = get(&house, &admin, "/api/v1/dids").await;
    assert_eq!(
        (&dids["dids"][0]["name"], &dids["dids"][0]["today"]["offered"]),
        (&json!("95588"), &json!(4))
    );
    assert_eq!(get(&house, &admin, "/api/v1/teams").await["teams"], json!([]));
    let seats = get(&house, &admin, "/api/v1/seats").await;
    assert_eq!(seats["seats"][0]["seats"]["occupied"], 1);
    let sources = &get(&house, &admin, "/api/v1/sources").await["sources"];
    let feed = sources["rows"].as_object().unwrap().values().find(|row| row["connector"] == "feed");
    let feed = feed.unwrap();
    assert_eq!((&feed["name"], &feed["key"]), (&json!("pbx"), &json!("feed:pbx")));
    let definitions = get(&house, &admin, "/api/v1/definitions").await;
    assert_eq!(definitions["definitions"].as_array().unwrap().len(), 5);
    assert!(
        definitions["definitions"].as_array().unwrap().iter().all(|d| d["is_in_force"] == true)
    );
    house.close().await;
}

#[tokio::test]
async fn a_contradiction_of_a_source_is_listed() {
    let (house, admin) = House::furnished().await;
    let mut teller = Teller::new(&house, &admin).await;
    let never = json!({"contact": "c9", "queue": "q", "agent": "a"});
    teller
        .tell(
            &house,
            &[
                (0, "contact_abandoned", json!({"contact": "c9", "queue": "q"})),
                (1, "contact_answered", never),
            ],
        )
        .await;
    house.desk.engine.tick().await;
    house.desk.engine.settle().await;
    let list = get(&house, &admin, "/api/v1/anomalies").await;
    let rows = list["anomalies"].as_array().unwrap();
    assert!(!rows.is_empty(), "{list}");
    assert_eq!(rows[0]["source"], "pbx");
    let sources = &get(&house, &admin, "/api/v1/sources").await["sources"];
    assert!(!sources["anomalies"].as_object().unwrap().is_empty());
    house.close().await;
}

#[tokio::test]
async fn a_days_curve_joins_closed_intervals_and_the_running_one() {
    let (house, admin) = House::furnished().await;
    let mut teller = morning(&house, &admin).await;
    let arrived = json!({"contact": "c8", "channel": "voice", "direction": "inbound"});
    let queued = json!({"contact": "c8", "queue": "q_gen"});
    teller
        .tell(&house, &[(600, "contact_arrived", arrived), (600, "contact_queued", queued)])
        .await;
    house.desk.engine.tick().await;
    house.desk.engine.settle().await;
    for path in ["/api/v1/curve?step=5", "/api/v1/queues/0/curve?step=5"] {
        let curve = &get(&house, &admin, path).await["curve"];
        let points = curve["points"].as_array().unwrap();
        let last: Vec<(&str, u64, bool)> = points[points.len() - 3..]
            .iter()
            .map(|p| {
                let offered = p["figures"]["offered"].as_u64().unwrap();
                (p["start"].as_str().unwrap(), offered, p["is_running"].as_bool().unwrap())
            })
            .collect();
        assert_eq!(
            last,
            [
                ("2026-11-22T00:30:00.000000Z", 4, false),
                ("2026-11-22T00:35:00.000000Z", 0, false),
                ("2026-11-22T00:40:00.000000Z", 1, true),
            ],
            "{path}"
        );
    }
    let halves = &get(&house, &admin, "/api/v1/curve?step=30&day=2026-11-22").await["curve"];
    let last = halves["points"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["figures"]["offered"], &last["is_running"]), (&json!(5), &json!(true)));
    assert_eq!(admin.get(&house, "/api/v1/curve?step=7").await.code(), "invalid");
    house.close().await;
}

#[tokio::test]
async fn an_interval_is_revised_by_what_came_late_and_not_by_what_ended_later() {
    let (house, admin) = House::furnished().await;
    let mut teller = morning(&house, &admin).await;
    let left = |contact: &str| json!({"contact": contact, "queue": "q_gen"});
    let arrived = json!({"contact": "c8", "channel": "voice", "direction": "inbound"});
    // Waits since before the first five minutes ended, and gives up after.
    let story = [
        (600, "contact_arrived", arrived),
        (600, "contact_queued", left("c8")),
        (650, "contact_abandoned", left("c4")),
    ];
    teller.tell(&house, &story).await;
    let revised = async |now: i64| {
        house.desk.clock.set(house.desk.engine.now().plus(Duration::from_secs(now)));
        house.desk.engine.tick().await;
        house.desk.engine.settle().await;
        let mut found = Vec::new();
        for by in ["by_arrival", "by_event"] {
            let path = format!("/api/v1/curve?step=5&attribution={by}");
            let curve = get(&house, &admin, &path).await["curve"].clone();
            let points = curve["points"].as_array().unwrap().iter();
            let late = points.filter(|point| point["is_revised"] == true);
            let start = |point: &Value| {
                let start = Timestamp::parse(point["start"].as_str().unwrap()).unwrap();
                Zone::utc().show(start).split_once(' ').unwrap().1.to_owned()
            };
            found.push(late.map(start).collect::<Vec<_>>().join(" "));
        }
        found
    };
    assert_eq!(revised(600).await, ["", ""]);
    teller.tell_late(&house, 1_300, (620, "contact_abandoned", left("c8"))).await;
    assert_eq!(revised(600).await, ["00:40:00", "00:40:00"]);
    house.close().await;
}

#[tokio::test]
async fn a_past_moment_shows_what_was_shown_then() {
    let (house, admin) = House::furnished().await;
    let mut teller = morning(&house, &admin).await;
    let then = get(&house, &admin, "/api/v1/overview").await["overview"].clone();
    let at = then["at"].as_str().unwrap();
    teller
        .tell(&house, &[(200, "contact_abandoned", json!({"contact": "c4", "queue": "q_gen"}))])
        .await;
    for view in ["overview", "queues", "queue:0", "agents", "sources"] {
        get(&house, &admin, &format!("/api/v1/replay?at={at}&view={view}")).await;
    }
    let replayed = get(&house, &admin, &format!("/api/v1/replay?at={at}")).await;
    assert_eq!(replayed["replay"], then);
    let range = get(&house, &admin, "/api/v1/replay/range").await;
    assert_eq!(range["range"]["from"], "2026-11-22T00:30:00.000000Z");
    let early = admin.get(&house, "/api/v1/replay?at=2020-01-01T00:00:00Z").await;
    assert_eq!((early.status, early.code().as_str()), (StatusCode::BAD_REQUEST, "invalid"));
    let ahead = admin.get(&house, "/api/v1/replay?at=2030-01-01T00:00:00Z").await;
    assert_eq!(ahead.code(), "invalid");
    house.close().await;
}

#[tokio::test]
async fn the_server_says_how_it_is() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let told = get(&house, &admin, "/api/v1/health").await["health"].clone();
    let kinds = told["troubles"].as_array().unwrap().iter().map(|trouble| &trouble["kind"]);
    assert!(kinds.filter(|kind| **kind != json!("disk")).count() == 0, "{told}");
    for part in ["history", "journal"] {
        assert!(told["storage"][part].as_u64().unwrap() > 0, "{part}: {told}");
    }
    let records = house.desk.engine.sequence();
    assert_eq!(told["speed"]["records"], records);
    assert!(told["speed"]["history_lag"].as_u64().unwrap() <= records, "{told}");
    let requests = told["speed"]["requests"].as_u64().unwrap();
    let again = get(&house, &admin, "/api/v1/health").await["health"].clone();
    assert!(again["speed"]["requests"].as_u64().unwrap() > requests, "a request is counted");
    assert!(again["speed"]["memory_bytes"].as_u64().is_none_or(|bytes| bytes > 1_000_000));
    house.close().await;
}

#[tokio::test]
async fn a_day_says_which_moments_are_worth_a_look() {
    let (house, admin) = House::furnished().await;
    let mut teller = morning(&house, &admin).await;
    // Of a contact that nobody knows: an anomaly.
    let unknown = json!({"contact": "nobody", "queue": "q_gen"});
    teller.tell(&house, &[(200, "contact_abandoned", unknown)]).await;
    house.desk.engine.tick().await;
    house.desk.engine.settle().await;
    let landmarks = get(&house, &admin, "/api/v1/replay/landmarks").await["landmarks"].clone();
    let told = |kind: &str| {
        let landmarks = landmarks["landmarks"].as_array().unwrap().iter();
        landmarks.filter(|landmark| landmark["kind"] == kind).cloned().collect::<Vec<_>>()
    };
    assert_eq!(landmarks["day"], "2026-11-22");
    let anomalies = told("anomaly");
    assert_eq!(anomalies.len(), 1, "{landmarks}");
    assert_eq!(
        (&anomalies[0]["anomaly"], &anomalies[0]["count"]),
        (&json!("never_queued"), &json!(1))
    );
    let at = anomalies[0]["at"].as_str().unwrap();
    for (until, count) in [(at, 1), ("2026-11-22T00:30:00Z", 0)] {
        let list = get(&house, &admin, &format!("/api/v1/anomalies?until={until}")).await;
        assert_eq!(list["anomalies"].as_array().unwrap().len(), count, "{until}: {list}");
    }
    let before = get(&house, &admin, "/api/v1/replay/landmarks?day=2026-11-20").await;
    assert_eq!(before["landmarks"]["landmarks"], json!([]));
    let queue = admin.get(&house, "/api/v1/replay/landmarks?queue=99").await;
    assert_eq!(queue.status, StatusCode::NOT_FOUND);
    let wrong = admin.get(&house, "/api/v1/replay/landmarks?day=yesterday").await;
    assert_eq!(wrong.code(), "invalid");
    house.close().await;
}

#[tokio::test]
async fn the_counters_speak_prometheus() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let text = admin.get(&house, "/metrics").await.text();
    for line in [
        "callboard_queue_waiting{queue=\"0\",name=\"综合\"} 1",
        "callboard_queue_service_level{queue=\"0\",name=\"综合\"} 0.6667",
        "callboard_stream_clients 0",
        "callboard_history_lag_records 0",
        "callboard_healthy 1",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(name.starts_with("callboard_") && value.parse::<f64>().is_ok(), "{line}");
    }
    house.close().await;
}

#[tokio::test]
async fn waits_are_counted_by_steps_and_the_share_that_abandons_is_of_those_still_waiting() {
    let (house, admin) = House::furnished().await;
    morning(&house, &admin).await;
    let queue = &get(&house, &admin, "/api/v1/queues/0").await["queue"];
    let waits = &queue["waits"];
    let place = |secs: u64| {
        let steps = waits["steps_s"].as_array().unwrap();
        steps.iter().position(|step| step.as_u64() == Some(secs)).unwrap()
    };
    // Both answered after 10 s, one abandoned after 40 s.
    assert_eq!(
        (&waits["answered"][place(10)], &waits["abandoned"][place(40)]),
        (&json!(2), &json!(1))
    );
    assert_eq!(waits["answered"].as_array().unwrap().len(), 32);
    let sum = |name: &str| -> u64 {
        waits[name].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).sum()
    };
    assert_eq!((sum("answered"), sum("abandoned")), (2, 1));
    assert_eq!((&waits["waited"][place(10)], &waits["waited"][place(40)]), (&json!(3), &json!(1)));
    let share = |secs| &waits["abandonment"][place(secs)];
    assert_eq!((share(10), share(40), share(45)), (&json!(0.0), &json!(1.0), &Value::Null));
    assert_eq!((&waits["answered_p90_s"], &waits["abandoned_p50_s"]), (&json!(10), &json!(40)));
    house.close().await;
}

#[tokio::test]
async fn queues_add_up_by_skill_with_ratios_of_sums_and_each_person_once() {
    let (house, admin) = House::furnished().await;
    let mut teller = morning(&house, &admin).await;
    // A second queue of the same skill, served by the same agent, with one late answer.
    let second = json!({"queue": "q_two", "key": "q_two", "name": "二线", "skill": "billing"});
    let other = json!({"queue": "q_x", "key": "q_x", "name": "其他"});
    let contact = json!({"contact": "d1", "channel": "voice", "direction": "inbound",
                         "did": "95588", "customer": "13731199938", "external": "d1"});
    let with = json!({"contact": "d1", "queue": "q_two", "agent": "a1"});
    teller
        .tell(
            &house,
            &[
                (121, "queue_registered", second),
                (121, "queue_registered", other),
                (121, "member_added", json!({"queue": "q_two", "agent": "a1", "penalty": 0})),
                (122, "contact_arrived", contact),
                (122, "contact_queued", json!({"contact": "d1", "queue": "q_two"})),
                (
                    130,
                    "contact_released",
                    json!({"contact": "c3", "agent": "a1", "by": "customer"}),
                ),
                (130, "contact_ended", json!({"contact": "c3", "by": "customer"})),
                (170, "contact_answered", with),
            ],
        )
        .await;
    let queues = &get(&house, &admin, "/api/v1/queues").await["queues"];
    let skills = queues["skills"].as_object().unwrap();
    assert_eq!(skills.len(), 1, "a queue without a skill is in no sum");
    let sum = &skills["0"];
    assert_eq!((&sum["name"], &sum["waiting"]), (&json!("billing"), &json!(1)));
    // Two answered after 10 s, one after 48 s, one abandoned after 40 s: 2 of 4.
    assert_eq!(sum["today"]["service_level"], 0.5);
    assert_eq!((&sum["today"]["offered"], &sum["today"]["answered"]), (&json!(5), &json!(3)));
    assert_eq!(sum["staffed"], 2, "a1 serves both queues and is one person");
    let staffed = |id: &str| queues["rows"][id]["staffed"].as_u64().unwrap();
    assert_eq!(staffed("0") + staffed("1"), 3);
    assert_eq!(queues["sites"], json!({}));
    assert_eq!(queues["rows"]["1"]["skill_id"], 0);
    house.close().await;
}
