//! The live session with one PBX: connect, log in, read, resynchronise, reconnect.
//!
//! Room:  connect, `asterisk`; a task of the server.
//! Takes: bytes of the socket, orders of the house, the clock as a value.
//! Gives: `Batch`es into a bounded channel. When it is full the session stops reading: nothing is
//!        dropped, and a PBX that closes a stalled session causes a loss that is told and mended.
//! Holds: each session is a new epoch; what ends in the middle of a frame is dropped and counted
//!        as loss; an order is answered once.
//! Never: reads a clock but the one given; logs a secret or a customer's number.
//! Proof: `tests/it/session.rs`, `tests/it/conformance.rs`, `tests/it/asterisk_real.rs`.

use super::backoff::Backoff;
use super::frame::{Frame, FrameReader, Item};
use super::login::{LoginError, log_in};
use super::order::{Order, Orders};
use super::redact;
use super::rules::{PauseMeaning, Rules};
use super::translator::{Resume, Translator};
use super::wire::{Wire, open};
use crate::batch::{Batch, Clock, RawFrame};
use domain::state::NotReadyReason;
use domain::{Duration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

/// How one PBX is reached, and what the house knows about it.
#[derive(Clone, Debug, Default)]
pub struct Config {
    pub name: String,
    pub host: String,
    pub port: u16,
    pub user: String,
    pub secret: String,
    pub tls: bool,
    /// A PEM file with the authority that signed the PBX's certificate; wanted with `tls`.
    pub tls_authority: Option<PathBuf>,
    /// Added to the usual words, see `Rules::pause_words`.
    pub pause_reasons: BTreeMap<String, NotReadyReason>,
    /// `wrapuptime` of its queues.
    pub wrapup: Duration,
    /// Orders are answered and journaled, but not sent, whatever they say themselves.
    pub dry_run: bool,
    /// See `Rules::ivr_contexts`.
    pub ivr_contexts: Vec<String>,
}

/// Everything a session needs.
#[derive(Debug)]
pub struct Session {
    pub config: Config,
    pub resume: Resume,
    pub clock: Timepiece,
    pub out: mpsc::Sender<Batch>,
    pub orders: mpsc::Receiver<Order>,
    pub stop: CancellationToken,
}

/// A clock that shows itself in debug output as one.
#[derive(Clone)]
pub struct Timepiece(pub Clock);

impl std::fmt::Debug for Timepiece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("clock")
    }
}

impl From<Clock> for Timepiece {
    fn from(clock: Clock) -> Self {
        Self(clock)
    }
}

/// Silence after which we ask whether the PBX is there, and after which we believe it is not.
const PING_AFTER: std::time::Duration = std::time::Duration::from_secs(15);
const DEAD_AFTER: std::time::Duration = std::time::Duration::from_secs(45);
/// How long the lists of a resynchronisation may take.
const RESYNC_LIMIT: std::time::Duration = std::time::Duration::from_secs(60);
const TICK: std::time::Duration = std::time::Duration::from_millis(500);
const READ_SIZE: usize = 64 * 1024;
/// Frames handed on at a time.
const BATCH_FRAMES: usize = 1_000;

/// Why a session is over.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    #[error("connecting to {0}: {1}")]
    Connect(String, std::io::Error),
    #[error(transparent)]
    Login(#[from] LoginError),
    #[error("reading: {0}")]
    Read(std::io::Error),
    #[error("writing: {0}")]
    Write(std::io::Error),
    #[error("the PBX closed the connection{}", if *.mid_frame { " in the middle of a frame" } else { "" })]
    Closed { mid_frame: bool },
    #[error("nothing heard for {} s", DEAD_AFTER.as_secs())]
    Silent,
    #[error(
        "the PBX refused {action}: {message}; it is still starting, app_queue is not loaded, or \
         `read` and `write` in manager.conf are too narrow"
    )]
    Refused { action: &'static str, message: String },
    #[error("the lists of the floor did not come in {} s", RESYNC_LIMIT.as_secs())]
    Resync,
    #[error("stopping")]
    Stopped,
}

/// Follows the PBX until told to stop.
pub async fn run(session: Session) {
    let Session { config, resume, clock, out, orders, stop } = session;
    let mut follower = Follower {
        translator: Translator::new(rules(&config), &resume),
        orders: Orders::new(orders, resume.after.epoch, config.dry_run),
        backoff: Backoff::new(&config.name),
        config,
        clock: clock.0,
        out,
        stop,
    };
    follower.follow().await;
}

