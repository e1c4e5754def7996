//! A thousand followers of the overview of a 10 000-agent centre, at 500 events a second.
//!
//! Room:  server, `bench`.
//! Holds: the followers are another process, so their work is not counted as the server's; the
//!        age of a frame is its arrival minus the time it shows, on the same clock.
//! Proof: docs/benchmarks.md.

use super::day::{AGENTS, Day, QUEUES, opening};
use super::{Goal, Measured, Scratch, count, millis, quantile};
use crate::cli::print;
use crate::clock::{self, Clock, Stopwatch};
use crate::compose::{Foundation, House};
use crate::config::Config;
use crate::engine::{Engine, Options, Stated};
use anyhow::{Context as _, bail};
use domain::{SourceId, Timestamp};
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio_util::sync::CancellationToken;

const CLIENTS: usize = 1_000;
const SECONDS: u64 = 30;
/// Events handed in at a time, ten times a second.
const STEP: usize = 50;
const PACE: Duration = Duration::from_millis(100);
const WARM_UP: Duration = Duration::from_secs(10);
const PASSWORD: &str = "bench-7Kq2-overview";

pub(super) async fn measure() -> anyhow::Result<Vec<Measured>> {
    let scratch = Scratch::new("bench-stream")?;
    let house = open_house(&scratch, clock::system(), Config::default()).await?;
    let stop = CancellationToken::new();
    let source = house.engine.source("bench", "bench", "bench").await?;
    let everybody = opening(house.engine.now(), AGENTS, QUEUES);
    house.engine.state(source, everybody).await?;
    let feeding = tokio::spawn(feed(house.engine.clone(), source, stop.clone()));
    let cookie = sign_in(house.address, house.sign_in.as_deref()).await?;
    clock::deadline(WARM_UP).await;
    let before = processor_time()?;
    let watch = Stopwatch::start();
    let told = followers(house.address, &cookie).await?;
    let seconds = watch.elapsed().as_secs_f64();
    let share = (processor_time()? - before) / seconds;
    let memory = resident_megabytes()?;
    stop.cancel();
    let fed = feeding.await??;
    house.close().await?;
    let Told { frames, median_ms, p99_ms } = told;
    Ok(vec![
        Measured::told("clients", count(CLIENTS), ""),
        Measured::told("events a second", count(fed) / seconds.max(1.0), "/s"),
        Measured::told("frames received a second", count(frames) / seconds, "/s"),
        Measured::told("frame age, median", median_ms, "ms"),
        Measured::promised("frame age, p99", p99_ms, "ms", Goal::Below(600.0)),
        Measured::promised("server, share of a core", share * 100.0, "%", Goal::Below(30.0)),
        Measured::promised("server, resident memory", memory, "MB", Goal::Below(1024.0)),
    ])
}

/// A production house in a folder of its own, on any port.
pub(super) async fn open_house(
    scratch: &Scratch,
    clock: Clock,
    mut config: Config,
) -> anyhow::Result<House> {
    config.listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let foundation = Foundation::lay(config, &scratch.join("data"), clock()).await?;
    foundation.open(clock, Options::default()).await
}

/// Hands in 500 events a second; counts those since the warm-up.
async fn feed(engine: Engine, source: SourceId, stop: CancellationToken) -> anyhow::Result<u64> {
    // As many contacts as the day needs at this pace, so that their lives overlap as in a day.
    let mut day = Day::new(source, 500 * 86_400);
    let mut pace = tokio::time::interval(PACE);
    let watch = Stopwatch::start();
    let mut fed = 0;
    while !stop.is_cancelled() {
        pace.tick().await;
        let now = |stated| Stated { occurred_at: None, ..stated };
        let events: Vec<Stated> = day.by_ref().take(STEP).map(now).collect();
        let handed_in = count_of(&events);
        engine.state(source, events).await?;
        if watch.elapsed() > WARM_UP {
            fed += handed_in;
        }
    }
    Ok(fed)
}

fn count_of(events: &[Stated]) -> u64 {
    u64::try_from(events.len()).unwrap_or(u64::MAX)
}

/// Sets the first password with the one-time link; gives the session's cookie.
pub(super) async fn sign_in(address: SocketAddr, link: Option<&str>) -> anyhow::Result<String> {
    let token = link.and_then(|link| link.split_once("token=")).context("a sign-in link")?.1;
    let body = format!("{{\"token\":\"{token}\",\"password\":\"{PASSWORD}\"}}");
    let mut stream = TcpStream::connect(address).await?;
    let request = format!(
        "POST /api/v1/setup HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "))
        .and_then(|cookie| cookie.split(';').next());
    cookie.map(str::to_owned).with_context(|| format!("no session: {answer}"))
}

