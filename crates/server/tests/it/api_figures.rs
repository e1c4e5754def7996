//! Every figure and the contacts it is made of: a morning of the simulated centre, counted twice.

use crate::api::{Browser, House};
use crate::api_story::Teller;
use domain::Timestamp;
use serde_json::{Value, json};
use server::demo::Past;
use std::collections::BTreeSet;

/// A Tuesday, when calls wait, ring, talk and have just ended at once.
const MOMENT: &str = "2026-11-24T08:37:20+08:00";

/// A house in which the simulated centre works since the morning and then stands still.
async fn at_work() -> (House, Browser) {
    House::at_work(MOMENT, 11, Past { journaled_days: 0, older_days: 0 }).await
}

async fn get(house: &House, admin: &Browser, path: &str) -> Value {
    let answer = admin.get(house, path).await;
    assert_eq!(answer.status, axum::http::StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

/// The first answer of a list, and the keys of all its rows over all pages.
async fn list(house: &House, admin: &Browser, query: &str) -> (Value, Vec<String>) {
    let path = format!("/api/v1/contacts?limit=200&{query}");
    let first = get(house, admin, &path).await;
    let (mut keys, mut page) = (Vec::new(), first.clone());
    loop {
        let rows = page["contacts"].as_array().unwrap();
        keys.extend(rows.iter().map(|row| format!("{}.{}", row["id"], row["entry"])));
        let Some(before) = page["meta"]["next_before"].as_str() else { break };
        // All pages are of the moment of the first, which the query may name itself.
        let at = first["meta"]["at"].as_str().unwrap();
        let at = if query.contains("&at=") { String::new() } else { format!("&at={at}") };
        page = get(house, admin, &format!("{path}&before={before}{at}")).await;
    }
    (first, keys)
}

const PARTS: [&str; 8] =
    ["offered", "answered", "abandoned", "diverted", "refused", "handled", "in_time", "missed"];

#[tokio::test]
async fn every_figure_opens_as_many_contacts_as_it_says() {
    let (house, admin) = at_work().await;
    let mut seen = 0;
    for scope in ["", "&queue=2", "&skill=1", "&did=0"] {
        for span in ["today", "last_15m", "m15"] {
            for by in ["by_arrival", "by_event"] {
                for part in PARTS {
                    let query = format!("part={part}&span={span}&attribution={by}{scope}");
                    let (answer, keys) = list(&house, &admin, &query).await;
                    let figure = &answer["figure"];
                    assert_eq!(figure["total"], keys.len(), "{query}: {figure}");
                    assert_eq!(figure["count"], figure["total"], "{query}: {figure}");
                    let distinct: BTreeSet<&String> = keys.iter().collect();
                    assert_eq!(distinct.len(), keys.len(), "{query}");
                    seen += keys.len();
                }
            }
        }
    }
    assert!(seen > 3_000, "{seen} rows are too few to prove anything");
    house.close().await;
}

/// A contact at a moment within it: what came later was not known, and it was open.
#[tokio::test]
async fn a_contact_of_a_past_moment_shows_what_was_known_then() {
    let (house, admin) = at_work().await;
    let (list, _) = list(&house, &admin, "part=handled&span=today").await;
    let mut tried = 0;
    for row in list["contacts"].as_array().unwrap().iter().take(20) {
        let path = format!("/api/v1/contacts/{}", row["id"].as_str().unwrap());
        let whole = get(&house, &admin, &path).await["contact"].clone();
        let events = whole["events"].as_array().unwrap();
        let Some(answered) = events.iter().position(|e| e["kind"] == "contact_answered") else {
            continue;
        };
        let at = events[answered]["journalled_at"].as_str().unwrap();
        let then = get(&house, &admin, &format!("{path}?at={at}")).await["contact"].clone();
        let known = events.iter().take_while(|e| e["journalled_at"].as_str() <= Some(at)).count();
        assert_eq!(then["events"].as_array().unwrap()[..], events[..known], "{at}");
        let entry = then["entries"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(
            (&entry["outcome"], &entry["is_open"]),
            (&json!("talking"), &json!(true)),
            "{at}"
        );
        tried += 1;
    }
    assert!(tried > 5, "{tried}");
    house.close().await;
}

#[tokio::test]
async fn a_list_is_shared_out_by_queue_and_by_wait() {
    let (house, admin) = at_work().await;
    for part in ["offered", "answered", "abandoned"] {
        let query = format!("part={part}&span=today");
        let (answer, _) = list(&house, &admin, &query).await;
        let figure = &answer["figure"];
        let shares = |name: &str| figure[name].as_array().unwrap().clone();
        let count = |share: &Value| share["count"].as_u64().unwrap();
        let sum = |shares: &[Value]| shares.iter().map(count).sum::<u64>();
        assert_eq!(figure["total"], sum(&shares("queues")), "{part}");
        assert_eq!(figure["total"], sum(&shares("waits")), "{part}");
        assert!(shares("queues").len() > 2 && shares("waits").len() > 2, "{part}: {figure}");
        for share in shares("queues") {
            let (of_queue, keys) =
                list(&house, &admin, &format!("{query}&queue={}", share["queue"])).await;
            assert_eq!(share["count"], keys.len(), "{part} {share}");
            assert_eq!(share["name"], of_queue["figure"]["of"], "{part}");
        }
        for share in shares("waits") {
            let mut narrowed = query.clone();
            if share["beyond_s"] != 0 {
                narrowed += &format!("&beyond_s={}", share["beyond_s"]);
            }
            if !share["within_s"].is_null() {
                narrowed += &format!("&within_s={}", share["within_s"]);
            }
            let (_, keys) = list(&house, &admin, &narrowed).await;
            assert_eq!(share["count"], keys.len(), "{part} {share}");
        }
    }
    house.close().await;
}

#[tokio::test]
async fn each_service_level_rule_opens_both_sides_of_its_line() {
    let (house, admin) = at_work().await;
    let queue = &get(&house, &admin, "/api/v1/queues/2").await["queue"];
    for level in queue["service_levels"].as_array().unwrap() {
        let rule = level["rule"].as_str().unwrap();
        let query = |part| format!("part={part}&span=today&rule={rule}&queue=2");
        let (_, met) = list(&house, &admin, &query("in_time")).await;
        let (_, missed) = list(&house, &admin, &query("missed")).await;
        let (met, missed) = (met.len() as f64, missed.len() as f64);
        let share = (met / (met + missed) * 10_000.0).round() / 10_000.0;
        assert_eq!(level["today"].as_f64(), Some(share), "{rule}");
    }
    house.close().await;
}

#[tokio::test]
async fn the_overview_and_its_lists_say_the_same() {
    let (house, admin) = at_work().await;
    for by in ["by_arrival", "by_event"] {
        let path = format!("/api/v1/overview?attribution={by}");
        let overview = &get(&house, &admin, &path).await["overview"];
        assert_eq!(overview["attribution"], by);
        for (span, figures) in [("today", &overview["today"]), ("last_30m", &overview["last_30m"])]
        {
            let query = format!("part=answered&span={span}&attribution={by}");
            let (answer, _) = list(&house, &admin, &query).await;
            let listed = &answer["figure"]["figures"];
            for measure in ["offered", "service_level", "asa_ms", "abandonment", "rona"] {
                assert_eq!(listed[measure], figures[measure], "{by} {span} {measure}");
            }
            assert_eq!(answer["figure"]["total"], figures["answered"]);
        }
    }
    let overview = &get(&house, &admin, "/api/v1/overview").await["overview"];
    for (part, field) in [("waiting", "waiting"), ("talking", "talking"), ("in_ivr", "in_ivr")] {
        let (answer, keys) = list(&house, &admin, &format!("part={part}")).await;
        assert_eq!(overview[field], keys.len(), "{part}");
        assert_eq!(answer["figure"]["count"], keys.len(), "{part}");
    }
    house.close().await;
}

#[tokio::test]
async fn the_longest_wait_and_what_rang_out_are_found() {
    let (house, admin) = at_work().await;
    let overview = &get(&house, &admin, "/api/v1/overview").await["overview"];
    let (answer, _) = list(&house, &admin, "part=longest_wait").await;
    let rows = answer["contacts"].as_array().unwrap();
    assert!(!rows.is_empty());
    assert!(rows.iter().all(|row| row["wait_ms"] == overview["today"]["wait_max_ms"]));
    let (answer, _) = list(&house, &admin, "part=rung_out").await;
    let rows = answer["contacts"].as_array().unwrap();
    let rings: u64 = rows.iter().map(|row| row["rung_out"].as_u64().unwrap()).sum();
    assert_eq!(answer["figure"]["count"], rings);
    assert!(rings > 0);
    house.close().await;
}

#[tokio::test]
async fn an_agents_figures_open_every_contact_the_agent_had_a_part_in() {
    let (house, admin) = at_work().await;
    let agents = &get(&house, &admin, "/api/v1/agents").await["agents"];
    let mut handed_over = 0;
    for (id, row) in agents["rows"].as_object().unwrap() {
        if row["answered"] == 0 && row["rung_out"] == 0 {
            continue;
        }
        for part in ["answered", "rung_out", "handled", "transferred"] {
            let query = format!("part={part}&agent={id}");
            let (answer, keys) = list(&house, &admin, &query).await;
            let figure = &answer["figure"];
            assert_eq!(figure["count"], keys.len(), "{query}: {figure}");
        }
        let (answer, all) = list(&house, &admin, &format!("part=answered&agent={id}")).await;
        for row in answer["contacts"].as_array().unwrap() {
            assert_ne!(row["outcome"], "refused", "nobody answers what was not let in: {row}");
            assert!(row["talk_ms"].is_u64(), "what was answered was talked: {row}");
        }
        assert_eq!(row["answered"], all.len());
        let (_, first) = list(&house, &admin, &format!("outcome=answered&agent={id}")).await;
        handed_over += all.iter().filter(|key| !first.contains(key)).count();
    }
    assert!(handed_over > 0, "nobody took over a contact in this story");
    house.close().await;
}

#[tokio::test]
async fn a_list_of_a_past_moment_is_what_the_figure_was_then() {
    let (house, admin) = at_work().await;
    let at = "2026-11-24T08:05:10+08:00".replace('+', "%2B");
    let past = &get(&house, &admin, &format!("/api/v1/replay?at={at}")).await["replay"];
    for part in PARTS {
        let query = format!("part={part}&at={at}");
        let (answer, keys) = list(&house, &admin, &query).await;
        let figure = &answer["figure"];
        assert_eq!(figure["count"], keys.len(), "{query}: {figure}");
        if let Some(shown) = past["today"].get(part) {
            assert_eq!(*shown, keys.len(), "{query}");
        }
    }
    let (answer, keys) = list(&house, &admin, &format!("part=talking&at={at}")).await;
    assert_eq!(past["talking"], keys.len());
    assert!(answer["contacts"].as_array().unwrap().iter().all(|row| row["is_open"] == true));
    house.close().await;
}

#[tokio::test]
async fn a_closed_quarter_hour_opens_its_contacts() {
    let (house, admin) = at_work().await;
    let curve = &get(&house, &admin, "/api/v1/queues/2/curve?day=2026-11-24").await["curve"];
    let points = curve["points"].as_array().unwrap();
    let busy: Vec<&Value> = points.iter().filter(|p| p["figures"]["offered"] != 0).collect();
    let point = busy[0];
    let start = Timestamp::parse(point["start"].as_str().unwrap()).unwrap();
    let end = start.plus(domain::Duration::from_minutes(15));
    for part in ["offered", "answered", "abandoned"] {
        let query = format!("part={part}&queue=2&from={start}&to={end}");
        let (answer, keys) = list(&house, &admin, &query).await;
        assert_eq!(answer["figure"]["count"], keys.len(), "{part}");
        assert_eq!(point["figures"][part], keys.len(), "{part}");
    }
    house.close().await;
}

#[tokio::test]
async fn what_does_not_fit_together_is_refused_with_a_remedy() {
    let (house, admin) = at_work().await;
    for wrong in [
        "span=today",
        "part=answered&span=today&from=2026-11-24T00:00:00Z",
        "part=transferred",
        "part=happiness",
        "part=offered&at=2030-01-01T00:00:00Z",
    ] {
        let answer = admin.get(&house, &format!("/api/v1/contacts?{wrong}")).await;
        assert_eq!(answer.code(), "invalid", "{wrong}: {}", answer.text());
    }
    house.close().await;
}

#[tokio::test]
async fn an_agents_day_at_a_past_moment_is_what_it_was_then() {
    let (house, admin) = at_work().await;
    let at = "2026-11-24T08:05:10+08:00".replace('+', "%2B");
    let past = &get(&house, &admin, &format!("/api/v1/replay?view=agents&at={at}")).await["replay"];
    let present = past["rows"].as_object().unwrap().iter();
    let (id, row) = present.clone().find(|(_, row)| row["state"] == "talking").unwrap();
    let agent = &get(&house, &admin, &format!("/api/v1/agents/{id}?at={at}")).await["agent"];
    for field in ["name", "state", "since", "answered", "team", "seat"] {
        assert_eq!(agent[field], row[field], "{field}");
    }
    let spans = agent["spans"].as_array().unwrap();
    assert_eq!(spans.last().unwrap()["until"], Value::Null);
    assert_eq!(spans.last().unwrap()["from"], row["since"]);
    for pair in spans.windows(2) {
        assert_eq!(pair[0]["until"], pair[1]["from"], "{spans:?}");
    }
    assert!(agent["site"].is_string(), "{agent}");
    house.close().await;
}

#[tokio::test]
async fn a_contact_between_two_entries_is_listed_as_the_entry_that_is_over() {
    let (house, admin) = House::furnished().await;
    let mut teller = Teller::new(&house, &admin).await;
    let arrived = |contact: &str| {
        json!({"contact": contact, "channel": "voice", "direction": "inbound", "did": null,
               "customer": null, "external": contact})
    };
    let queued = |contact: &str| json!({"contact": contact, "queue": "q_gen"});
    let story = [
        (0, "contact_arrived", arrived("gone")),
        (1, "contact_queued", queued("gone")),
        (5, "contact_abandoned", queued("gone")),
        (6, "contact_arrived", arrived("here")),
    ];
    teller.tell(&house, &story).await;
    house.desk.engine.settle().await;
    let told = get(&house, &admin, "/api/v1/contacts").await;
    let rows = told["contacts"].as_array().unwrap().iter();
    let mut rows: Vec<_> = rows.map(|row| (row["outcome"].clone(), row["entry"].clone())).collect();
    rows.sort_by_key(|(outcome, _)| outcome.to_string());
    assert_eq!(rows, [(json!("abandoned"), json!(0)), (json!("arrived"), json!(0))]);
    house.close().await;
}

#[tokio::test]
async fn a_contact_that_waits_for_the_work_after_it_has_its_page() {
    let (house, admin) = House::furnished().await;
    let mut teller = Teller::new(&house, &admin).await;
    let at = |agent: &str| json!({"contact": "c", "queue": "q_gen", "agent": agent});
    let story = [
        (
            0,
            "contact_arrived",
            json!({"contact": "c", "channel": "voice", "direction": "inbound", "did": null,
                   "customer": null, "external": "c"}),
        ),
        (1, "contact_queued", json!({"contact": "c", "queue": "q_gen"})),
        (5, "contact_answered", at("a1")),
        (30, "contact_ended", json!({"contact": "c", "by": "customer"})),
    ];
    teller.tell(&house, &story).await;
    let told = get(&house, &admin, "/api/v1/contacts").await;
    let id = told["contacts"][0]["id"].as_str().unwrap().to_owned();
    let page = get(&house, &admin, &format!("/api/v1/contacts/{id}")).await["contact"].clone();
    assert_eq!(page["entries"].as_array().unwrap().len(), 1, "{page}");
    assert_eq!(page["entries"][0]["outcome"], "answered");
    house.close().await;
}
