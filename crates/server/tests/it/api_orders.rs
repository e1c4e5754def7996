//! Orders over HTTP as far as they go without a telephone system; `asterisk_real` has one.

use crate::api::{Answer, Browser, House, PASSWORD};
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use connect::asterisk::{Answer as Told, Config, Fate, Order, Resume, Session};
use serde_json::{Value, json};
use server::orders::Desk;
use tokio::sync::mpsc;

/// Longest wait for anything in these tests.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

async fn give(house: &House, browser: &Browser, key: &str, body: &Value) -> Answer {
    let request = browser
        .request(Method::POST, "/api/v1/orders")
        .header(header::CONTENT_TYPE, "application/json")
        .header("idempotency-key", key);
    house.ask(request.body(Body::from(body.to_string())).unwrap()).await
}

fn pause(source: &str) -> Value {
    let order = json!({"verb": "pause_member", "agent": "PJSIP/1001", "reason": "lunch"});
    json!({"source": source, "order": order})
}

/// A telephone system whose orders are answered by the test.
fn desk(house: &House, is_dry: bool) -> mpsc::Receiver<Order> {
    let (sender, inbox) = mpsc::channel(8);
    house.orders.open("pbx-1", Desk::new(house.desk.source, is_dry, sender));
    inbox
}

fn done(order: Order, action: u64) {
    let message = "Interface paused successfully".to_owned();
    order.reply.send(Told { action: Some(action), fate: Fate::Done, message }).unwrap();
}

#[tokio::test]
async fn what_is_wrong_with_an_order_is_said_with_a_remedy_and_nothing_is_sent() {
    let (house, admin) = House::furnished().await;
    let nowhere = give(&house, &admin, "k", &pause("pbx-9")).await;
    assert_eq!(
        (nowhere.status, nowhere.code().as_str()),
        (StatusCode::NOT_FOUND, "unknown_source")
    );
    assert!(nowhere.text().contains("[[asterisk]]"), "{}", nowhere.text());
    let mut inbox = desk(&house, true);
    let nowhere = give(&house, &admin, "k", &pause("pbx-9")).await;
    assert!(nowhere.text().contains("Write one of: pbx-1"), "{}", nowhere.text());
    for key in ["", &"k".repeat(101)] {
        let keyless = give(&house, &admin, key, &pause("pbx-1")).await;
        assert_eq!(keyless.status, StatusCode::BAD_REQUEST);
        assert!(keyless.text().contains("Idempotency-Key"), "{}", keyless.text());
    }
    let mut earnest = pause("pbx-1");
    earnest["dry_run"] = false.into();
    let refused = give(&house, &admin, "k", &earnest).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "dry_run_only"));
    assert!(refused.text().contains("callboard.toml"), "{}", refused.text());
    let bad = [
        json!({"verb": "shut_down"}),
        json!({"verb": "pause_member", "agent": "a", "force": true}),
        json!({"verb": "add_member", "queue": "q", "agent": "a", "penalty": -1}),
    ];
    for order in bad {
        let refused = give(&house, &admin, "k", &json!({"source": "pbx-1", "order": order})).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{order}: {}", refused.text());
    }
    let redirect = json!({"verb": "redirect", "contact": "77", "context": "c", "exten": "s"});
    let over = give(&house, &admin, "k", &json!({"source": "pbx-1", "order": redirect})).await;
    assert_eq!(over.code(), "contact_over");
    assert!(inbox.try_recv().is_err(), "something was sent");
    house.close().await;
}