/// What the followers saw.
struct Told {
    frames: u64,
    median_ms: f64,
    p99_ms: f64,
}

async fn followers(address: SocketAddr, cookie: &str) -> anyhow::Result<Told> {
    let program = std::env::current_exe().context("finding this program")?;
    let output = Command::new(program)
        .args(["bench-clients", "--address", &address.to_string(), "--cookie", cookie])
        .args(["--clients", &CLIENTS.to_string(), "--seconds", &SECONDS.to_string()])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .output()
        .await
        .context("starting the followers")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers = text.split_whitespace().map(str::parse::<f64>);
    let mut next = || numbers.next().and_then(Result::ok).context("the followers told nothing");
    let (frames, median_ms, p99_ms) = (next()?, next()?, next()?);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
    Ok(Told { frames: frames as u64, median_ms, p99_ms })
}

/// Follows the overview with many clients and prints: frames, median and p99 of their age in ms.
pub async fn clients(
    address: SocketAddr,
    cookie: &str,
    clients: usize,
    seconds: u64,
) -> anyhow::Result<()> {
    let stop = CancellationToken::new();
    let mut following = tokio::task::JoinSet::new();
    for _ in 0..clients {
        let (cookie, stop) = (cookie.to_owned(), stop.clone());
        following.spawn(async move { ages(address, &cookie, &stop).await });
    }
    clock::deadline(Duration::from_secs(seconds)).await;
    stop.cancel();
    let mut all = Vec::new();
    while let Some(one) = following.join_next().await {
        let ages = one??;
        if ages.is_empty() {
            bail!("a client received no frame");
        }
        all.extend(ages);
    }
    let (median, p99) = (quantile(&mut all, 500), quantile(&mut all, 990));
    print(&format!("{} {:.2} {:.2}\n", all.len(), millis(median), millis(p99)));
    Ok(())
}

/// The ages of the frames that one client receives.
async fn ages(
    address: SocketAddr,
    cookie: &str,
    stop: &CancellationToken,
) -> anyhow::Result<Vec<Duration>> {
    let now = clock::system();
    let mut ages = Vec::new();
    follow(address, cookie, "overview&rate=5", stop, &mut |frame| {
        if let Some(at) = field(frame, "\"at\":\"").and_then(|at| Timestamp::parse(at).ok()) {
            let micros = now().since(at).micros();
            ages.push(Duration::from_micros(micros.unsigned_abs()));
        }
    })
    .await?;
    Ok(ages)
}

/// Follows a stream until told to stop; hands on the data of each frame.
pub(super) async fn follow(
    address: SocketAddr,
    cookie: &str,
    view: &str,
    stop: &CancellationToken,
    see: &mut (dyn FnMut(&str) + Send),
) -> anyhow::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!(
        "GET /api/v1/stream?view={view} HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\n\
         accept: text/event-stream\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut lines = BufReader::new(stream);
    let mut line = String::new();
    lines.read_line(&mut line).await?;
    if !line.contains(" 200") {
        bail!("the stream answered {line}");
    }
    loop {
        line.clear();
        let read = tokio::select! {
            () = stop.cancelled() => return Ok(()),
            read = lines.read_line(&mut line) => read?,
        };
        if read == 0 {
            bail!("the server ended the stream");
        }
        if let Some(data) = line.strip_prefix("data:") {
            see(data);
        }
    }
}

/// The text after `key` up to the next quote or comma.
pub(super) fn field<'a>(frame: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = frame.split_once(key)?;
    rest.split(['"', ',', '}']).next()
}

/// Seconds of processor time that this process has used.
fn processor_time() -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").context("this needs Linux's /proc")?;
    let (_, fields) = stat.rsplit_once(')').context("an odd /proc/self/stat")?;
    let ticks: u64 = fields.split_whitespace().skip(11).take(2).flat_map(str::parse::<u64>).sum();
    // Linux counts in hundredths of a second wherever it runs today.
    Ok(count(ticks) / 100.0)
}

fn resident_megabytes() -> anyhow::Result<f64> {
    let status =
        std::fs::read_to_string("/proc/self/status").context("this needs Linux's /proc")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()).context("no VmRSS")?;
    Ok(count(kilobytes.parse::<u64>()?) / 1024.0)
}
