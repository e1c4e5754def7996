//! From the manager socket to the live stream: a scripted telephone system, one follower.
//!
//! Room:  server, `bench`.
//! Holds: an event's delay is the arrival of the first frame that contains its record, minus the
//!        time at which it was written to the socket (its `Timestamp`).
//! Proof: docs/benchmarks.md.

use super::stream::{field, follow, open_house, sign_in};
use super::{Goal, Measured, Scratch, count, millis, quantile};
use crate::clock;
use crate::config::Config;
use anyhow::Context as _;
use domain::Timestamp;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{Lane, Store};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::sync::Mutex as AsyncMutex;
use tokio_util::sync::CancellationToken;

const SECONDS: u64 = 20;
/// Events written at a time, a hundred times a second.
const STEP: u64 = 5;
const PACE: Duration = Duration::from_millis(10);

/// When each sequence was first seen on the stream.
type Seen = Arc<Mutex<BTreeMap<u64, Timestamp>>>;

pub(super) async fn measure() -> anyhow::Result<Vec<Measured>> {
    let scratch = Scratch::new("bench-ami")?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let config = config_of(&listener)?;
    let systems = config.asterisk.clone();
    let clock = clock::system();
    let mut house = open_house(&scratch, Arc::clone(&clock), config).await?;
    let stop = CancellationToken::new();
    let pbx = tokio::spawn(telephone_system(listener, stop.clone(), |_, _| {}));
    for one in systems {
        crate::compose::add_asterisk(&mut house, one, &clock).await?;
    }
    let cookie = sign_in(house.address, house.sign_in.as_deref()).await?;
    let seen = Seen::default();
    let follower = tokio::spawn(watch(house.address, cookie, Arc::clone(&seen), stop.clone()));
    clock::deadline(Duration::from_secs(SECONDS)).await;
    stop.cancel();
    follower.await??;
    let written = pbx.await??;
    let store = house.store.clone();
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let delays = delays(&store, &seen).await?;
    drop(store);
    house.close().await?;
    Ok(figures(delays, written))
}

/// A centre whose telephone system is the scripted one.
pub(super) fn config_of(listener: &TcpListener) -> anyhow::Result<Config> {
    let port = listener.local_addr()?.port();
    let text = format!(
        "[[asterisk]]\nname = \"pbx\"\nhost = \"127.0.0.1\"\nport = {port}\nuser = \"bench\"\n\
         secret = \"bench\"\n"
    );
    Ok(Config::parse(Path::new("bench.toml"), &text)?)
}

fn figures(mut delays: Vec<Duration>, written: u64) -> Vec<Measured> {
    let (median, p99) = (quantile(&mut delays, 500), quantile(&mut delays, 990));
    let rate = count(written) / count(SECONDS);
    vec![
        Measured::told("events written to the socket", rate, "/s"),
        Measured::told("records followed to the stream", count(delays.len()), "records"),
        Measured::told("socket to stream, median", millis(median), "ms"),
        Measured::promised("socket to stream, p99", millis(p99), "ms", Goal::Below(150.0)),
    ]
}

async fn watch(
    address: std::net::SocketAddr,
    cookie: String,
    seen: Seen,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let now = clock::system();
    follow(address, &cookie, "overview&rate=10", &stop, &mut |frame| {
        if let Some(sequence) = field(frame, "\"sequence\":").and_then(|s| s.parse().ok()) {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.entry(sequence).or_insert_with(|| now());
        }
    })
    .await
}

/// Of each record of the telephone system: until the first frame that contains it.
async fn delays(store: &Store, seen: &BTreeMap<u64, Timestamp>) -> anyhow::Result<Vec<Duration>> {
    let mut delays = Vec::new();
    let mut walk = store.replay(Lane::LIVE, 1);
    loop {
        let records = walk.next().await?;
        if records.is_empty() {
            return Ok(delays);
        }
        for record in records.iter().filter(|record| record.event.contact().is_some()) {
            let Some((_, &shown)) = seen.range(record.sequence..).next() else { continue };
            let micros = shown.since(record.occurred_at).micros();
            delays.push(Duration::from_micros(micros.unsigned_abs()));
        }
    }
}

