//! A stand-in for a PBX's manager socket, as far as a session needs one.

use connect::asterisk::{Config, Order, Resume, Session};
use connect::{Batch, Clock};
use domain::Timestamp;
use journal::Observation;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Longest wait for anything in these tests.
const PATIENCE: Duration = Duration::from_secs(20);

/// A port that waits for sessions.
pub(crate) struct Pbx {
    listener: TcpListener,
}

/// One session on the PBX's side.
pub(crate) struct Line<S> {
    stream: S,
    read: String,
}

impl Pbx {
    pub(crate) async fn start() -> Self {
        Self { listener: TcpListener::bind("127.0.0.1:0").await.unwrap() }
    }

    pub(crate) fn config(&self) -> Config {
        Config {
            name: "pbx".into(),
            host: "127.0.0.1".into(),
            port: self.listener.local_addr().unwrap().port(),
            user: "ops".into(),
            secret: "ops-secret".into(),
            ..Config::default()
        }
    }

    pub(crate) async fn accept(&self) -> Line<TcpStream> {
        let (stream, _) = within(self.listener.accept()).await.unwrap();
        Line { stream, read: String::new() }
    }

    /// A session that is logged in and waits for the answers to its lists.
    pub(crate) async fn accept_and_log_in(&self) -> Line<TcpStream> {
        let mut line = self.accept().await;
        line.log_in().await;
        line
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Line<S> {
    pub(crate) const fn over(stream: S) -> Self {
        Self { stream, read: String::new() }
    }

    /// The next action: its lines without the blank one.
    pub(crate) async fn action(&mut self) -> String {
        let mut buffer = [0; 4096];
        loop {
            if let Some((action, rest)) = self.read.split_once("\r\n\r\n") {
                let (action, rest) = (action.to_owned(), rest.to_owned());
                self.read = rest;
                return action;
            }
            let length = within(self.stream.read(&mut buffer)).await.unwrap();
            assert!(length > 0, "the session hung up");
            self.read.push_str(std::str::from_utf8(&buffer[..length]).unwrap());
        }
    }

    pub(crate) async fn say(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).await.unwrap();
        self.stream.flush().await.unwrap();
    }

    /// Frames, one `key=value` list a line; `_` is a space.
    pub(crate) async fn events(&mut self, transcript: &str) {
        let text: String = crate::told::frames(transcript)
            .into_iter()
            .map(|(_, frame)| {
                let lines: String =
                    frame.pairs().map(|(key, value)| format!("{key}: {value}\r\n")).collect();
                lines + "\r\n"
            })
            .collect();
        self.say(&text).await;
    }

    pub(crate) async fn answer(&mut self, action: &str, rest: &str) {
        let id = value(action, "ActionID");
        self.say(&format!("Response: Success\r\nActionID: {id}\r\n{rest}\r\n")).await;
    }

    /// The greeting, the challenge, the filters, the version, the events.
    pub(crate) async fn log_in(&mut self) {
        self.say("Asterisk Call Manager/5.0.4\r\n").await;
        let challenge = self.action().await;
        assert!(challenge.starts_with("Action: Challenge"), "{challenge}");
        self.answer(&challenge, "Challenge: 840415273\r\n").await;
        let login = self.action().await;
        // printf 840415273ops-secret | md5sum
        assert_eq!(value(&login, "Key"), "f01f693087a950dd8d4b6f386b225cd3");
        assert!(!login.contains("ops-secret"), "the secret went over the wire");
        self.answer(&login, "Message: Authentication accepted\r\n").await;
        self.answer_settings().await;
    }

    pub(crate) async fn answer_settings(&mut self) {
        loop {
            let action = self.action().await;
            let is_last = action.starts_with("Action: Events");
            let rest =
                if action.contains("CoreSettings") { "AsteriskVersion: 16.28.0\r\n" } else { "" };
            self.answer(&action, rest).await;
            if is_last {
                return;
            }
        }
    }

    /// Answers the two lists with these frames between.
    pub(crate) async fn lists(&mut self, members_and_entries: &str, channels: &str) {
        let (status, shown) = (self.action().await, self.action().await);
        assert!(status.starts_with("Action: QueueStatus"), "{status}");
        assert!(shown.starts_with("Action: CoreShowChannels"), "{shown}");
        self.events(members_and_entries).await;
        let done = |action: &str, event: &str| {
            format!("0 {event} untimed ActionID={} EventList=Complete", value(action, "ActionID"))
        };
        self.events(&done(&status, "QueueStatusComplete")).await;
        self.events(channels).await;
        self.events(&done(&shown, "CoreShowChannelsComplete")).await;
    }
}

/// The value of a key in an action.
pub(crate) fn value(action: &str, key: &str) -> String {
    let found = action.lines().find_map(|line| line.strip_prefix(&format!("{key}: ")));
    found.unwrap_or_default().to_owned()
}

/// A session under test, and what it hands out.
pub(crate) struct House {
    pub(crate) batches: mpsc::Receiver<Batch>,
    pub(crate) orders: mpsc::Sender<Order>,
    stop: CancellationToken,
    session: tokio::task::JoinHandle<()>,
    /// The latest batch's observations not yet looked at.
    pending: Vec<Observation>,
    /// Everything raw so far.
    pub(crate) raw: String,
}

impl House {
    /// Starts a session with room for `room` batches. Its clock goes a millisecond a reading.
    pub(crate) fn start(config: Config, resume: Resume, room: usize) -> Self {
        let (out, batches) = mpsc::channel(room);
        let (orders, inbox) = mpsc::channel(4);
        let stop = CancellationToken::new();
        let readings = AtomicI64::new(0);
        let clock: Clock = Arc::new(move || {
            Timestamp::from_millis(1_000_000 + readings.fetch_add(1, Ordering::Relaxed))
        });
        let session =
            Session { config, resume, clock: clock.into(), out, orders: inbox, stop: stop.clone() };
        let session = tokio::spawn(connect::asterisk::run(session));
        Self { batches, orders, stop, session, pending: Vec::new(), raw: String::new() }
    }

    /// The next observation.
    pub(crate) async fn next(&mut self) -> Observation {
        while self.pending.is_empty() {
            let batch = within(self.batches.recv()).await.unwrap();
            assert_eq!(batch.source_key, "pbx");
            for frame in &batch.raw {
                self.raw.push_str(&frame.text);
            }
            self.pending = batch.observations;
        }
        self.pending.remove(0)
    }

    /// Observations in words, without times, until one whose words begin with `last`.
    pub(crate) async fn until(&mut self, last: &str) -> Vec<String> {
        let mut seen = Vec::new();
        loop {
            let observation = self.next().await;
            let words = crate::told::in_words(&[observation]).remove(0);
            let (time, rest) = words.split_once(' ').unwrap();
            let mark = if time.starts_with('~') { "~" } else { "" };
            seen.push(format!("{mark}{rest}"));
            if rest.starts_with(last) {
                return seen;
            }
        }
    }

    pub(crate) async fn end(self) {
        self.stop.cancel();
        drop(self.batches);
        within(self.session).await.unwrap();
    }
}

pub(crate) async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, work).await.expect("nothing happened for too long")
}
