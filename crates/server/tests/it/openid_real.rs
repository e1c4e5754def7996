//! Signing in at a certified OpenID provider, through its own redirects, and what is done to abuse that.
//!
//! Runs where `CALLBOARD_OPENID` names the folder of the provider with its packages; `cargo xtask test`
//! installs them and sets the variable. Elsewhere it passes and prints that it was not run.

use crate::api::{Answer, Browser, House, PASSWORD};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::Duration;
use serde_json::{Value, json};
use server::config::Config;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;

const PUBLIC: &str = "http://callboard.test:8420";

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("CALLBOARD_OPENID").map(PathBuf::from);
    if folder.is_none() {
        println!("not run: CALLBOARD_OPENID is not set; let `cargo xtask test` do it");
    }
    folder
}

/// The provider, ended with the value.
struct RealProvider {
    child: Child,
    issuer: String,
    /// Kept open: it says more, and would end if nobody could hear it.
    _said: Lines<BufReader<ChildStdout>>,
}

impl RealProvider {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new("node")
            .arg("provider.mjs")
            .current_dir(folder)
            .env("CLIENT_BACK", format!("{PUBLIC}/api/v1/openid/house/callback"))
            .env("CLIENT_HOME", format!("{PUBLIC}/"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node is missing; `cargo xtask test` installs it");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.find_map(|line| line.ok()?.strip_prefix("issuer ").map(str::to_owned));
        let issuer = line.expect("the provider says where it is; run `npm ci` in its folder");
        Self { child, issuer, _said: lines }
    }

    /// A house that trusts it.
    async fn house(&self, more: &str) -> House {
        let issuer = &self.issuer;
        let text = format!(
            "public_url = \"{PUBLIC}\"\n[[sign_in.openid]]\nname = \"house\"\ntitle = \"示例公司\"\n\
             issuer = \"{issuer}\"\nclient_id = \"callboard\"\nclient_secret = \"test-secret\"\n\
             scopes = [\"profile\", \"groups\"]\nroles = [{{ group = \"leaders\", role = \"duty_manager\" }},\n\
             {{ group = \"staff\", role = \"viewer\" }}]\nuserinfo = true\n{more}"
        );
        let config = Config::parse(Path::new("callboard.toml"), &text).unwrap();
        // The provider's tokens are of the time of day.
        House::at(server::clock::system()(), config).await
    }

    async fn test(&self, path: &str) {
        let (status, _) = fetch("GET", &format!("{}{path}", self.issuer), "", "").await;
        assert_eq!(status, 200);
    }

    async fn twist(&self, claims: &Value) {
        let claims = claims.to_string();
        let query: String = url::form_urlencoded::byte_serialize(claims.as_bytes()).collect();
        self.test(&format!("/test/twist?claims={query}")).await;
    }
}

impl Drop for RealProvider {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// One exchange with the provider: status and headers.
async fn fetch(method: &str, url: &str, cookies: &str, body: &str) -> (u16, Vec<(String, String)>) {
    let url = Url::parse(url).unwrap();
    let authority = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let mut stream = TcpStream::connect(&authority).await.unwrap();
    let path = url.query().map_or(url.path().to_owned(), |q| format!("{}?{q}", url.path()));
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\ncookie: {cookies}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer);
    let (head, _) = answer.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let pairs = lines.filter_map(|line| line.split_once(": "));
    (status, pairs.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect())
}

/// A person's browser: cookies here and there.
#[derive(Default)]
struct Person {
    here: BTreeMap<String, String>,
    there: BTreeMap<String, String>,
}

fn jar(cookies: &BTreeMap<String, String>) -> String {
    cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}

fn keep(cookies: &mut BTreeMap<String, String>, set: &str) {
    let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
    cookies.insert(name.to_owned(), value.to_owned());
}

impl Person {
    async fn here(&mut self, house: &House, path: &str) -> Answer {
        let request = Request::get(path)
            .header(header::HOST, "evil.example")
            .header(header::COOKIE, jar(&self.here))
            .body(Body::empty())
            .unwrap();
        let answer = house.ask(request).await;
        for set in answer.headers.get_all(header::SET_COOKIE) {
            keep(&mut self.here, set.to_str().unwrap());
        }
        answer
    }

    async fn there(&mut self, method: &str, url: &str, body: &str) -> (u16, String) {
        let (status, headers) = fetch(method, url, &jar(&self.there), body).await;
        let mut location = String::new();
        for (name, value) in headers {
            match name.as_str() {
                "set-cookie" => keep(&mut self.there, &value),
                "location" => location = value,
                _ => {}
            }
        }
        (status, location)
    }

    /// Presses the button; gives where the provider is.
    async fn start(&mut self, house: &House) -> String {
        let answer = self.here(house, "/api/v1/openid/house/start?to=/queues").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        answer.header("location").to_owned()
    }

