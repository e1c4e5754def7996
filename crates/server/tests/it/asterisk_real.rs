//! A whole server on a real Asterisk: orders over HTTP, and the floor after a lost connection.
//!
//! Runs where `CALLBOARD_TESTBED` names the unpacked PBX; `cargo xtask test` unpacks it and sets
//! the variable. Elsewhere it passes and prints that it was not run.

#[path = "../../../connect/tests/it/bed.rs"]
#[expect(dead_code, reason = "the bed of the sessions' tests; this one needs a part of it")]
pub(crate) mod bed;

use crate::api::PASSWORD;
use crate::support::{Folder, journal_of};
use bed::{Bed, STEADY};
use domain::SourceId;
use domain::state::{AgentState, DivertReason, NotReadyReason};
use journal::Event;
use journal::carry::{OpenContact, Phase};
use live::Live;
use serde_json::{Value, json};
use server::compose::{Foundation, House, add_asterisk};
use server::config::Config;
use server::engine::Options;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

pub(crate) fn testbed() -> Option<PathBuf> {
    let prefix = std::env::var_os("CALLBOARD_TESTBED").map(PathBuf::from);
    if prefix.is_none() {
        println!("not run: CALLBOARD_TESTBED is not set; let `cargo xtask test` do it");
    }
    prefix
}

/// The server, and its administrator.
pub(crate) struct Stage {
    pub(crate) house: House,
    address: SocketAddr,
    cookie: String,
    csrf: String,
}

pub(crate) fn section(name: &str, port: u16) -> String {
    format!(
        "[[asterisk]]\nname = \"{name}\"\nhost = \"127.0.0.1\"\nport = {port}\nuser = \"ops\"\n\
         secret = \"ops-secret\"\ndry_run = false\n\
         [asterisk.pause_reasons]\nlunch = \"meal\"\n"
    )
}

async fn open(folder: &Folder, sections: &str) -> House {
    let text = format!("listen = \"127.0.0.1:0\"\n{sections}");
    let config = Config::parse(Path::new("callboard.toml"), &text).unwrap();
    let systems = config.asterisk.clone();
    let clock = server::clock::system();
    let foundation = Foundation::lay(config, &folder.join("data"), clock()).await.unwrap();
    let mut house = foundation.open(clock.clone(), Options::default()).await.unwrap();
    for one in systems {
        add_asterisk(&mut house, one, &clock).await.unwrap();
    }
    house
}

impl Stage {
    pub(crate) async fn open(folder: &Folder, sections: &str) -> Self {
        let house = open(folder, sections).await;
        let address = house.address;
        let mut stage = Self { house, address, cookie: String::new(), csrf: String::new() };
        let link = stage.house.sign_in.clone().unwrap();
        let token = link.split_once("token=").unwrap().1;
        let body = json!({"token": token, "password": PASSWORD});
        let (status, head, answer) = stage.ask("POST", "/api/v1/setup", "", &body).await;
        assert_eq!(status, 200, "{answer}");
        let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
        cookie.split(';').next().unwrap().clone_into(&mut stage.cookie);
        answer["session"]["csrf_token"].as_str().unwrap().clone_into(&mut stage.csrf);
        stage
    }

