//! Changes reach real receivers: signed, in order, again where it failed; one that is slow holds up nobody.

use crate::api::{Browser, House};
use crate::support::morning;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Duration;
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use server::config::Config;
use server::webhooks::{Courier, MOST_ATTEMPTS};
use sha2::Sha256;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// What a receiver got.
#[derive(Clone, Debug)]
struct Got {
    id: String,
    seconds: String,
    signatures: String,
    body: String,
}

impl Got {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// As docs/how-to/webhooks.md tells receivers to do it.
    fn is_signed_with(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let mut mac = <Hmac<Sha256> as hmac::Mac>::new_from_slice(&key).unwrap();
        mac.update(format!("{}.{}.{}", self.id, self.seconds, self.body).as_bytes());
        let wanted = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        self.signatures.split(' ').any(|one| one == wanted)
    }
}

/// A real HTTP server that answers as it is told, then 204; and one word: `hang`.
#[derive(Clone, Default)]
struct Receiver {
    got: Arc<Mutex<Vec<Got>>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
    hangs: bool,
}

impl Receiver {
    async fn open(self) -> (Self, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let me = self.clone();
        let router = axum::Router::new().fallback(move |headers: HeaderMap, body: String| {
            let me = me.clone();
            async move { me.answer(&headers, body).await }
        });
        drop(tokio::spawn(async move { axum::serve(listener, router).await.unwrap() }));
        (self, format!("http://127.0.0.1:{port}/in"))
    }

    async fn answer(&self, headers: &HeaderMap, body: String) -> Response {
        let header = |name: &str| headers[name].to_str().unwrap().to_owned();
        let (id, seconds) = (header("webhook-id"), header("webhook-timestamp"));
        let signatures = header("webhook-signature");
        self.got.lock().unwrap().push(Got { id, seconds, signatures, body });
        if self.hangs {
            std::future::pending::<()>().await;
        }
        let status = self.answers.lock().unwrap().pop_front().unwrap_or(204);
        let status = StatusCode::from_u16(status).unwrap();
        (status, [("location", "http://127.0.0.1:1/elsewhere")]).into_response()
    }

    fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }

    fn will_answer(&self, answers: &[u16]) {
        self.answers.lock().unwrap().extend(answers);
    }
}

async fn house() -> (House, Browser) {
    let config = "[webhooks]\nallow = [\"127.0.0.1\"]\n";
    let config = Config::parse(Path::new("callboard.toml"), config).unwrap();
    House::at(morning(), config).await.with_administrator().await
}