/// Answers like an Asterisk and writes calls; gives how many events it wrote. `wrote` hears of each step:
/// how many by then, and from when its events are.
pub(super) async fn telephone_system(
    listener: TcpListener,
    stop: CancellationToken,
    mut wrote: impl FnMut(u64, Timestamp) + Send,
) -> anyhow::Result<u64> {
    let (stream, _) = listener.accept().await.context("waiting for the session")?;
    let (read, mut write) = stream.into_split();
    write.write_all(b"Asterisk Call Manager/9.0.0\r\n").await?;
    let write = Arc::new(AsyncMutex::new(write));
    let ready = CancellationToken::new();
    let answering = tokio::spawn(answer(read, Arc::clone(&write), ready.clone()));
    ready.cancelled().await;
    let mut pace = tokio::time::interval(PACE);
    let now = clock::system();
    let mut written = 0;
    while !stop.is_cancelled() {
        pace.tick().await;
        let mut text = String::new();
        let at = now();
        for _ in 0..STEP {
            text.push_str(&event(written, at));
            written += 1;
        }
        write.lock().await.write_all(text.as_bytes()).await?;
        wrote(written, at);
    }
    answering.abort();
    Ok(written)
}

/// Says yes to everything; lists are empty.
async fn answer(
    read: tokio::net::tcp::OwnedReadHalf,
    write: Arc<AsyncMutex<OwnedWriteHalf>>,
    ready: CancellationToken,
) -> anyhow::Result<()> {
    let mut lines = BufReader::new(read).lines();
    let (mut action, mut id) = (String::new(), String::new());
    while let Some(line) = lines.next_line().await? {
        if let Some((key, value)) = line.split_once(": ") {
            match key {
                "Action" => value.clone_into(&mut action),
                "ActionID" => value.clone_into(&mut id),
                _ => {}
            }
            continue;
        }
        let more = match action.as_str() {
            "Challenge" => "Challenge: 12345\r\n",
            "CoreSettings" => "AsteriskVersion: 20.0.0\r\n",
            _ => "",
        };
        let mut text = format!("Response: Success\r\nActionID: {id}\r\n{more}\r\n");
        if matches!(action.as_str(), "QueueStatus" | "CoreShowChannels" | "Status") {
            text.push_str(&format!("Event: {action}Complete\r\nActionID: {id}\r\n\r\n"));
        }
        write.lock().await.write_all(text.as_bytes()).await?;
        if action == "CoreShowChannels" {
            ready.cancel();
        }
    }
    Ok(())
}

/// Calls of four events each: the channel, the queue, the caller leaves, the channel ends.
fn event(number: u64, at: Timestamp) -> String {
    let call = number / 4;
    let seconds = at.micros().div_euclid(1_000_000);
    let fraction = at.micros().rem_euclid(1_000_000);
    let stamp = format!("Timestamp: {seconds}.{fraction:06}\r\n");
    let channel =
        format!("Channel: PJSIP/trunk-{call:08x}\r\nUniqueid: b-{call}\r\nLinkedid: b-{call}\r\n");
    let queue = format!("Queue: q{}\r\n", call % 12);
    let what = match number % 4 {
        0 => "Event: Newchannel\r\nExten: 95588\r\nContext: in\r\n".to_owned(),
        1 => format!("Event: QueueCallerJoin\r\nPosition: 1\r\nCount: 1\r\n{queue}"),
        2 => format!("Event: QueueCallerAbandon\r\nPosition: 1\r\nHoldTime: 1\r\n{queue}"),
        _ => "Event: Hangup\r\nCause: 16\r\n".to_owned(),
    };
    format!("{what}{stamp}{channel}\r\n")
}