    /// One request over a connection of its own: status, head, body.
    async fn ask(&self, method: &str, path: &str, key: &str, body: &Value) -> (u16, String, Value) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let (address, cookie, csrf) = (self.address, &self.cookie, &self.csrf);
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\n\
             x-csrf-token: {csrf}\r\nidempotency-key: {key}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head.to_owned(), serde_json::from_str(body).unwrap_or(Value::Null))
    }

    async fn order(&self, key: &str, order: Value) -> (u16, Value) {
        let body = json!({"source": "pbx-1", "order": order});
        let (status, _, answer) = self.ask("POST", "/api/v1/orders", key, &body).await;
        (status, answer)
    }

    /// An order that must be done.
    async fn do_it(&self, order: Value) -> Value {
        let key = order.to_string().chars().take(100).collect::<String>();
        let (status, answer) = self.order(&key, order).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    pub(crate) async fn add(&self, queue: &str, agent: u32) {
        let (name, agent) = (format!("Agent {agent}"), phone(agent));
        self.do_it(json!({"verb": "add_member", "queue": queue, "agent": agent, "name": name}))
            .await;
    }

    async fn pause(&self, agent: u32) {
        let agent = phone(agent);
        self.do_it(json!({"verb": "pause_member", "agent": agent, "reason": "lunch"})).await;
    }

    async fn resume(&self, agent: u32) {
        self.do_it(json!({"verb": "resume_member", "agent": phone(agent)})).await;
    }

    pub(crate) async fn until(&self, what: &str, is_so: impl Fn(&Live) -> bool) {
        until(&self.house, what, is_so).await;
    }

    pub(crate) fn source(&self, name: &str) -> SourceId {
        source(&self.house, name)
    }
}

fn source(house: &House, name: &str) -> SourceId {
    house.engine.read(|live| {
        let mut known = live.names().sources.iter();
        *known.find(|(_, source)| source.key == name).unwrap().0
    })
}

async fn until(house: &House, what: &str, is_so: impl Fn(&Live) -> bool) {
    let mut moved = house.engine.subscribe();
    let waiting = async {
        while !house.engine.read(&is_so) {
            moved.changed().await.unwrap();
        }
    };
    let came = tokio::time::timeout(Duration::from_secs(120), waiting).await.is_ok();
    let floor: Vec<_> = house
        .engine
        .read(|live| live.names().sources.keys().map(|source| floor_of(live, *source)).collect());
    assert!(came, "never came: {what}\n{}", floor.join("\n"));
}

fn phone(agent: u32) -> String {
    format!("PJSIP/a{agent}")
}

/// The agent of one source as the floor shows it.
fn agent<'a>(live: &'a Live, source: SourceId, key: &str) -> Option<&'a journal::carry::Agent> {
    let mut known = live.names().agents.iter();
    let (id, _) = known.find(|(_, agent)| agent.source == source && agent.key == key)?;
    live.agent(*id)
}

pub(crate) fn state(live: &Live, source: SourceId, number: u32) -> Option<AgentState> {
    agent(live, source, &phone(number)).map(|agent| agent.state)
}

pub(crate) fn open_of(live: &Live, source: SourceId) -> Vec<&OpenContact> {
    live.open_contacts().into_iter().filter(|open| open.source == source).collect()
}

pub(crate) fn waiting(live: &Live, source: SourceId) -> Vec<&OpenContact> {
    let mut waiting = open_of(live, source);
    waiting.retain(|open| open.stage == journal::carry::Stage::Waiting);
    waiting
}

pub(crate) fn is_resynced(live: &Live, source: SourceId) -> bool {
    let known = live.source_state(source);
    known.is_some_and(|known| known.resynced_at.is_some() && known.lost_at.is_none())
}

