//! A small morning on the floor, told over the event feed.

use crate::api::{Answer, Browser, House};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::{Duration, Timestamp};
use serde_json::{Value, json};

/// Tells a story line by line: seconds after the house's clock now, kind, event.
pub(crate) struct Teller {
    token: String,
    start: Timestamp,
    next: u64,
}

impl Teller {
    pub(crate) async fn new(house: &House, admin: &Browser) -> Self {
        let token = admin.token(house, &["feed:write"]).await;
        Self { token, start: house.desk.engine.now(), next: 1 }
    }

    /// A moment of the story.
    pub(crate) fn at(&self, second: i64) -> Timestamp {
        self.start.plus(Duration::from_secs(second))
    }

    fn line(&mut self, second: i64, kind: &str, event: &Value) -> String {
        let at = self.at(second);
        let key = json!({"epoch": 1, "counter": self.next});
        self.next += 1;
        json!({"key": key, "occurred_at": at.to_string(), "kind": kind, "event": event}).to_string()
    }

    /// Moves the clock to each line's time and sends it.
    pub(crate) async fn tell(&mut self, house: &House, story: &[(i64, &str, Value)]) {
        for (second, kind, event) in story {
            house.desk.clock.set(self.start.plus(Duration::from_secs(*second)));
            let line = self.line(*second, kind, event);
            let answer = self.send(house, &line).await;
            let report = answer.json();
            assert_eq!(answer.status, StatusCode::OK, "{report}");
            assert_eq!(report["report"]["stored"], 1, "{line}: {report}");
        }
    }

    /// Sends at `now` what happened at an earlier second.
    pub(crate) async fn tell_late(
        &mut self,
        house: &House,
        now: i64,
        (second, kind, event): (i64, &str, Value),
    ) {
        house.desk.clock.set(self.start.plus(Duration::from_secs(now)));
        let line = self.line(second, kind, &event);
        let report = self.send(house, &line).await.json();
        assert_eq!(report["report"]["stored"], 1, "{line}: {report}");
    }

    pub(crate) async fn send(&self, house: &House, body: &str) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/feed/v1/events?source=pbx")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/x-ndjson");
        house.ask(request.body(Body::from(body.to_owned())).unwrap()).await
    }
}

/// One queue, two agents; one contact answered after 10 s and over, one abandoned after 40 s, one
/// in conversation since 25 s, one that waits since 100 s. The clock stands at 120 s.
pub(crate) async fn morning(house: &House, admin: &Browser) -> Teller {
    let mut teller = Teller::new(house, admin).await;
    let arrived = |contact: &str| {
        json!({"contact": contact, "channel": "voice", "direction": "inbound", "did": "95588",
               "customer": "13731199938", "external": contact})
    };
    let queued = |contact: &str| json!({"contact": contact, "queue": "q_gen"});
    let with =
        |contact: &str, agent: &str| json!({"contact": contact, "queue": "q_gen", "agent": agent});
    let story = [
        (
            0,
            "queue_registered",
            json!({"queue": "q_gen", "key": "q_gen", "name": "综合", "skill": "billing"}),
        ),
        (0, "agent_registered", json!({"agent": "a1", "key": "a1", "name": "示例一"})),
        (0, "agent_signed_in", json!({"agent": "a1", "seat": "A-01"})),
        (0, "member_added", json!({"queue": "q_gen", "agent": "a1", "penalty": 0})),
        (0, "agent_state_changed", json!({"agent": "a1", "state": "available"})),
        (0, "agent_signed_in", json!({"agent": "a2"})),
        (0, "member_added", json!({"queue": "q_gen", "agent": "a2", "penalty": 1})),
        (0, "agent_state_changed", json!({"agent": "a2", "state": {"not_ready": "meal"}})),
        (1, "contact_arrived", arrived("c1")),
        (1, "contact_queued", queued("c1")),
        (2, "contact_arrived", arrived("c2")),
        (2, "contact_queued", queued("c2")),
        (5, "contact_offered", with("c1", "a1")),
        (11, "contact_answered", with("c1", "a1")),
        (15, "contact_arrived", arrived("c3")),
        (15, "contact_queued", queued("c3")),
        (20, "contact_released", json!({"contact": "c1", "agent": "a1", "by": "customer"})),
        (20, "contact_ended", json!({"contact": "c1", "by": "customer"})),
        (25, "contact_answered", with("c3", "a1")),
        (42, "contact_abandoned", queued("c2")),
        (42, "contact_ended", json!({"contact": "c2", "by": "customer"})),
        (100, "contact_arrived", arrived("c4")),
        (100, "contact_queued", queued("c4")),
    ];
    teller.tell(house, &story).await;
    house.desk.clock.set(teller.start.plus(Duration::from_secs(120)));
    house.desk.engine.tick().await;
    house.desk.engine.settle().await;
    teller
}