fn rules(config: &Config) -> Rules {
    let mut rules = Rules {
        wrap_up: config.wrapup,
        ivr_contexts: config.ivr_contexts.clone(),
        ..Rules::default()
    };
    for (word, reason) in &config.pause_reasons {
        rules.pause_words.insert(word.to_lowercase(), PauseMeaning::NotReady(*reason));
    }
    rules
}

struct Follower {
    config: Config,
    translator: Translator,
    orders: Orders,
    backoff: Backoff,
    clock: Clock,
    out: mpsc::Sender<Batch>,
    stop: CancellationToken,
}

impl Follower {
    async fn follow(&mut self) {
        loop {
            let began = Instant::now();
            let error = self.one_session().await;
            if matches!(error, SessionError::Stopped) {
                return;
            }
            tracing::warn!(source = self.config.name, %error, "session lost");
            if !self.tell_loss().await {
                return;
            }
            let pause = self.backoff.after(began.elapsed());
            let stop = self.stop.clone();
            let why = format!("not connected: {error}");
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.orders.refuse_all(&why) => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn tell_loss(&mut self) -> bool {
        let mut observations = Vec::new();
        let now = (self.clock)();
        self.orders.abandon(&mut self.translator, now);
        self.translator.lose(now, &mut observations);
        self.send(observations, Vec::new()).await.is_ok()
    }

    async fn one_session(&mut self) -> SessionError {
        let stop = self.stop.clone();
        let opened = tokio::select! {
            () = stop.cancelled() => return SessionError::Stopped,
            opened = self.log_in() => opened,
        };
        let (wire, reader) = match opened {
            Ok(opened) => opened,
            Err(error) => return error,
        };
        let mut talk = Talk::new(wire, reader);
        tokio::select! {
            () = stop.cancelled() => SessionError::Stopped,
            ended = self.converse(&mut talk) => match ended {
                Ok(never) => match never {},
                Err(error) => error,
            },
        }
    }

    async fn log_in(&mut self) -> Result<(Wire, FrameReader), SessionError> {
        let address = format!("{}:{}", self.config.host, self.config.port);
        let mut wire =
            open(&self.config).await.map_err(|error| SessionError::Connect(address, error))?;
        let mut reader = FrameReader::default();
        let version = log_in(&mut wire, &mut reader, &self.config).await?;
        let mut observations = Vec::new();
        self.translator.begin(&version, (self.clock)(), &mut observations);
        self.send(observations, Vec::new()).await?;
        Ok((wire, reader))
    }

    async fn converse(
        &mut self,
        talk: &mut Talk,
    ) -> Result<std::convert::Infallible, SessionError> {
        self.translator.begin_resync();
        talk.ask_for_lists().await?;
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                read = talk.wire.read(&mut talk.buffer) => {
                    let length = read.map_err(SessionError::Read)?;
                    self.take(talk, length).await?;
                }
                order = self.orders.next() => {
                    let now = (self.clock)();
                    let text = self.orders.begin(order, &mut self.translator, now);
                    self.send_said().await?;
                    if let Some(text) = text {
                        talk.wire.write(&text).await.map_err(SessionError::Write)?;
                    }
                }
                _ = tick.tick() => self.tick(talk).await?,
            }
        }
    }

    async fn take(&mut self, talk: &mut Talk, length: usize) -> Result<(), SessionError> {
        if length == 0 {
            return Err(SessionError::Closed { mid_frame: talk.reader.is_mid_frame() });
        }
        talk.heard = Instant::now();
        talk.pinged = false;
        let received_at = (self.clock)();
        let bytes = talk.buffer.get(..length).unwrap_or_default();
        talk.reader.feed(bytes, &mut talk.items);
        let items = std::mem::take(&mut talk.items);
        for items in items.chunks(BATCH_FRAMES) {
            let (observations, raw) = self.translate(talk, items, received_at);
            self.send(observations, raw).await?;
        }
        match items.iter().find_map(refused_list) {
            Some(refused) => Err(refused),
            None => Ok(()),
        }
    }