    /// Signs in at the provider; gives the address that it sends the browser back to.
    async fn at_provider(&mut self, address: &str, login: &str, password: &str) -> String {
        let base = Url::parse(address).unwrap();
        let (_, form) = self.there("GET", address, "").await;
        let form = base.join(&form).unwrap();
        if form.as_str().starts_with(PUBLIC) {
            return form.into();
        }
        let body = format!("login={login}&password={password}");
        let (status, on) = self.there("POST", form.as_str(), &body).await;
        assert_eq!(status, 303, "{login} is not known to the provider");
        let (_, back) = self.there("GET", base.join(&on).unwrap().as_str(), "").await;
        assert!(back.starts_with(PUBLIC), "{back}");
        back
    }

    /// Comes back; gives our answer.
    async fn back(&mut self, house: &House, address: &str) -> Answer {
        self.here(house, address.strip_prefix(PUBLIC).unwrap()).await
    }

    /// The whole way.
    async fn sign_in(&mut self, house: &House, login: &str, password: &str) -> Answer {
        let address = self.start(house).await;
        let back = self.at_provider(&address, login, password).await;
        self.back(house, &back).await
    }

    async fn session(&mut self, house: &House) -> Answer {
        self.here(house, "/api/v1/session").await
    }
}

/// Why the browser is sent back to the sign-in page.
fn refused(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let sets = answer.headers.get_all(header::SET_COOKIE);
    assert!(!sets.iter().any(|set| set.to_str().unwrap().starts_with("callboard_session")));
    let place = answer.header("location");
    place
        .strip_prefix("/?sign_in_refused=")
        .unwrap_or_else(|| panic!("not refused: {place}"))
        .to_owned()
}

async fn audit(house: &House, admin: &Browser, action: &str) -> Vec<Value> {
    let answer = admin.get(house, &format!("/api/v1/audit?action={action}")).await;
    answer.json()["audit"].as_array().unwrap().clone()
}

#[tokio::test]
async fn somebody_signs_in_at_the_provider_and_is_what_the_groups_say() {
    let Some(folder) = folder() else { return };
    let provider = RealProvider::start(&folder);
    let (house, admin) = provider.house("").await.with_administrator().await;
    let ways = house.get("/api/v1/sign-in").await.json();
    assert_eq!(ways["sign_in"]["openid"][0]["title"], "示例公司");

    let mut person = Person::default();
    let address = person.start(&house).await;
    let sent: BTreeMap<String, String> =
        Url::parse(&address).unwrap().query_pairs().into_owned().collect();
    assert_eq!(sent["code_challenge_method"], "S256");
    assert_eq!(
        sent["redirect_uri"],
        format!("{PUBLIC}/api/v1/openid/house/callback"),
        "not the Host header"
    );
    assert_eq!(sent["scope"], "openid profile groups");
    let back = person.at_provider(&address, "zhangwei", "zhang-password").await;
    let answer = person.back(&house, &back).await;
    assert_eq!(answer.header("location"), "/queues", "{}", answer.text());
    let session = person.session(&house).await.json();
    assert_eq!(session["session"]["name"], "zhangwei");
    let roles = session["session"]["roles"].as_array().unwrap().clone();
    let roles: Vec<&str> = roles.iter().map(|held| held["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["duty_manager", "viewer"]);

    let accounts = admin.get(&house, "/api/v1/accounts").await.json();
    let account = accounts["accounts"].as_array().unwrap().iter().find(|a| a["name"] == "zhangwei");
    assert_eq!(account.unwrap()["origin"]["issuer"], provider.issuer);
    let made = audit(&house, &admin, "created_account").await;
    assert_eq!(made[0]["actor"], format!("openid {}", provider.issuer));
    assert_eq!(audit(&house, &admin, "signed_in").await[0]["after"], "openid house");

    // Password and second factor are the provider's affair.
    let csrf = session["session"]["csrf_token"].as_str().unwrap().to_owned();
    let theirs = Browser { cookie: Some(jar(&person.here)), csrf: Some(csrf) };
    let own = theirs.get(&house, "/api/v1/account").await.json();
    assert_eq!(own["account"]["origin"]["kind"], "openid");
    for (path, body) in [
        ("/api/v1/password", json!({"current": "", "new": PASSWORD})),
        ("/api/v1/account/second-factor", json!({"password": "zhang-password"})),
        ("/api/v1/account/second-factor/removal", json!({"password": "!"})),
    ] {
        let answer = theirs.post(&house, path, &body).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::CONFLICT, "no_password".into()));
    }
    let id = account.unwrap()["id"].as_u64().unwrap();
    let path = format!("/api/v1/accounts/{id}/password");
    let request = admin.request(Method::PUT, &path).header("content-type", "application/json");
    let body = json!({"password": PASSWORD}).to_string();
    let set = house.ask(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(set.code(), "no_password", "nor does an administrator make one");

    // Nobody signs in with a password that the account does not have.
    let mut local = Browser::default();
    for guess in ["", "!", "zhang-password"] {
        assert_eq!(local.sign_in(&house, "zhangwei", guess).await.code(), "wrong_credentials");
    }
    // The second time it is the same account.
    let again = Person::default().sign_in(&house, "zhangwei", "zhang-password").await;
    assert_eq!(again.header("location"), "/queues");
    let accounts = admin.get(&house, "/api/v1/accounts").await.json();
    assert_eq!(accounts["accounts"].as_array().unwrap().len(), 2);

    // Signing out goes on to the provider.
    let out = theirs.delete(&house, "/api/v1/session").await;
    let next = out.json()["signed_out"]["next"].as_str().unwrap().to_owned();
    assert!(next.starts_with(&format!("{}/session/end?", provider.issuer)), "{next}");
    assert_eq!(person.there("GET", &next, "").await.0, 200);
    assert_eq!(person.session(&house).await.status, StatusCode::UNAUTHORIZED);
    house.close().await;
}

#[tokio::test]
async fn a_way_back_that_this_browser_did_not_begin_is_refused() {
    let Some(folder) = folder() else { return };
    let provider = RealProvider::start(&folder);
    let house = provider.house("").await;
    let mut person = Person::default();
    let address = person.start(&house).await;
    let back = person.at_provider(&address, "zhangwei", "zhang-password").await;

    let mut other = Person::default();
    assert_eq!(refused(&other.back(&house, &back).await), "stale", "another browser");
    let (head, _) = back.split_once("state=").unwrap();
    let wrong = format!("{head}state={}", "0".repeat(64));
    assert_eq!(refused(&person.back(&house, &wrong).await), "stale", "another state");

    person.start(&house).await; // takes the cookie's place
    assert_eq!(refused(&person.back(&house, &back).await), "stale", "an older attempt");
    let address = person.start(&house).await;
    let back = person.at_provider(&address, "zhangwei", "zhang-password").await;
    let cookie = person.here.clone();
    assert_eq!(person.back(&house, &back).await.header("location"), "/queues");
    person.here = cookie;
    assert_eq!(refused(&person.back(&house, &back).await), "stale", "the same address again");

    // A code that was used, put into an attempt of one's own.
    let used = Url::parse(&back).unwrap();
    let code = used.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let sent = Url::parse(&person.start(&house).await).unwrap();
    let state = sent.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let forged = format!("{PUBLIC}/api/v1/openid/house/callback?code={code}&state={state}");
    assert_eq!(refused(&person.back(&house, &forged).await), "not_proven", "a replayed code");

    let address = person.start(&house).await;
    let back = person.at_provider(&address, "zhangwei", "zhang-password").await;
    house.desk.clock.advance(Duration::from_minutes(10));
    assert_eq!(refused(&person.back(&house, &back).await), "stale", "ten minutes later");
    let to = person.start(&house).await;
    let state = Url::parse(&to).unwrap();
    let state = state.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let path = format!("{PUBLIC}/api/v1/openid/house/callback?error=access_denied&state={state}");
    assert_eq!(refused(&person.back(&house, &path).await), "given_up");
    house.close().await;
}

#[tokio::test]
async fn a_token_that_lies_proves_nobody() {
    let Some(folder) = folder() else { return };
    let provider = RealProvider::start(&folder);
    let (house, admin) = provider.house("").await.with_administrator().await;
    for lie in [
        json!({"nonce": "of another attempt"}),
        json!({"aud": "another-client"}),
        json!({"iss": "https://evil.example"}),
        json!({"exp": 1_700_000_000}),
        json!({"azp": "another-client"}),
        json!({"sub": ""}),
    ] {
        provider.twist(&lie).await;
        let answer = Person::default().sign_in(&house, "zhangwei", "zhang-password").await;
        assert_eq!(refused(&answer), "not_proven", "{lie}");
    }
    let failed = audit(&house, &admin, "sign_in_failed").await;
    assert_eq!((failed.len(), failed[0]["object"].as_str()), (6, Some("house: not_proven")));
    let good = Person::default().sign_in(&house, "zhangwei", "zhang-password").await;
    assert_eq!(good.header("location"), "/queues");
    house.close().await;
}

#[tokio::test]
async fn new_keys_are_asked_for_once_and_not_again_within_a_minute() {
    let Some(folder) = folder() else { return };
    let provider = RealProvider::start(&folder);
    let house = provider.house("").await;
    let sign_in = async || Person::default().sign_in(&house, "zhangwei", "zhang-password").await;
    assert_eq!(sign_in().await.header("location"), "/queues");
    house.desk.clock.advance(Duration::from_secs(61));
    provider.test("/test/rotate").await;
    assert_eq!(sign_in().await.header("location"), "/queues", "the new keys were asked for");
    provider.test("/test/rotate").await;
    assert_eq!(refused(&sign_in().await), "not_proven", "asked a moment ago");
    house.desk.clock.advance(Duration::from_secs(61));
    assert_eq!(sign_in().await.header("location"), "/queues");
    house.close().await;
}

#[tokio::test]
async fn while_the_provider_is_away_local_accounts_sign_in() {
    let Some(folder) = folder() else { return };
    let provider = RealProvider::start(&folder);
    let (house, _) = provider.house("").await.with_administrator().await;
    let mut person = Person::default();
    let address = person.start(&house).await;
    let back = person.at_provider(&address, "zhangwei", "zhang-password").await;
    drop(provider);
    assert_eq!(refused(&person.back(&house, &back).await), "provider_away", "on the way back");
    house.desk.clock.advance(Duration::from_minutes(61));
    let answer = person.here(&house, "/api/v1/openid/house/start").await;
    assert_eq!(refused(&answer), "provider_away", "at the button");
    let mut local = Browser::default();
    assert_eq!(local.sign_in(&house, "admin", PASSWORD).await.status, StatusCode::OK);
    house.close().await;
}

#[tokio::test]
async fn who_has_no_mapped_group_or_anothers_name_is_sent_away() {
    let Some(folder) = folder() else { return };
    let provider = RealProvider::start(&folder);
    let (house, admin) = provider.house("link_by_name = true\n").await.with_administrator().await;
    let cook = Person::default().sign_in(&house, "lina", "li-password").await;
    assert_eq!(refused(&cook), "no_role");
    // An administrator's account is never given away, not even where names are linked.
    let namesake = Person::default().sign_in(&house, "admin", "chen-password").await;
    assert_eq!(refused(&namesake), "name_taken");

    let new = json!({"name": "wangfang", "password": PASSWORD, "roles": [{"role": "auditor"}]});
    assert_eq!(admin.post(&house, "/api/v1/accounts", &new).await.status, StatusCode::CREATED);
    let mut local = Browser::default();
    assert_eq!(local.sign_in(&house, "wangfang", PASSWORD).await.status, StatusCode::OK);
    let (kept, now) = (&house.desk.store, house.desk.engine.now());
    let (account, _) = kept.account_by_name("wangfang").await.unwrap().unwrap();
    kept.propose_second_factor(account.account, b"secret", now).await.unwrap();
    assert!(kept.enrol_second_factor(account.account, (now, 1), &[], now).await.unwrap());
    let linked = Person::default().sign_in(&house, "wangfang", "wang-password").await;
    assert_eq!(linked.header("location"), "/queues", "the configuration links by name");
    assert_eq!(local.get(&house, "/api/v1/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(local.sign_in(&house, "wangfang", PASSWORD).await.code(), "wrong_credentials");
    assert_eq!(audit(&house, &admin, "linked_account").await.len(), 1);
    assert_eq!(kept.second_factor(account.account).await.unwrap(), None, "the provider's affair");
    assert_eq!(audit(&house, &admin, "changed_roles").await[0]["after"], "viewer");

    // Switched off here, the provider's word does not help.
    let accounts = admin.get(&house, "/api/v1/accounts").await.json();
    let id = accounts["accounts"].as_array().unwrap().iter().find(|a| a["name"] == "wangfang");
    let path = format!("/api/v1/accounts/{}", id.unwrap()["id"]);
    assert_eq!(admin.delete(&house, &path).await.status, StatusCode::NO_CONTENT);
    let off = Person::default().sign_in(&house, "wangfang", "wang-password").await;
    assert_eq!(refused(&off), "switched_off");
    house.close().await;
}

#[tokio::test]
async fn a_name_alone_links_nobody() {
    let Some(folder) = folder() else { return };
    let provider = RealProvider::start(&folder);
    let (house, admin) = provider.house("make_accounts = false\n").await.with_administrator().await;
    let new = json!({"name": "wangfang", "password": PASSWORD, "roles": [{"role": "auditor"}]});
    assert_eq!(admin.post(&house, "/api/v1/accounts", &new).await.status, StatusCode::CREATED);
    let namesake = Person::default().sign_in(&house, "wangfang", "wang-password").await;
    assert_eq!(refused(&namesake), "name_taken");
    let unknown = Person::default().sign_in(&house, "zhangwei", "zhang-password").await;
    assert_eq!(refused(&unknown), "no_account");
    house.close().await;
}
