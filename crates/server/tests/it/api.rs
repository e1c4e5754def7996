//! A house whose router is called in process, and a browser that keeps its cookie.

use crate::support::{Desk, Folder, QUIET, house_store, morning};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use domain::{SourceId, Timestamp};
use serde_json::{Value, json};
use server::clock::{ManualClock, StagedClock};
use server::config::Config;
use server::demo::{Past, Settings};
use server::engine::Engine;
use server::http::{self, AppState};
use server::orders::Orders;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

pub(crate) const PASSWORD: &str = "correct horse battery";

/// Engine, store, a clock that stands, and the router on top.
pub(crate) struct House {
    pub(crate) desk: Desk,
    pub(crate) router: Router,
    pub(crate) setup: Option<String>,
    pub(crate) stop: CancellationToken,
    pub(crate) orders: Orders,
    pub(crate) state: AppState,
    _folder: Folder,
}

/// An answer, read whole.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {text}"))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.to_vec()).unwrap()
    }

    /// The stable code of a refusal.
    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or("").to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn cookie(&self) -> Option<String> {
        let set = self.headers.get(header::SET_COOKIE)?.to_str().unwrap();
        Some(set.split(';').next().unwrap().to_owned())
    }
}

impl House {
    pub(crate) async fn open() -> Self {
        let folder = Folder::new();
        let desk = Desk::with(house_store(&folder, morning()).await, morning(), QUIET).await;
        Self::around(folder, desk, Config::default()).await
    }

    /// With a clock that stands at `now`, and this configuration.
    pub(crate) async fn at(now: Timestamp, config: Config) -> Self {
        let folder = Folder::new();
        let desk = Desk::with(house_store(&folder, now).await, now, QUIET).await;
        Self::around(folder, desk, config).await
    }

    /// The same house after a restart, with this configuration.
    pub(crate) async fn restarted(self, config: Config) -> Self {
        let Self { desk, stop, _folder: folder, router, state, .. } = self;
        let now = desk.engine.now();
        stop.cancel();
        drop((router, state));
        desk.close().await;
        let desk = Desk::with(house_store(&folder, now).await, now, QUIET).await;
        Self::around(folder, desk, config).await
    }

    /// A house around an engine that is there.
    async fn around(folder: Folder, desk: Desk, config: Config) -> Self {
        let stop = CancellationToken::new();
        let clock = desk.clock.clock();
        let state = AppState::new(desk.engine.clone(), config, clock, stop.clone());
        let link = state.first_sign_in().await.unwrap();
        let setup = link.map(|link| link.split_once("token=").unwrap().1.to_owned());
        let orders = state.orders.clone();
        let router = http::router(state.clone());
        Self { desk, router, setup, stop, orders, state, _folder: folder }
    }

    /// With an administrator, signed in.
    pub(crate) async fn furnished() -> (Self, Browser) {
        Self::open().await.with_administrator().await
    }

    /// A house in which the simulated centre has worked up to `moment` and then stands still.
    pub(crate) async fn at_work(moment: &str, seed: u64, past: Past) -> (Self, Browser) {
        let folder = Folder::new();
        let now = Timestamp::parse(moment).unwrap();
        let clock = ManualClock::at(now);
        let settings = Settings::new(seed, past, clock.clock());
        let store = house_store(&folder, now).await;
        let staged = StagedClock::at(settings.begins(&store, now).await.unwrap());
        let engine = Engine::start(store.clone(), staged.clock(), QUIET).await.unwrap();
        let stop = CancellationToken::new();
        stop.cancel();
        settings.start(&engine, &staged, stop).await.unwrap().await;
        engine.tick().await;
        engine.settle().await;
        let desk = Desk { engine, store, clock, source: SourceId(1) };
        Self::around(folder, desk, Config::default()).await.with_administrator().await
    }

    pub(crate) async fn with_administrator(self) -> (Self, Browser) {
        let mut house = self;
        let token = house.setup.take().unwrap();
        let mut browser = Browser::default();
        let body = json!({"token": token, "password": PASSWORD});
        let answer = browser.post(&house, "/api/v1/setup", &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        browser.keep(&answer);
        (house, browser)
    }

    /// Sends a request and gives the answer with its body still open.
    pub(crate) async fn send(&self, request: Request<Body>) -> axum::response::Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.send(request).await;
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn close(self) {
        self.stop.cancel();
        self.desk.close().await;
    }
}

/// Keeps cookie and CSRF token as the web's pages do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Browser {
    pub(crate) cookie: Option<String>,
    pub(crate) csrf: Option<String>,
}

impl Browser {
    /// Takes over the session of an answer.
    pub(crate) fn keep(&mut self, answer: &Answer) {
        if let Some(cookie) = answer.cookie() {
            self.cookie = Some(cookie);
        }
        if let Some(csrf) = answer.json()["session"]["csrf_token"].as_str() {
            self.csrf = Some(csrf.to_owned());
        }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder().method(method).uri(path).header("host", "call.test");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(csrf) = &self.csrf {
            request = request.header("x-csrf-token", csrf);
        }
        request
    }

    pub(crate) async fn get(&self, house: &House, path: &str) -> Answer {
        house.ask(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, house: &House, path: &str, body: &Value) -> Answer {
        self.send(house, Method::POST, path, body).await
    }

    pub(crate) async fn put(&self, house: &House, path: &str, body: &Value) -> Answer {
        self.send(house, Method::PUT, path, body).await
    }

    async fn send(&self, house: &House, method: Method, path: &str, body: &Value) -> Answer {
        let request = self.request(method, path).header(header::CONTENT_TYPE, "application/json");
        house.ask(request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub(crate) async fn delete(&self, house: &House, path: &str) -> Answer {
        house.ask(self.request(Method::DELETE, path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn sign_in(&mut self, house: &House, name: &str, password: &str) -> Answer {
        let body = json!({"name": name, "password": password});
        let answer = self.post(house, "/api/v1/session", &body).await;
        if answer.status == StatusCode::OK {
            self.keep(&answer);
        }
        answer
    }

    /// An API token with these scopes.
    pub(crate) async fn token(&self, house: &House, scopes: &[&str]) -> String {
        let body = json!({"name": "test", "scopes": scopes});
        let answer = self.post(house, "/api/v1/tokens", &body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        answer.json()["token"]["secret"].as_str().unwrap().to_owned()
    }
}
