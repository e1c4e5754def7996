//! Boards of wall screens: kept, changed, shown; and their links, which open one board and nothing else.

use crate::api::{Answer, Browser, House, PASSWORD};
use crate::api_access::operations;
use crate::api_story::morning;
use axum::body::{Body, BodyDataStream};
use axum::http::{Method, Request, StatusCode, header};
use domain::Duration;
use futures_util::StreamExt as _;
use serde_json::{Value, json};

/// What a screen's link may read, and of its own board only.
const SCREENS: [&str; 3] =
    ["/api/v1/walls/{id}", "/api/v1/walls/{id}/stream", "/api/v1/walls/{id}/curves"];
/// What answers everybody.
const OPEN: [&str; 8] = [
    "/healthz",
    "/api/v1/setup",
    "/api/v1/session",
    "/api/v1/session/code",
    "/api/v1/session/enrolment",
    "/api/v1/session/enrolment/code",
    "/api/v1/password-strength",
    "/api/v1/sign-in",
];

fn is_open(path: &str) -> bool {
    OPEN.contains(&path) || path.starts_with("/api/v1/openid/")
}

async fn put(house: &House, browser: &Browser, path: &str, body: &Value) -> Answer {
    let request = browser.request(Method::PUT, path);
    let request = request.header(header::CONTENT_TYPE, "application/json");
    house.ask(request.body(Body::from(body.to_string())).unwrap()).await
}