#[tokio::test]
async fn only_an_administrator_and_a_token_for_orders_may_give_them() {
    let (house, admin) = House::furnished().await;
    let new = json!({"name": "看板", "password": PASSWORD, "roles": [{"role": "viewer"}]});
    assert_eq!(admin.post(&house, "/api/v1/accounts", &new).await.status, StatusCode::CREATED);
    let mut viewer = Browser::default();
    viewer.sign_in(&house, "看板", PASSWORD).await;
    let refused = give(&house, &viewer, "k", &pause("pbx-1")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let token = admin.token(&house, &["orders:write"]).await;
    let mut inbox = desk(&house, false);
    let bearer = axum::http::Request::post("/api/v1/orders")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .header("idempotency-key", "k")
        .body(Body::from(pause("pbx-1").to_string()))
        .unwrap();
    let answering = async {
        let order = inbox.recv().await.unwrap();
        assert_eq!(order.actor, 1, "the account that made the token answers for it");
        done(order, 7);
    };
    let (answer, ()) = tokio::join!(house.ask(bearer), answering);
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let rows = admin.get(&house, "/api/v1/audit").await.json();
    let row = &rows["audit"][0];
    assert_eq!(
        (row["actor"].as_str(), row["action"].as_str()),
        (Some("token 1"), Some("gave_order"))
    );
    assert_eq!(row["object"], "pbx-1: QueuePause all queues PJSIP/1001 lunch, key k");
    house.close().await;
}

#[tokio::test]
async fn a_key_acts_once_whoever_repeats_it_and_when() {
    let (house, admin) = House::furnished().await;
    let mut inbox = desk(&house, false);
    let order = pause("pbx-1");
    let meanwhile = async {
        let taken = inbox.recv().await.unwrap();
        let early = give(&house, &admin, "k", &order).await;
        assert_eq!(early.code(), "order_under_way", "{}", early.text());
        done(taken, 9);
    };
    let (first, ()) = tokio::join!(give(&house, &admin, "k", &order), meanwhile);
    assert_eq!(first.json()["order"]["repeated"], false, "{}", first.text());
    let again = give(&house, &admin, "k", &order).await.json();
    assert_eq!(again["order"]["repeated"], true, "{again}");
    assert_eq!(again["order"]["action"], "9");
    let mut other = order.clone();
    other["order"]["reason"] = "training".into();
    assert_eq!(give(&house, &admin, "k", &other).await.code(), "key_reused");
    assert!(inbox.try_recv().is_err(), "it went out twice");
    house.close().await;
}

/// The giver hangs up as soon as the order is taken: it is carried through all the same.
#[tokio::test]
async fn an_order_whose_giver_hangs_up_is_carried_through_and_kept() {
    let (house, admin) = House::furnished().await;
    let mut inbox = desk(&house, false);
    let order = pause("pbx-1");
    let taken = {
        let giving = give(&house, &admin, "k", &order);
        tokio::pin!(giving);
        tokio::select! {
            _ = &mut giving => panic!("nobody has answered it"),
            taken = inbox.recv() => taken.unwrap(),
        }
    };
    done(taken, 11);
    loop {
        let again = give(&house, &admin, "k", &order).await;
        if again.code() == "order_under_way" {
            tokio::task::yield_now().await;
            continue;
        }
        assert_eq!(again.json()["order"]["action"], "11", "{}", again.text());
        break;
    }
    house.close().await;
}

/// A real session to a port where nobody listens.
#[tokio::test]
async fn an_offline_source_says_why_and_the_key_may_be_used_again() {
    let (house, admin) = House::furnished().await;
    let port = {
        let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        free.local_addr().unwrap().port()
    };
    let (out, mut batches) = mpsc::channel(8);
    let (sender, orders) = mpsc::channel(8);
    let config =
        Config { name: "pbx-1".into(), host: "127.0.0.1".into(), port, ..Config::default() };
    let (clock, stop) = (house.desk.clock.clock().into(), house.stop.clone());
    let session = Session { config, resume: Resume::default(), clock, out, orders, stop };
    let session = tokio::spawn(connect::asterisk::run(session));
    let draining = tokio::spawn(async move { while batches.recv().await.is_some() {} });
    house.orders.open("pbx-1", Desk::new(house.desk.source, false, sender));
    for _ in 0..2 {
        let offline = give(&house, &admin, "k", &pause("pbx-1")).await;
        assert_eq!(offline.status, StatusCode::SERVICE_UNAVAILABLE, "{}", offline.text());
        assert_eq!(offline.code(), "source_offline");
        let text = offline.text();
        assert!(text.contains(&format!("connecting to 127.0.0.1:{port}")), "{text}");
    }
    // Connected again, the same key acts.
    let mut inbox = desk(&house, false);
    let order = pause("pbx-1");
    let giving = tokio::time::timeout(PATIENCE, give(&house, &admin, "k", &order));
    let answering = tokio::time::timeout(PATIENCE, inbox.recv());
    let (answer, ()) = tokio::join!(giving, async {
        done(answering.await.expect("the order was not sent").unwrap(), 13);
    });
    let answer = answer.unwrap();
    assert_eq!(answer.json()["order"]["repeated"], false, "{}", answer.text());
    house.close().await;
    session.await.unwrap();
    draining.await.unwrap();
}
