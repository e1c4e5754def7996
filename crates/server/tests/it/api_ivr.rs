//! Where contacts go in the IVR, told over the feed and asked over the interface.

use crate::api::{Browser, House};
use crate::api_story::Teller;
use axum::http::StatusCode;
use serde_json::{Value, json};

async fn ivr(house: &House, admin: &Browser, query: &str) -> Value {
    house.desk.engine.settle().await;
    let answer = admin.get(house, &format!("/api/v1/ivr{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text());
    answer.json()["ivr"].clone()
}

fn arrived(contact: &str) -> Value {
    json!({"contact": contact, "channel": "voice", "direction": "inbound", "did": "95588",
           "customer": null, "external": contact})
}

/// A menu (10 s each) with two keys. Key 1 leads to a second menu, in which five of six contacts
/// hang up after 40 s and one goes on to a queue; key 2 leads to the queue.
async fn told() -> (House, Browser, Teller) {
    let (house, admin) = House::furnished().await;
    let mut teller = Teller::new(&house, &admin).await;
    let mut story = vec![
        (0, "ivr_node_registered", json!({"node": "main", "key": "main", "name": "主菜单"})),
        (0, "ivr_node_registered", json!({"node": "bill", "key": "bill", "name": "账单"})),
    ];
    for number in 0..8 {
        let contact = format!("c{number}");
        let at = 10 + number * 60;
        let in_node = |node: &str| json!({"contact": contact, "node": node});
        let left =
            |node: &str, key: Option<&str>| json!({"contact": contact, "node": node, "key": key});
        story.push((at, "contact_arrived", arrived(&contact)));
        story.push((at, "ivr_entered", in_node("main")));
        let key = if number < 6 { "1" } else { "2" };
        story.push((at + 10, "ivr_left", left("main", Some(key))));
        let queued = json!({"contact": contact, "queue": "q_gen"});
        let ended = json!({"contact": contact, "by": "customer"});
        match number {
            0..5 => {
                story.push((at + 10, "ivr_entered", in_node("bill")));
                story.push((at + 50, "contact_ended", ended));
            }
            5 => {
                story.push((at + 10, "ivr_entered", in_node("bill")));
                story.push((at + 20, "ivr_left", left("bill", None)));
                story.push((at + 20, "contact_queued", queued));
            }
            _ => story.push((at + 10, "contact_queued", queued)),
        }
    }
    teller.tell(&house, &story).await;
    (house, admin, teller)
}

#[tokio::test]
async fn nodes_stand_by_level_with_their_keys_and_ways() {
    let (house, admin, _) = told().await;
    let ivr = ivr(&house, &admin, "").await;
    assert_eq!(ivr["begun"], 8);
    let nodes = ivr["nodes"].as_array().unwrap();
    let of = |node: &Value, names: &[&str]| -> Value {
        names.iter().map(|name| node[*name].clone()).collect()
    };
    let told = ["name", "level", "visits", "begun", "mean_ms", "ended_visits", "now"];
    assert_eq!(of(&nodes[0], &told), json!(["主菜单", 0, 8, 8, 10_000, 8, 0]));
    // Five visits of 40 s and one of 10 s.
    assert_eq!(of(&nodes[1], &told), json!(["账单", 1, 6, 0, 35_000, 6, 0]));
    let marks = ["is_slow", "is_dead_end"];
    assert_eq!(of(&nodes[0], &marks), json!([false, false]));
    assert_eq!(of(&nodes[1], &marks), json!([true, true]));
    assert_eq!(nodes[0]["keys"], json!([{"key": "1", "count": 6}, {"key": "2", "count": 2}]));
    let ways = |node: &Value| -> Vec<Value> {
        let ways = node["ways"].as_array().unwrap().iter();
        ways.map(|way| of(way, &["goal", "name", "count"])).collect()
    };
    assert_eq!(ways(&nodes[0]), [json!(["node", "账单", 6]), json!(["queue", "q_gen", 2])]);
    assert_eq!(ways(&nodes[1]), [json!(["ended_in_node", null, 5]), json!(["queue", "q_gen", 1])]);
    house.close().await;
}

#[tokio::test]
async fn who_is_in_a_node_now_is_counted_and_not_yet_a_visit_that_is_over() {
    let (house, admin, mut teller) = told().await;
    let story = [
        (700, "contact_arrived", arrived("late")),
        (700, "ivr_entered", json!({"contact": "late", "node": "main"})),
    ];
    teller.tell(&house, &story).await;
    let told = ivr(&house, &admin, "").await;
    let main = &told["nodes"][0];
    assert_eq!([&main["now"], &main["visits"], &main["ended_visits"]], [1, 9, 8]);
    house.close().await;
}

#[tokio::test]
async fn a_time_is_quarter_hours_and_what_cannot_be_read_is_refused() {
    let (house, admin, _) = told().await;
    let today = house.desk.engine.now().to_string();
    let today = today.split_once('T').unwrap().0;
    let day = "2026-11-21";
    assert_eq!(ivr(&house, &admin, &format!("?from={day}")).await["nodes"], json!([]));
    let whole = ivr(&house, &admin, &format!("?from={day}&to={today}")).await;
    assert_eq!(whole["begun"], 8);
    for query in
        ["?from=yesterday", "?from=2026-11-22&to=2026-11-21", "?from=1926-01-01&to=2026-01-01"]
    {
        let answer = admin.get(&house, &format!("/api/v1/ivr{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}: {}", answer.text());
        assert!(answer.json()["hint"].as_str().is_some_and(|hint| hint.contains("Write")));
    }
    house.close().await;
}
