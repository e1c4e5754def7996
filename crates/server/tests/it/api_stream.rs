//! The live stream: what reassembles from its messages is what GET says.

use crate::api::{Browser, House};
use crate::api_story::morning;
use axum::body::{Body, BodyDataStream};
use axum::http::{Method, StatusCode, header};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use server::http::stream::patch;

/// One message of the stream.
#[derive(Debug)]
struct Message {
    id: String,
    event: String,
    data: Value,
}

/// A client that keeps its state as a browser does.
struct Follower {
    body: BodyDataStream,
    state: Value,
    last: String,
}

impl Follower {
    async fn open(house: &House, browser: &Browser, view: &str, last: Option<&str>) -> Self {
        let path = format!("/api/v1/stream?view={view}&rate=10");
        let mut request = browser.request(Method::GET, &path);
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = house.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        let body = response.into_body().into_data_stream();
        Self { body, state: Value::Null, last: String::new() }
    }

    /// The next message; comments are passed over.
    async fn next(&mut self) -> Option<Message> {
        loop {
            let bytes = self.body.next().await?.unwrap();
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            assert!(text.ends_with("\n\n"), "a message is whole: {text}");
            if text.starts_with(':') {
                continue;
            }
            let field = |name: &str| {
                let line = text.lines().find_map(|line| line.strip_prefix(name));
                line.unwrap_or_default().to_owned()
            };
            let data = serde_json::from_str(&field("data: ")).unwrap();
            return Some(Message { id: field("id: "), event: field("event: "), data });
        }
    }

    /// Takes messages until the state satisfies `done`.
    async fn until(&mut self, done: impl Fn(&Value) -> bool) {
        while !done(&self.state) {
            let message = self.next().await.expect("the stream goes on");
            match message.event.as_str() {
                "snapshot" => self.state = message.data,
                "delta" => patch::apply(&mut self.state, &message.data),
                other => panic!("{other}"),
            }
            self.last = message.id;
        }
    }
}

/// As the stream says it: without nulls, and without what differs between two looks.
fn comparable(view: &Value) -> Value {
    patch::without_nulls(view.clone())
}

#[tokio::test]
async fn snapshot_and_deltas_make_the_view_that_get_gives() {
    let (house, admin) = House::furnished().await;
    let mut teller = morning(&house, &admin).await;
    let views = [
        ("overview", "/api/v1/overview", "overview"),
        ("queues", "/api/v1/queues", "queues"),
        ("queue:0", "/api/v1/queues/0", "queue"),
        ("agents", "/api/v1/agents", "agents"),
        ("sources", "/api/v1/sources", "sources"),
    ];
    let mut followers = Vec::new();
    for (view, _, _) in views {
        let mut follower = Follower::open(&house, &admin, view, None).await;
        follower.until(Value::is_object).await;
        followers.push(follower);
    }
    let with = |agent: &str| json!({"contact": "c4", "queue": "q_gen", "agent": agent});
    let story = [
        (130, "contact_offered", with("a1")),
        (131, "offer_rung_out", with("a1")),
        (135, "agent_state_changed", json!({"agent": "a2", "state": "available"})),
        (136, "contact_offered", with("a2")),
        (139, "contact_answered", with("a2")),
        (140, "agent_registered", json!({"agent": "a3", "key": "a3", "name": "示例三"})),
        (140, "agent_signed_in", json!({"agent": "a3"})),
    ];
    teller.tell(&house, &story).await;
    let sequence = house.desk.engine.sequence();
    for ((view, path, key), mut follower) in views.into_iter().zip(followers) {
        follower.until(|state| state["sequence"] == json!(sequence)).await;
        let got = admin.get(&house, path).await.json()[key].clone();
        assert_eq!(follower.state, comparable(&got), "{view}");
    }
    house.close().await;
}

#[tokio::test]
async fn who_lost_the_connection_goes_on_with_deltas() {
    let (house, admin) = House::furnished().await;
    let mut teller = morning(&house, &admin).await;
    let mut follower = Follower::open(&house, &admin, "overview", None).await;
    follower.until(Value::is_object).await;
    let (state, last) = (follower.state.clone(), follower.last.clone());
    drop(follower);
    let gone = json!({"contact": "c4", "queue": "q_gen"});
    teller.tell(&house, &[(150, "contact_abandoned", gone)]).await;
    let mut back = Follower::open(&house, &admin, "overview", Some(&last)).await;
    back.state = state;
    let first = back.next().await.unwrap();
    assert_eq!(first.event, "delta");
    assert_eq!(first.data["waiting"], 0);
    patch::apply(&mut back.state, &first.data);
    let sequence = house.desk.engine.sequence();
    back.until(|state| state["sequence"] == json!(sequence)).await;
    let got = admin.get(&house, "/api/v1/overview").await.json()["overview"].clone();
    assert_eq!(back.state, comparable(&got));

    let mut stranger = Follower::open(&house, &admin, "overview", Some("0.1")).await;
    assert_eq!(stranger.next().await.unwrap().event, "snapshot");
    house.close().await;
}