/// The floor of one source in words: who waits where, who talks to whom, what each agent does.
fn floor_of(live: &Live, source: SourceId) -> String {
    let names = live.names();
    let mut text = String::new();
    let mut open = open_of(live, source);
    open.sort_by_key(|open| open.customer);
    for open in open {
        let queue = open.queue.map(|queue| names.queues[&queue].key.clone());
        let agents: Vec<_> =
            live.talking_with(open).into_iter().map(|agent| &names.agents[&agent].key).collect();
        let held = if live.is_held(open) { " held" } else { "" };
        writeln!(text, "{:?} {:?} {queue:?} with {agents:?}{held}", open.direction, open.stage)
            .unwrap();
    }
    let mut agents: Vec<_> = names.agents.iter().filter(|(_, a)| a.source == source).collect();
    agents.sort_by(|(_, one), (_, other)| one.key.cmp(&other.key));
    for (id, registered) in agents {
        let Some(agent) = live.agent(*id) else { continue };
        let mut member: Vec<_> = agent
            .memberships
            .iter()
            .map(|m| (&names.queues[&m.queue].key, m.penalty, m.paused))
            .collect();
        member.sort();
        let legs = agent.legs.iter().filter(|leg| leg.phase != Phase::Stopped).count();
        writeln!(text, "{} {:?} {legs} {member:?}", registered.key, agent.state).unwrap();
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_over_http_are_done_by_the_pbx_and_come_back_as_events() {
    let Some(prefix) = testbed() else { return };
    let folder = Folder::new();
    let mut bed = Bed::start(&prefix, &STEADY);
    let stage = Stage::open(&folder, &section("pbx-1", bed.ports.manager())).await;
    let pbx = stage.source("pbx-1");
    stage.until("the floor is known", |live| is_resynced(live, pbx)).await;
    stage.add("q_gen", 1001).await;
    let is_there = |live: &Live| state(live, pbx, 1001) == Some(AgentState::Available);
    stage.until("the agent is signed in", is_there).await;

    // A dry run is written down and changes nothing.
    let pause = json!({"verb": "pause_member", "queue": "q_gen", "agent": "PJSIP/a1001", "reason": "lunch"});
    let dry = json!({"source": "pbx-1", "dry_run": true, "order": pause});
    let (status, _, answer) = stage.ask("POST", "/api/v1/orders", "dry", &dry).await;
    assert_eq!((status, &answer["order"]["dry_run"]), (200, &json!(true)), "{answer}");

    let (status, first) = stage.order("pause", pause.clone()).await;
    assert_eq!(
        (status, &first["order"]["message"]),
        (200, &json!("Interface paused successfully"))
    );
    let meal = AgentState::NotReady(NotReadyReason::Meal);
    stage.until("the pause came back", |live| state(live, pbx, 1001) == Some(meal)).await;
    let (_, again) = stage.order("pause", pause).await;
    assert_eq!(again["order"]["repeated"], true, "{again}");
    assert_eq!(again["order"]["action"], first["order"]["action"]);

    // A caller who waits is moved.
    bed.dial("q_gen", "13800000001");
    stage.until("somebody waits", |live| !waiting(live, pbx).is_empty()).await;
    let contact = stage.house.engine.read(|live| waiting(live, pbx)[0].contact.0.to_string());
    let redirect =
        json!({"verb": "redirect", "contact": contact, "context": "divert", "exten": "announce"});
    stage.do_it(redirect.clone()).await;
    stage.until("nobody is there", |live| open_of(live, pbx).is_empty()).await;
    let (status, over) = stage.order("again", redirect).await;
    assert_eq!((status, &over["code"]), (409, &json!("contact_over")), "{over}");

    // The agent calls a customer.
    let call = json!({"verb": "originate", "channel": "PJSIP/a1001", "context": "cb-out", "exten": "13700000002"});
    stage.do_it(call).await;
    let talks = |live: &Live| state(live, pbx, 1001) == Some(AgentState::Talking);
    stage.until("the agent talks", talks).await;
    bed.hang_up("/^PJSIP/");
    stage.until("the call is over", |live| open_of(live, pbx).is_empty()).await;

    divert(&stage, &mut bed, pbx).await;
    let penalty =
        json!({"verb": "set_penalty", "queue": "q_gen", "agent": "PJSIP/a1001", "penalty": 7});
    stage.do_it(penalty).await;
    let is_seven = |live: &Live| {
        agent(live, pbx, "PJSIP/a1001")
            .is_some_and(|a| a.memberships.iter().any(|m| m.penalty == 7))
    };
    stage.until("the penalty came back", is_seven).await;

    // What the PBX refuses, and what is not even sent.
    let fixed = json!({"verb": "remove_member", "queue": "q_vip", "agent": "PJSIP/a1030"});
    let (status, refused) = stage.order("fixed", fixed).await;
    assert_eq!((status, &refused["code"]), (409, &json!("refused_by_source")));
    assert_eq!(refused["message"], "pbx-1 refused: Member not dynamic");
    let nasty =
        json!({"verb": "put_key", "family": "plan", "key": "x", "value": "1\r\nAction: Shutdown"});
    let (status, refused) = stage.order("nasty", nasty).await;
    assert_eq!((status, &refused["code"]), (400, &json!("invalid")), "{refused}");

    let (_, _, rows) = stage.ask("GET", "/api/v1/audit?limit=500", "", &Value::Null).await;
    let noted: Vec<&str> =
        rows["audit"].as_array().unwrap().iter().filter_map(|row| row["object"].as_str()).collect();
    let wanted = [
        "pbx-1: dry run: QueuePause q_gen PJSIP/a1001 lunch, key dry",
        "pbx-1: QueuePause q_gen PJSIP/a1001 lunch, key pause",
    ];
    assert!(wanted.iter().all(|row| noted.contains(row)), "{noted:#?}");
    assert!(!noted.iter().any(|row| row.contains("13700000002, key")), "{noted:#?}");
    check_journal(&stage).await;
    stage.house.close().await.unwrap();
}

/// A caller whom a switch of the dial plan leads past the queue.
async fn divert(stage: &Stage, bed: &mut Bed, pbx: SourceId) {
    let (family, key) = ("plan", "divert_q_vip");
    stage
        .do_it(json!({"verb": "put_key", "family": family, "key": key, "value": "announce"}))
        .await;
    bed.dial("95589", "13800000003");
    stage.until("the moved one is there", |live| !open_of(live, pbx).is_empty()).await;
    stage.until("the moved one is over", |live| open_of(live, pbx).is_empty()).await;
    assert!(!bed.queue_log().contains("|q_vip|NONE|ENTERQUEUE"), "{}", bed.queue_log());
    stage.do_it(json!({"verb": "delete_key", "family": family, "key": key})).await;
}

/// A contact opens what the PBX said of it.
async fn check_frames(stage: &Stage) {
    let get = async |path: String| {
        let (status, _, answer) = stage.ask("GET", &path, "", &Value::Null).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    };
    let list = get("/api/v1/contacts?limit=1".to_owned()).await;
    let path = format!("/api/v1/contacts/{}", list["contacts"][0]["id"].as_str().unwrap());
    let contact = get(path.clone()).await;
    let external = contact["contact"]["external"].as_str().unwrap();
    let answer = get(format!("{path}/frames")).await;
    let frames: Vec<_> = answer["frames"].as_array().unwrap().iter().collect();
    let said: Vec<_> = frames.iter().map(|frame| frame["text"].as_str().unwrap()).collect();
    assert!(said.len() > 5, "{answer}");
    assert!(said.iter().all(|text| text.contains(external)), "{external}: {said:#?}");
    assert!(said.iter().any(|text| text.contains("Event: Newchannel")), "{said:#?}");
}

/// Each order once, with its answer behind it; the pause and the diversion as events of the PBX.
async fn check_journal(stage: &Stage) {
    let journal = journal_of(&stage.house.store).await;
    let (mut sent, mut answered, mut dry) = (Vec::new(), Vec::new(), 0);
    let (mut paused, mut redirected) = (0, 0);
    for record in &journal {
        if let Event::ActionSent { action, dry_run, actor, .. } = record.event {
            assert_eq!(actor, 1);
            assert!(!sent.contains(&action), "action {action} twice");
            sent.push(action);
            dry += u32::from(dry_run);
        }
        if let Event::ActionAnswered { action, .. } = record.event {
            assert!(sent.contains(&action), "an answer before its order");
            answered.push(action);
        }
        paused += u32::from(matches!(record.event, Event::MemberPaused { .. }));
        let is_moved =
            matches!(record.event, Event::ContactDiverted { reason: DivertReason::Redirected, .. });
        redirected += u32::from(is_moved);
    }
    assert_eq!((sent.len(), answered.len(), dry), (9, 9, 1));
    assert_eq!((paused, redirected), (1, 1));
    let anomalies = stage.house.engine.read(Live::anomalies);
    assert!(anomalies.is_empty(), "{anomalies:?}");
    check_frames(stage).await;
}

/// A way to the PBX that can be shut for a while.
async fn gate(port: u16) -> (watch::Sender<bool>, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let own = listener.local_addr().unwrap().port();
    let (open, is_open) = watch::channel(true);
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            let mut is_open = is_open.clone();
            if !*is_open.borrow() {
                continue;
            }
            tokio::spawn(async move {
                let Ok(mut far) = TcpStream::connect(("127.0.0.1", port)).await else { return };
                tokio::select! {
                    _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                    _ = is_open.wait_for(|open| !open) => {}
                }
            });
        }
    });
    (open, own)
}