    fn translate(
        &mut self,
        talk: &mut Talk,
        items: &[Item],
        at: Timestamp,
    ) -> (Vec<journal::Observation>, Vec<RawFrame>) {
        let mut observations = Vec::new();
        let mut raw = Vec::new();
        for item in items {
            self.translator.on_item(item, at, &mut observations);
            let Item::Frame(frame) = item else { continue };
            if frame.event().is_none_or(Translator::knows) {
                raw.push(RawFrame { received_at: at, text: redact::frame(frame) });
            }
            self.orders.on_frame(frame, &mut self.translator, at);
            if talk.lists_are_complete(frame) {
                self.translator.end_resync(at, &mut observations);
            }
        }
        self.translator.flush(&mut observations);
        (observations, raw)
    }

    async fn tick(&mut self, talk: &mut Talk) -> Result<(), SessionError> {
        let silence = talk.heard.elapsed();
        if silence >= DEAD_AFTER {
            return Err(SessionError::Silent);
        }
        if talk.lists.is_some_and(|asked| asked.elapsed() > RESYNC_LIMIT) {
            return Err(SessionError::Resync);
        }
        if silence >= PING_AFTER && !talk.pinged {
            talk.pinged = true;
            let ping = "Action: Ping\r\nActionID: cb-ping\r\n\r\n";
            talk.wire.write(ping).await.map_err(SessionError::Write)?;
        }
        let now = (self.clock)();
        let mut observations = Vec::new();
        self.translator.tick(now, &mut observations);
        self.orders.expire(&mut self.translator, now);
        self.translator.flush(&mut observations);
        self.send(observations, Vec::new()).await
    }

    async fn send_said(&mut self) -> Result<(), SessionError> {
        let mut observations = Vec::new();
        self.translator.flush(&mut observations);
        self.send(observations, Vec::new()).await
    }

    /// Waits until the engine has room: the only back-pressure there is.
    async fn send(
        &self,
        observations: Vec<journal::Observation>,
        raw: Vec<RawFrame>,
    ) -> Result<(), SessionError> {
        if observations.is_empty() && raw.is_empty() {
            return Ok(());
        }
        let batch = Batch { source_key: self.config.name.clone(), observations, raw };
        self.out.send(batch).await.map_err(|_| SessionError::Stopped)
    }
}

/// One connection that is logged in.
struct Talk {
    wire: Wire,
    reader: FrameReader,
    buffer: Vec<u8>,
    items: Vec<Item>,
    heard: Instant,
    pinged: bool,
    /// When the lists were asked for, until they are complete.
    lists: Option<Instant>,
    missing: BTreeSet<&'static str>,
}

const LISTS: [(&str, &str); 2] =
    [("QueueStatus", "QueueStatusComplete"), ("CoreShowChannels", "CoreShowChannelsComplete")];

/// Quirk: a PBX that starts takes log-ins before `app_queue` is loaded, and then refuses its
/// actions (16.28): without this the floor would stay unknown until `RESYNC_LIMIT`.
fn refused_list(item: &Item) -> Option<SessionError> {
    let Item::Frame(frame) = item else { return None };
    let id = frame.get("ActionID").filter(|_| frame.get("Response") == Some("Error"))?;
    let action = id.strip_prefix("cb-")?;
    let (action, _) = LISTS.into_iter().find(|(list, _)| *list == action)?;
    let message = frame.get("Message").unwrap_or_default().to_owned();
    Some(SessionError::Refused { action, message })
}

impl Talk {
    fn new(wire: Wire, reader: FrameReader) -> Self {
        Self {
            wire,
            reader,
            buffer: vec![0; READ_SIZE],
            items: Vec::new(),
            heard: Instant::now(),
            pinged: false,
            lists: None,
            missing: BTreeSet::new(),
        }
    }

    async fn ask_for_lists(&mut self) -> Result<(), SessionError> {
        self.lists = Some(Instant::now());
        for (action, complete) in LISTS {
            self.missing.insert(complete);
            let text = format!("Action: {action}\r\nActionID: cb-{action}\r\n\r\n");
            self.wire.write(&text).await.map_err(SessionError::Write)?;
        }
        Ok(())
    }

    fn lists_are_complete(&mut self, frame: &Frame) -> bool {
        // Another session's lists do not come here; ours carry our ActionID.
        let is_ours = frame.get("ActionID").is_some_and(|id| id.starts_with("cb-"));
        let Some(event) = frame.event().filter(|_| is_ours && self.lists.is_some()) else {
            return false;
        };
        self.missing.remove(event);
        let complete = self.missing.is_empty();
        if complete {
            self.lists = None;
        }
        complete
    }
}