#[tokio::test]
async fn a_client_that_does_not_read_gets_one_snapshot_and_not_all_it_missed() {
    let (house, admin) = House::furnished().await;
    let mut teller = morning(&house, &admin).await;
    let mut slow = Follower::open(&house, &admin, "overview", None).await;
    slow.until(Value::is_object).await;
    let mut quick = Follower::open(&house, &admin, "overview", None).await;
    for n in 0..70_i64 {
        let contact = format!("s{n}");
        let queued = json!({"contact": contact, "queue": "q_gen"});
        teller.tell(&house, &[(200 + n, "contact_queued", queued)]).await;
        let sequence = house.desk.engine.sequence();
        quick.until(|state| state["sequence"] == json!(sequence)).await;
    }
    let next = slow.next().await.unwrap();
    assert_eq!(next.event, "snapshot", "more than the ring was missed");
    assert_eq!(next.data, quick.state);
    house.close().await;
}

#[tokio::test]
async fn clients_at_different_rates_end_with_the_same_state() {
    let (house, admin) = House::furnished().await;
    let mut teller = morning(&house, &admin).await;
    let open = |rate: &'static str| {
        let request =
            admin.request(Method::GET, &format!("/api/v1/stream?view=queues&rate={rate}"));
        let request = request.body(Body::empty()).unwrap();
        let house = &house;
        async move {
            let body = house.send(request).await.into_body().into_data_stream();
            Follower { body, state: Value::Null, last: String::new() }
        }
    };
    let (mut fast, mut slow) = (open("10").await, open("2").await);
    fast.until(Value::is_object).await;
    slow.until(Value::is_object).await;
    for n in 0..5_i64 {
        let queued = json!({"contact": format!("r{n}"), "queue": "q_gen"});
        teller.tell(&house, &[(300 + n, "contact_queued", queued)]).await;
    }
    let sequence = json!(house.desk.engine.sequence());
    fast.until(|state| state["sequence"] == sequence).await;
    slow.until(|state| state["sequence"] == sequence).await;
    assert_eq!(fast.state, slow.state);
    assert_ne!(fast.last.split('.').next(), slow.last.split('.').next(), "frames of their own");
    house.close().await;
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_with_the_server() {
    let (house, admin) = House::furnished().await;
    let mut teller = morning(&house, &admin).await;
    let mut follower = Follower::open(&house, &admin, "overview", None).await;
    follower.until(Value::is_object).await;
    let mut other = Browser::default();
    other.sign_in(&house, "admin", crate::api::PASSWORD).await;
    let mut lasting = Follower::open(&house, &other, "overview", None).await;
    lasting.until(Value::is_object).await;

    admin.delete(&house, "/api/v1/session").await;
    let queued = json!({"contact": "x", "queue": "q_gen"});
    teller.tell(&house, &[(160, "contact_queued", queued)]).await;
    let end = loop {
        let message = follower.next().await.expect("an end is announced");
        if message.event == "end" {
            break message;
        }
    };
    assert_eq!(end.data, json!({"code": "signed_out"}));
    assert!(follower.next().await.is_none());

    house.stop.cancel();
    let end = loop {
        let message = lasting.next().await.expect("an end is announced");
        if message.event == "end" {
            break message;
        }
    };
    assert_eq!(end.data, json!({"code": "shutdown"}));
    house.close().await;
}

#[tokio::test]
async fn a_stream_that_cannot_be_is_refused() {
    let (house, admin) = House::furnished().await;
    let cases = [
        ("view=everything", "invalid"),
        ("view=overview&rate=11", "invalid"),
        ("view=overview&rate=0.1", "invalid"),
        ("view=queue:99", "not_found"),
        ("rate=5", "invalid"),
    ];
    for (query, code) in cases {
        let answer = admin.get(&house, &format!("/api/v1/stream?{query}")).await;
        assert_eq!(answer.code(), code, "{query}");
    }
    house.close().await;
}