/// Two sources follow one PBX; one of them loses its connection over calls that wait, talk and
/// are held, while members come, go and pause. Then both floors must be the same, and again after
/// the server itself was away.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_lost_connection_and_after_a_restart_the_floor_is_the_pbxs() {
    let Some(prefix) = testbed() else { return };
    let folder = Folder::new();
    let mut bed = Bed::start(&prefix, &STEADY);
    let (open_gate, port) = gate(bed.ports.manager()).await;
    let sections = section("pbx-1", bed.ports.manager()) + &section("lossy", port);
    let stage = Stage::open(&folder, &sections).await;
    let (steady, lossy) = (stage.source("pbx-1"), stage.source("lossy"));
    let both = |is_so: &dyn Fn(&Live, SourceId) -> bool, live: &Live| {
        is_so(live, steady) && is_so(live, lossy)
    };
    stage.until("both know the floor", |live| both(&is_resynced, live)).await;

    // Before the loss: 1001 and 1003 talk, 1012 holds, three wait, the others are paused.
    for agent in [1001, 1002, 1003, 1012] {
        stage.add("q_gen", agent).await;
        stage.pause(agent).await;
    }
    for agent in [1007, 1008] {
        stage.add("q_tech", agent).await;
    }
    for (agent, number, does) in [
        (1001, "13800000001", AgentState::Talking),
        (1003, "13800000002", AgentState::Talking),
        (1012, "13800000003", AgentState::Holding),
    ] {
        stage.resume(agent).await;
        bed.dial("q_gen", number);
        let does = |live: &Live, source| state(live, source, agent) == Some(does);
        stage.until("the agent is in the call", |live| both(&does, live)).await;
    }
    for (line, number) in [(1, "13800000004"), (2, "13800000005"), (3, "13800000006")] {
        bed.dial("q_gen", number);
        let stand = |live: &Live, source| waiting(live, source).len() == line;
        stage.until("they wait", |live| both(&stand, live)).await;
    }

    open_gate.send_replace(false);
    let is_lost = |live: &Live| live.source_state(lossy).is_some_and(|s| s.lost_at.is_some());
    stage.until("one source is lost", is_lost).await;
    change_the_floor(&stage, &mut bed, steady).await;
    let since = stage.house.engine.read(|live| live.source_state(lossy).unwrap().resynced_at);
    open_gate.send_replace(true);
    let is_back =
        |live: &Live| live.source_state(lossy).is_some_and(|known| known.resynced_at > since);
    stage.until("it is back", is_back).await;
    compare(&stage.house, (steady, lossy));
    check_times(&stage.house, (steady, lossy));

    // The server goes and comes: nothing is told twice, nothing forgotten.
    let before = stage.house.engine.read(|live| floor_of(live, steady));
    let offered = |house: &House| house.engine.read(|live| live.floor().lines.clone());
    let lines = offered(&stage.house);
    stage.house.close().await.unwrap();
    let house = open(&folder, &sections).await;
    let since = house.engine.read(|live| live.source_state(steady).unwrap().resynced_at);
    let anew = |live: &Live, source| {
        live.source_state(source).is_some_and(|known| known.resynced_at > since)
    };
    until(&house, "both know the floor again", |live| both(&anew, live)).await;
    assert_eq!(house.engine.read(|live| floor_of(live, steady)), before);
    assert_eq!(offered(&house), lines, "the same lines, since the same times");
    compare(&house, (steady, lossy));

    bed.hang_up("/^PJSIP/");
    until(&house, "all calls are over", |live| live.open_contacts().is_empty()).await;
    compare(&house, (steady, lossy));
    house.close().await.unwrap();
}