async fn hook(house: &House, admin: &Browser, url: &str, more: Value) -> Value {
    let mut body = json!({"name": "HR", "url": url, "families": ["people"]});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = admin.post(house, "/api/v1/webhooks", &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()
}

async fn hire(house: &House, admin: &Browser, number: &str) {
    let body = json!({"number": number, "name": "王伟", "hired_on": "2026-11-01", "reason": "new"});
    let made = admin.post(house, "/api/v1/people", &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
}

/// Sends what is due now and waits for it.
async fn deliver(courier: &Courier) {
    let mut turns = JoinSet::new();
    courier.begin(&mut turns).await.unwrap();
    turns.join_all().await;
}

async fn listed(house: &House, admin: &Browser) -> Value {
    admin.get(house, "/api/v1/webhooks").await.json()["webhooks"].clone()
}

#[tokio::test]
async fn a_change_arrives_signed_and_without_whom_it_is_about() {
    let (house, admin) = house().await;
    let (plain, url) = Receiver::default().open().await;
    let (personal, other) = Receiver::default().open().await;
    let made = hook(&house, &admin, &url, json!({})).await;
    let secret = made["secret"].as_str().unwrap();
    hook(&house, &admin, &other, json!({"is_personal": true})).await;
    hire(&house, &admin, "A100").await;
    deliver(&house.state.courier).await;
    let [got] = plain.got().try_into().unwrap();
    assert!(got.is_signed_with(secret) && !got.is_signed_with("whsec_AAAA"));
    assert_eq!(got.seconds, (morning().micros() / 1_000_000).to_string());
    assert_eq!(got.json()["type"], "person.created");
    assert_eq!(got.json()["version"], 1);
    assert!(!got.body.contains("A100") && !got.body.contains("王伟"), "{}", got.body);
    let [got] = personal.got().try_into().unwrap();
    assert_eq!(got.json()["data"]["number"], "A100");
    assert!(!got.body.contains("王伟") && !got.is_signed_with(secret), "a secret of its own");
    deliver(&house.state.courier).await;
    assert_eq!(plain.got().len(), 1, "told once");
    assert!(!admin.get(&house, "/api/v1/webhooks").await.text().contains(secret), "shown once");
    let audit = admin.get(&house, "/api/v1/audit").await.text();
    assert!(audit.contains("created_webhook") && !audit.contains(secret));
    house.close().await;
}

#[tokio::test]
async fn a_setting_is_told_as_the_journal_has_it_once_and_to_whoever_asked() {
    let (house, admin) = house().await;
    let (receiver, url) = Receiver::default().open().await;
    hook(&house, &admin, &url, json!({"families": ["settings"]})).await;
    deliver(&house.state.courier).await;
    let change = json!({"changes": [{"kind": "centre", "name": "示例中心"}]});
    let preview = admin.post(&house, "/api/v1/settings/preview", &change).await;
    let body = if preview.status == StatusCode::OK {
        json!({"changes": change["changes"], "digest": preview.json()["preview"]["digest"]})
    } else {
        panic!("{}", preview.text());
    };
    let applied = admin.post(&house, "/api/v1/settings", &body).await;
    assert_eq!(applied.status, StatusCode::OK, "{}", applied.text());
    hire(&house, &admin, "A1").await;
    // The journal's time is a little ahead of a clock that stands.
    house.desk.clock.advance(Duration::from_secs(1));
    deliver(&house.state.courier).await;
    let [got] = receiver.got().try_into().unwrap();
    assert_eq!(got.json()["type"], "setting.changed");
    assert_eq!(got.json()["data"]["setting"], "centre_configured");
    assert_eq!(got.json()["data"]["change"]["name"], "示例中心");
    deliver(&house.state.courier).await;
    assert_eq!(receiver.got().len(), 1);
    house.close().await;
}

#[tokio::test]
async fn a_failure_is_tried_again_later_with_the_same_id_and_the_next_waits() {
    let (house, admin) = house().await;
    let (receiver, url) = Receiver::default().open().await;
    hook(&house, &admin, &url, json!({})).await;
    for number in ["A1", "A2"] {
        hire(&house, &admin, number).await;
    }
    receiver.will_answer(&[503]);
    deliver(&house.state.courier).await;
    assert_eq!(receiver.got().len(), 1);
    let failing = listed(&house, &admin).await[0]["failing"].clone();
    assert_eq!((&failing["status"], &failing["problem"]), (&json!(503), &json!("status")));
    deliver(&house.state.courier).await;
    assert_eq!(receiver.got().len(), 1, "not before its time, and in order");
    house.desk.clock.advance(Duration::from_secs(40));
    deliver(&house.state.courier).await;
    let got = receiver.got();
    assert_eq!(got.len(), 3);
    assert_eq!(got[0].id, got[1].id, "the receiver can tell that it is the same");
    assert_ne!(got[1].id, got[2].id);
    assert_ne!(got[0].seconds, got[1].seconds, "signed anew");
    assert_eq!(listed(&house, &admin).await[0]["failing"], Value::Null);
    house.close().await;
}

#[tokio::test]
async fn what_stays_undeliverable_is_put_aside_with_its_reason_and_sent_anew_when_asked() {
    let (house, admin) = house().await;
    let (receiver, url) = Receiver::default().open().await;
    let id = hook(&house, &admin, &url, json!({})).await["webhook"]["id"].clone();
    hire(&house, &admin, "A1").await;
    // A redirect is not followed, whatever it says.
    receiver.will_answer(&[302; MOST_ATTEMPTS as usize]);
    for _ in 0..MOST_ATTEMPTS {
        deliver(&house.state.courier).await;
        house.desk.clock.advance(Duration::from_minutes(8 * 60));
    }
    assert_eq!(receiver.got().len(), MOST_ATTEMPTS as usize);
    let mut admin = admin;
    admin.sign_in(&house, "admin", crate::api::PASSWORD).await;
    let dead = admin.get(&house, &format!("/api/v1/webhooks/{id}/deliveries?state=dead")).await;
    let dead = dead.json()["deliveries"][0].clone();
    assert_eq!((&dead["problem"], &dead["status"]), (&json!("redirect"), &json!(302)));
    hire(&house, &admin, "A2").await;
    deliver(&house.state.courier).await;
    assert_eq!(receiver.got().len(), MOST_ATTEMPTS as usize + 1, "it holds up nobody");
    let path = format!("/api/v1/webhooks/{id}/resend");
    let resent = admin.post(&house, &path, &json!({"event": dead["event"]})).await;
    assert_eq!(resent.json(), json!({"resent": 1}));
    deliver(&house.state.courier).await;
    let got = receiver.got();
    assert_eq!(got.last().unwrap().id, got[0].id);
    assert_eq!(admin.post(&house, &path, &json!({})).await.json(), json!({"resent": 0}));
    // Gone for good: at once.
    hire(&house, &admin, "A3").await;
    receiver.will_answer(&[410]);
    deliver(&house.state.courier).await;
    assert_eq!(listed(&house, &admin).await[0]["dead"], 1);
    house.close().await;
}

#[tokio::test]
async fn a_receiver_that_is_slow_or_away_holds_up_no_other() {
    let (house, admin) = house().await;
    let (slow, slow_url) = Receiver { hangs: true, ..Receiver::default() }.open().await;
    let (quick, quick_url) = Receiver::default().open().await;
    hook(&house, &admin, &slow_url, json!({})).await;
    hook(&house, &admin, "http://127.0.0.1:1/", json!({"name": "away"})).await;
    hook(&house, &admin, &quick_url, json!({})).await;
    hire(&house, &admin, "A1").await;
    let mut turns = JoinSet::new();
    house.state.courier.begin(&mut turns).await.unwrap();
    // Two of the three turns end while the first goes on.
    for _ in 0..2 {
        turns.join_next().await.unwrap().unwrap();
    }
    assert_eq!(quick.got().len(), 1);
    // A change is made as ever, and the turn that goes on is not begun twice.
    hire(&house, &admin, "A2").await;
    deliver(&house.state.courier).await;
    assert_eq!(quick.got().len(), 2);
    assert!(slow.got().len() <= 1);
    turns.shutdown().await;
    // Whoever does not answer is given up on.
    let impatient = house.state.courier.clone().with_patience(std::time::Duration::from_millis(50));
    let path = "/api/v1/webhooks";
    let away = listed(&house, &admin).await[1].clone();
    assert_eq!(away["failing"]["problem"], "away");
    let headers = [
        ("webhook-id", "x".into()),
        ("webhook-timestamp", "1".into()),
        ("webhook-signature", "v1,".into()),
    ];
    let late = impatient.sender().send(&slow_url, headers, "{}".into()).await.unwrap_err();
    assert_eq!(late.problem, "late");
    assert_eq!(admin.get(&house, path).await.status, StatusCode::OK);
    house.close().await;
}

#[tokio::test]
async fn addresses_inside_are_refused_when_written_and_when_a_name_leads_there() {
    let (house, admin) = House::furnished().await;
    for url in [
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "http://example.com/",
        "ftp://example.com/",
        "https://u:p@example.com/",
        "nonsense",
    ] {
        let body = json!({"name": "x", "url": url, "families": ["people"]});
        let refused = admin.post(&house, "/api/v1/webhooks", &body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{url}: {}", refused.text());
    }
    // A name tells where it leads only when it is asked.
    let made = hook(&house, &admin, "https://localhost/", json!({})).await;
    let id = made["webhook"]["id"].clone();
    let tried = admin.post(&house, &format!("/api/v1/webhooks/{id}/test"), &json!({})).await;
    let trial = tried.json()["trial"].clone();
    assert_eq!((&trial["is_taken"], &trial["problem"]), (&json!(false), &json!("refused_address")));
    house.close().await;
}

#[tokio::test]
async fn a_secret_is_changed_with_both_signing_for_a_day_and_a_trial_tells_nothing() {
    let (house, admin) = house().await;
    let (receiver, url) = Receiver::default().open().await;
    let made = hook(&house, &admin, &url, json!({})).await;
    let (id, old) = (made["webhook"]["id"].clone(), made["secret"].as_str().unwrap().to_owned());
    let renewed = admin.post(&house, &format!("/api/v1/webhooks/{id}/secret"), &json!({})).await;
    let new = renewed.json()["secret"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/webhooks/{id}/test");
    let tried = admin.post(&house, &path, &json!({})).await;
    assert_eq!(tried.json()["trial"], json!({"is_taken": true, "status": 204, "problem": null}));
    house.desk.clock.advance(Duration::from_minutes(24 * 60));
    let later = admin.clone();
    let mut later = Browser { ..later };
    later.sign_in(&house, "admin", crate::api::PASSWORD).await;
    later.post(&house, &path, &json!({})).await;
    let [both, one] = receiver.got().try_into().unwrap();
    assert!(both.is_signed_with(&old) && both.is_signed_with(&new));
    assert!(!one.is_signed_with(&old) && one.is_signed_with(&new));
    assert_eq!((&both.json()["type"], &both.json()["data"]), (&json!("webhook.test"), &json!({})));
    house.close().await;
}

#[tokio::test]
async fn a_paused_receiver_is_left_alone_and_a_removed_one_is_forgotten() {
    let (house, admin) = house().await;
    let (receiver, url) = Receiver::default().open().await;
    let made = hook(&house, &admin, &url, json!({})).await;
    hire(&house, &admin, "A1").await;
    let paused = json!({
        "name": "HR", "url": url, "families": ["people"], "is_paused": true,
        "revision": made["webhook"]["revision"],
    });
    assert_eq!(admin.put(&house, "/api/v1/webhooks/1", &paused).await.status, StatusCode::OK);
    assert_eq!(admin.put(&house, "/api/v1/webhooks/1", &paused).await.status, StatusCode::CONFLICT);
    hire(&house, &admin, "A2").await;
    deliver(&house.state.courier).await;
    assert_eq!(receiver.got().len(), 0);
    assert_eq!(listed(&house, &admin).await[0]["waiting"], 1, "what was before it paused");
    assert_eq!(admin.delete(&house, "/api/v1/webhooks/1").await.status, StatusCode::NO_CONTENT);
    assert_eq!(admin.delete(&house, "/api/v1/webhooks/1").await.status, StatusCode::NOT_FOUND);
    deliver(&house.state.courier).await;
    assert_eq!((receiver.got().len(), listed(&house, &admin).await), (0, json!([])));
    house.close().await;
}
