//! How many people sign in a second, and how many requests a second find their session.
//!
//! Room:  server, `bench`.
//! Holds: over HTTP on loopback, each person on a connection of their own; those who ask share the machine
//!        with the server.
//! Proof: docs/benchmarks.md.

use super::stream::{open_house, sign_in};
use super::{Goal, Measured, Scratch, count, millis, quantile};
use crate::clock::{self, Stopwatch};
use crate::config::Config;
use crate::http::access::Role;
use crate::http::sign_in::password::Passwords;
use anyhow::{Context as _, bail};
use std::net::SocketAddr;
use std::time::Duration;
use store::HeldRole;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// People who sign in at the same time, again and again.
const PEOPLE: usize = 24;
/// Connections that ask for their session.
const ASKING: usize = 16;
/// People who all come at once.
const CROWD: usize = 400;
const LENGTH: Duration = Duration::from_secs(10);
const PASSWORD: &str = "bench-7Kq2-overview";

pub(super) async fn measure() -> anyhow::Result<Vec<Measured>> {
    let scratch = Scratch::new("bench-sign-in")?;
    let house = open_house(&scratch, clock::system(), Config::default()).await?;
    let cookie = sign_in(house.address, house.sign_in.as_deref()).await?;
    let hash = Passwords::default().hash(PASSWORD.to_owned()).await;
    let hash = hash.map_err(|refusal| anyhow::anyhow!(refusal.message))?;
    let (store, now) = (house.engine.store(), house.engine.now());
    for number in 0..CROWD {
        let roles = [HeldRole::centre(Role::Viewer.word())];
        store.create_account(&format!("person {number}"), &hash, &roles, now).await?;
    }
    let (mut waits, seconds) = sign_ins(house.address).await?;
    let entered = count(waits.len()) / seconds;
    let checks = checks(house.address, &cookie).await?;
    let (let_in, sent_away) = crowd(house.address).await?;
    house.close().await?;
    let (median, p99) = (quantile(&mut waits, 500), quantile(&mut waits, 990));
    Ok(vec![
        Measured::promised("sign-ins a second", entered, "/s", Goal::AtLeast(30.0)),
        Measured::told("one sign-in of 24 at a time, median", millis(median), "ms"),
        Measured::told("the same, p99", millis(p99), "ms"),
        Measured::promised("session checks a second", checks, "/s", Goal::AtLeast(2_000.0)),
        Measured::told("of 400 at once: signed in", count(let_in), ""),
        Measured::told("of 400 at once: told to come again", count(sent_away), ""),
    ])
}

/// How long each sign-in took, and all of them together in seconds.
async fn sign_ins(address: SocketAddr) -> anyhow::Result<(Vec<Duration>, f64)> {
    let watch = Stopwatch::start();
    let mut people = JoinSet::new();
    for number in 0..PEOPLE {
        people.spawn(async move {
            let mut person = Person::at(address).await?;
            let (whole, mut waits) = (Stopwatch::start(), Vec::new());
            while whole.elapsed() < LENGTH {
                let one = Stopwatch::start();
                match person.sign_in(number).await? {
                    200 => waits.push(one.elapsed()),
                    status => bail!("a sign-in was answered with {status}"),
                }
            }
            Ok(waits)
        });
    }
    let mut all = Vec::new();
    while let Some(one) = people.join_next().await {
        all.extend(one??);
    }
    Ok((all, watch.elapsed().as_secs_f64()))
}

/// Requests a second that were told whose session theirs is.
async fn checks(address: SocketAddr, cookie: &str) -> anyhow::Result<f64> {
    let watch = Stopwatch::start();
    let mut asking = JoinSet::new();
    for _ in 0..ASKING {
        let request =
            format!("GET /api/v1/session HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\n\r\n");
        asking.spawn(async move {
            let mut person = Person::at(address).await?;
            let (whole, mut answered) = (Stopwatch::start(), 0_u64);
            while whole.elapsed() < LENGTH {
                match person.ask(&request).await? {
                    200 => answered += 1,
                    status => bail!("a session was answered with {status}"),
                }
            }
            Ok(answered)
        });
    }
    let mut all = 0;
    while let Some(one) = asking.join_next().await {
        all += one??;
    }
    Ok(count(all) / watch.elapsed().as_secs_f64())
}

/// Everybody at once: how many get in, how many are told to come again.
async fn crowd(address: SocketAddr) -> anyhow::Result<(usize, usize)> {
    let mut people = JoinSet::new();
    for number in 0..CROWD {
        people.spawn(async move { Person::at(address).await?.sign_in(number).await });
    }
    let (mut let_in, mut sent_away) = (0, 0);
    while let Some(status) = people.join_next().await {
        match status?? {
            200 => let_in += 1,
            503 => sent_away += 1,
            status => bail!("a sign-in was answered with {status}"),
        }
    }
    Ok((let_in, sent_away))
}

/// A connection that stays open.
struct Person {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
}

impl Person {
    async fn at(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { address, stream: BufReader::new(stream) })
    }

    async fn sign_in(&mut self, number: usize) -> anyhow::Result<u16> {
        let body = format!("{{\"name\":\"person {number}\",\"password\":\"{PASSWORD}\"}}");
        let request = format!(
            "POST /api/v1/session HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        self.ask(&request).await
    }

    /// Sends a request, reads the whole answer, gives its status.
    async fn ask(&mut self, request: &str) -> anyhow::Result<u16> {
        self.stream.get_mut().write_all(request.as_bytes()).await?;
        let mut line = String::new();
        self.stream.read_line(&mut line).await?;
        let status = line.split_whitespace().nth(1).and_then(|word| word.parse().ok());
        let status = status.with_context(|| format!("no answer: {line:?}"))?;
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line).await?;
            if line.trim_end().is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().context("the length of an answer")?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await?;
        Ok(status)
    }
}