/// What the lossy source does not hear.
async fn change_the_floor(stage: &Stage, bed: &mut Bed, steady: SourceId) {
    let does = |agent, does| move |live: &Live| state(live, steady, agent) == Some(does);
    // The first in line is answered. (What is put on hold now no list would tell.)
    stage.resume(1002).await;
    stage.until("1002 talks", does(1002, AgentState::Talking)).await;
    // The third is moved elsewhere and goes.
    let third = stage.house.engine.read(|live| waiting(live, steady)[1].contact.0.to_string());
    // Somebody new comes, early enough that the wait shows.
    bed.dial("q_gen", "13800000007");
    stage
        .do_it(
            json!({"verb": "redirect", "contact": third, "context": "divert", "exten": "announce"}),
        )
        .await;
    // A talk ends, its agent does not come back at once.
    let rest = json!({"verb": "pause_member", "queue": "q_gen", "agent": "PJSIP/a1003", "reason": "training"});
    stage.do_it(rest).await;
    bed.hang_up("/^PJSIP/a1003-/");
    let training = AgentState::NotReady(NotReadyReason::Training);
    stage.until("1003 is in training", does(1003, training)).await;
    // Members come, go, pause, change.
    stage.add("q_tech", 1006).await;
    stage.do_it(json!({"verb": "remove_member", "queue": "q_tech", "agent": "PJSIP/a1007"})).await;
    stage.pause(1029).await;
    stage
        .do_it(
            json!({"verb": "set_penalty", "queue": "q_gen", "agent": "PJSIP/a1001", "penalty": 4}),
        )
        .await;
    // A call outside every queue.
    stage
        .do_it(json!({"verb": "originate", "channel": "PJSIP/a1008", "context": "cb-out", "exten": "13700000009"}))
        .await;
    stage.until("1008 talks", does(1008, AgentState::Talking)).await;
    // The moved one is gone by now, the new one has waited for some seconds.
    let new_waits = |live: &Live| {
        // Talks: 1001, 1002, 1012, 1008.
        waiting(live, steady).len() == 2 && open_of(live, steady).len() == 6
    };
    stage.until("two wait and four talk", new_waits).await;
}