async fn first_board(house: &House, admin: &Browser) -> Value {
    let made = admin.post(house, "/api/v1/walls", &json!({"name": "大厅"})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    made.json()["board"].clone()
}

async fn link(house: &House, admin: &Browser, board: u64) -> (u64, String) {
    let path = format!("/api/v1/walls/{board}/tokens");
    let made = admin.post(house, &path, &json!({"name": "东墙", "days": 90})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let token = made.json()["token"].clone();
    (token["id"].as_u64().unwrap(), token["secret"].as_str().unwrap().to_owned())
}

fn with(method: &str, path: &str, secret: &str) -> Request<Body> {
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
    let bearer = format!("Bearer {secret}");
    let request = Request::builder().method(method).uri(path).header("authorization", bearer);
    request.body(Body::empty()).unwrap()
}

/// The first message of a stream, or of what follows it.
async fn message(body: &mut BodyDataStream) -> (String, Value) {
    let text = String::from_utf8(body.next().await.unwrap().unwrap().to_vec()).unwrap();
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    (field("event: ").to_owned(), serde_json::from_str(field("data: ")).unwrap())
}

async fn open_stream(house: &House, path: &str, secret: &str) -> BodyDataStream {
    let response = house.send(with("get", path, secret)).await;
    assert_eq!(response.status(), StatusCode::OK);
    response.into_body().into_data_stream()
}

#[tokio::test]
async fn a_screens_link_opens_its_board_and_is_refused_everywhere_else() {
    let (house, admin) = House::furnished().await;
    let mine = first_board(&house, &admin).await["id"].as_u64().unwrap();
    let other = first_board(&house, &admin).await["id"].as_u64().unwrap();
    let (_, secret) = link(&house, &admin, mine).await;
    let mut refused = 0;
    for (method, path) in operations() {
        let is_screens = method == "get" && SCREENS.contains(&path.as_str());
        for board in [mine, other] {
            let address = path.replace("{id}", &board.to_string());
            let response = house.send(with(&method, &address, &secret)).await;
            if is_screens && board == mine {
                assert_eq!(response.status(), StatusCode::OK, "{method} {address}");
            } else if path.starts_with("/iclock/") {
                // Terminals have an answer of their own, whatever else they show.
                assert!(!response.status().is_success(), "{method} {address}");
            } else if method != "delete" && is_open(&path) && path != "/api/v1/session" {
                assert_ne!(response.status(), StatusCode::FORBIDDEN, "{method} {address}");
            } else if (method.as_str(), path.as_str()) != ("post", "/api/v1/session") {
                assert_eq!(response.status(), StatusCode::FORBIDDEN, "{method} {address}");
                refused += 1;
            }
        }
    }
    assert!(refused > 80, "{refused}");
    for odd in ["/api/v1/walls/x/stream", "/api/v1/walls/99999999999", "/api/v1/walls/-1/curves"] {
        let response = house.send(with("get", odd, &secret)).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{odd}");
    }
    house.close().await;
}

#[tokio::test]
async fn a_link_is_shown_once_and_ends_by_time_by_hand_and_with_its_board() {
    let (house, admin) = House::furnished().await;
    let board = first_board(&house, &admin).await["id"].as_u64().unwrap();
    let path = format!("/api/v1/walls/{board}");
    let (id, secret) = link(&house, &admin, board).await;
    assert!(secret.starts_with(&format!("cbw_{board}_")), "{secret}");
    let ask = |secret: String| {
        let request = with("get", &path, &secret);
        house.ask(request)
    };
    assert_eq!(ask(secret.clone()).await.status, StatusCode::OK);
    let all = admin.get(&house, "/api/v1/wall-tokens").await.json();
    assert_eq!(all["tokens"][0]["made_by"], "admin");
    let listed = admin.get(&house, &format!("{path}/tokens")).await;
    assert_eq!(all["tokens"], listed.json()["tokens"], "of all boards, and there is one");
    assert!(!listed.text().contains(&secret), "the secret is shown once");
    assert!(listed.json()["tokens"][0]["used_at"].is_string(), "{}", listed.text());
    for number in 0..=secret.len() {
        let cut: String = secret.chars().take(number).collect();
        if cut != secret {
            assert_eq!(ask(cut).await.status, StatusCode::UNAUTHORIZED);
        }
    }

    let revoked = admin.delete(&house, &format!("/api/v1/wall-tokens/{id}")).await;
    assert_eq!(revoked.status, StatusCode::NO_CONTENT);
    assert_eq!(ask(secret).await.status, StatusCode::UNAUTHORIZED);

    let short = json!({"name": "一天", "days": 1});
    let made = admin.post(&house, &format!("{path}/tokens"), &short).await.json();
    let short = made["token"]["secret"].as_str().unwrap().to_owned();
    let (_, lasting) = link(&house, &admin, board).await;
    house.desk.clock.advance(Duration::from_minutes(24 * 60));
    assert_eq!(ask(short).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(ask(lasting.clone()).await.status, StatusCode::OK);

    let mut again = Browser::default();
    again.sign_in(&house, "admin", PASSWORD).await;
    assert_eq!(again.delete(&house, &path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(ask(lasting).await.status, StatusCode::UNAUTHORIZED);
    house.close().await;
}

#[tokio::test]
async fn a_wall_shows_the_floors_figures_and_nobodys_name() {
    let (house, admin) = House::furnished().await;
    let mut teller = morning(&house, &admin).await;
    // Two wait and one talks: no figure stands for the other.
    let queued = json!({"contact": "c5", "queue": "q_gen"});
    teller.tell(&house, &[(121, "contact_queued", queued)]).await;
    let board = first_board(&house, &admin).await["id"].as_u64().unwrap();
    let (_, secret) = link(&house, &admin, board).await;
    let mut stream =
        open_stream(&house, &format!("/api/v1/walls/{board}/stream?rate=10"), &secret).await;
    let (event, wall) = message(&mut stream).await;
    assert_eq!(event, "snapshot");
    let overview = admin.get(&house, "/api/v1/overview").await.json()["overview"].clone();
    assert_eq!(wall["parts"]["1"]["value"], overview["last_15m"]["service_level"]);
    assert_eq!(wall["parts"]["2"]["value"].as_f64(), overview["waiting"].as_f64());
    assert_eq!(wall["parts"]["3"]["value"].as_f64(), overview["longest_wait_ms"].as_f64());
    assert_eq!(wall["parts"]["4"]["value"].as_f64(), overview["people"]["available"].as_f64());
    assert_eq!(wall["parts"]["6"]["people"], overview["people"]);
    assert_eq!(wall["parts"]["8"]["value"].as_f64(), overview["today"]["offered"].as_f64());
    assert_eq!(wall["parts"]["10"]["value"].as_f64(), overview["talking"].as_f64());
    let queue = &overview["queues"]["0"];
    assert_eq!(wall["queues"]["0"]["name"], queue["name"]);
    assert_eq!(wall["queues"]["0"]["available"], queue["available"]);
    assert_eq!(wall["attention"], json!([0]));
    assert_eq!(wall["parts"]["5"]["queues"], json!([0]));

    let path = format!("/api/v1/walls/{board}/curves");
    let curves = house.ask(with("get", &path, &secret)).await;
    let points = curves.json()["curves"]["11"]["points"].clone();
    let answered: u64 =
        points.as_array().unwrap().iter().map(|p| p["answered"].as_u64().unwrap()).sum();
    assert_eq!(Some(answered), overview["today"]["answered"].as_u64());
    for text in [wall.to_string(), curves.text()] {
        for private in ["示例一", "a1", "A-01", "13731199938", "9938", "c4"] {
            assert!(!text.contains(&format!("\"{private}\"")), "{private} in {text}");
        }
    }
    house.close().await;
}

#[tokio::test]
async fn blocks_of_a_queue_a_skill_and_a_site_agree_with_the_queue() {
    let (house, admin) = House::furnished().await;
    let mut teller = morning(&house, &admin).await;
    // Two wait and one talks: no figure stands for the other.
    let queued = json!({"contact": "c5", "queue": "q_gen"});
    teller.tell(&house, &[(121, "contact_queued", queued)]).await;
    let figure = |id: u8, measure: &str, span: &str, scope: &str| {
        json!({"id": id, "kind": "figure", "scope": scope, "measure": measure, "span": span,
               "x": id % 6 * 2, "y": id / 6, "width": 2, "height": 1})
    };
    let blocks = [
        figure(0, "waiting", "now", "queue:0"),
        figure(1, "talking", "now", "skill:0"),
        figure(2, "available", "now", "queue:0"),
        figure(3, "signed_in", "now", "queue:0"),
        figure(4, "abandoned", "today", "skill:0"),
        figure(5, "occupancy", "today", "queue:0"),
        figure(6, "service_level", "last_30m", "queue:0"),
        figure(7, "asa_ms", "last_5m", "queue:0"),
    ];
    let layout = json!({"attention": "queue:0", "rotate_s": 20, "pages": [{"blocks": blocks}]});
    let new = json!({"name": "一个队列", "layout": layout});
    let made = admin.post(&house, "/api/v1/walls", &new).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let request = admin.request(Method::GET, "/api/v1/walls/1/stream").body(Body::empty());
    let mut stream = house.send(request.unwrap()).await.into_body().into_data_stream();
    let (_, wall) = message(&mut stream).await;
    let queue = admin.get(&house, "/api/v1/queues/0").await.json()["queue"].clone();
    let value = |id: &str| wall["parts"][id]["value"].as_f64();
    assert_eq!(value("0"), queue["waiting"].as_f64());
    assert_eq!(value("1"), Some(1.0));
    assert_eq!(value("2"), queue["available"].as_f64());
    assert_eq!(value("3"), queue["staffed"].as_f64());
    assert_eq!(value("4"), queue["today"]["abandoned"].as_f64());
    assert_eq!(value("5"), queue["today"]["occupancy"].as_f64());
    assert_eq!(value("6"), queue["last_30m"]["service_level"].as_f64());
    assert_eq!(value("7"), queue["last_5m"]["asa_ms"].as_f64());
    assert_eq!(wall["parts"]["0"]["name"], queue["name"]);
    house.close().await;
}

#[tokio::test]
async fn a_change_shows_on_the_open_screen_and_a_stale_one_is_refused() {
    let (house, admin) = House::furnished().await;
    let board = first_board(&house, &admin).await;
    let path = format!("/api/v1/walls/{}", board["id"]);
    let (_, secret) = link(&house, &admin, board["id"].as_u64().unwrap()).await;
    let mut stream = open_stream(&house, &format!("{path}/stream?rate=10"), &secret).await;
    assert_eq!(message(&mut stream).await.1["board"]["revision"], 1);
    let mut layout = board["layout"].clone();
    layout["rotate_s"] = json!(45);
    let change = json!({"name": "新名", "layout": layout, "revision": 1});
    let changed = put(&house, &admin, &path, &change).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    assert_eq!(changed.json()["board"]["revision"], 2);
    let delta = loop {
        let (_, delta) = message(&mut stream).await;
        if delta["board"].is_object() {
            break delta;
        }
    };
    assert_eq!(delta["board"]["layout"], json!({"rotate_s": 45}));
    assert_eq!(delta["board"]["name"], "新名");

    let stale = put(&house, &admin, &path, &change).await;
    assert_eq!((stale.status, stale.code().as_str()), (StatusCode::CONFLICT, "changed_meanwhile"));
    let rows = admin.get(&house, "/api/v1/audit?limit=3").await.json();
    let actions: Vec<&str> =
        rows["audit"].as_array().unwrap().iter().map(|r| r["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["changed_board", "created_wall_token", "created_board"]);
    house.close().await;
}

#[tokio::test]
async fn a_board_that_cannot_be_shown_is_refused_with_its_place() {
    let (house, admin) = House::furnished().await;
    let board = first_board(&house, &admin).await;
    let mut layout = board["layout"].clone();
    layout["pages"][0]["blocks"][1]["x"] = json!(3);
    let path = format!("/api/v1/walls/{}", board["id"]);
    let refused =
        put(&house, &admin, &path, &json!({"name": "x", "layout": layout, "revision": 1})).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.json()["message"], "Page 1, block 2: it lies upon block 1");
    assert_eq!(refused.json()["hint"], "Move one of the two");
    for body in [
        json!({"name": ""}),
        json!({"name": "x", "layout": {"attention": "agent:1", "rotate_s": 9, "pages": []}}),
        json!({"name": "x", "layout": {"attention": "queue:9", "rotate_s": 9, "pages": [{"blocks": []}]}}),
        json!({"name": "x", "layout": {"attention": "centre", "rotate_s": 9, "pages": [], "more": 1}}),
    ] {
        let refused = admin.post(&house, "/api/v1/walls", &body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{body}");
        assert!(!refused.json()["hint"].as_str().unwrap().is_empty());
    }
    let tokens = format!("{path}/tokens");
    for body in [json!({"name": "x", "days": 0}), json!({"name": "x", "days": 367})] {
        let refused = admin.post(&house, &tokens, &body).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{body}");
    }
    let new = json!({"name": "看板", "password": PASSWORD, "roles": [{"role": "viewer"}]});
    admin.post(&house, "/api/v1/accounts", &new).await;
    let mut viewer = Browser::default();
    viewer.sign_in(&house, "看板", PASSWORD).await;
    assert_eq!(viewer.get(&house, "/api/v1/walls").await.json()["boards"][0], board);
    assert_eq!(viewer.get(&house, &tokens).await.status, StatusCode::FORBIDDEN);
    let made = viewer.post(&house, "/api/v1/walls", &json!({"name": "x"})).await;
    assert_eq!(made.status, StatusCode::FORBIDDEN);
    house.close().await;
}

#[tokio::test]
async fn a_revoked_links_open_stream_ends() {
    let (house, admin) = House::furnished().await;
    let mut teller = morning(&house, &admin).await;
    let board = first_board(&house, &admin).await["id"].as_u64().unwrap();
    let (id, secret) = link(&house, &admin, board).await;
    let mut stream =
        open_stream(&house, &format!("/api/v1/walls/{board}/stream?rate=10"), &secret).await;
    message(&mut stream).await;
    admin.delete(&house, &format!("/api/v1/wall-tokens/{id}")).await;
    let queued = json!({"contact": "x", "queue": "q_gen"});
    teller.tell(&house, &[(160, "contact_queued", queued)]).await;
    while message(&mut stream).await.0 != "end" {}
    assert!(stream.next().await.is_none());
    house.close().await;
}