fn compare(house: &House, (steady, lossy): (SourceId, SourceId)) {
    house.engine.read(|live| {
        assert_eq!(floor_of(live, steady), floor_of(live, lossy), "the floor and what was rebuilt");
        let anomalies = live.anomalies();
        assert!(anomalies.is_empty(), "{anomalies:?}");
    });
}

/// What was rebuilt is marked, and waits began when they did.
fn check_times(house: &House, (steady, lossy): (SourceId, SourceId)) {
    house.engine.read(|live| {
        let lines = [waiting(live, steady), waiting(live, lossy)].map(|mut waiting| {
            waiting.sort_by_key(|open| open.queued_at);
            waiting.into_iter().map(|open| open.queued_at.unwrap()).collect::<Vec<_>>()
        });
        assert_eq!(lines[0].len(), 2);
        assert_eq!(lines[0][0], lines[1][0], "who waited all the time was not queued anew");
        // The PBX tells whole seconds, and its answer may be read late; the wait it had is longer.
        let apart = (lines[0][1].micros() - lines[1][1].micros()).abs();
        let back = live.source_state(lossy).unwrap().resynced_at.unwrap();
        let had = back.micros() - lines[0][1].micros();
        assert!(apart <= 2_000_000.max(had / 3), "the new one's wait is {apart} of {had} us off");
        for number in [1002, 1008, 1029, 1006] {
            let inferred = agent(live, lossy, &phone(number)).map(|agent| agent.inferred);
            assert_eq!(inferred, Some(true), "{number}");
        }
    });
}
