//! What terminals at the door say over HTTP, and what they are told: the `/iclock` push protocol.
//!
//! Room:  attendance; the server's door for terminals gives it requests and sends the answers.
//! Takes: a request as bytes; what is known of the terminal that has its serial number; the moment.
//! Gives: `Outcome`: the answer, punches, and what to remember or show of the terminal.
//! Holds: any bytes give an answer, never a panic; nothing of the request stands in an answer but a
//!        checked serial number; a bad line is reported and does not stop those behind it, which the
//!        terminal would otherwise send for ever.
//! Never: reads, keeps or gives a template or picture of a finger, face or palm, a name, a card or a
//!        password, whatever table they come in: such lines and tables are counted and dropped.
//! Proof: tests/it/terminal.rs, with requests as the public descriptions of the protocol have them.
//!
//! There is no secret in this protocol: a terminal says its serial number and no more. What the server
//! adds (a list of serial numbers, a network, a secret in the path) is decided there.

use crate::punch::Punch;
use domain::calendar::Zone;
use domain::{Duration, SiteId, Timestamp};

mod answer;
mod attlog;
mod order;
mod query;

pub use answer::{Answer, unknown};
pub use attlog::{BadLine, Fault};
pub use order::{Done, Order};
pub use query::{Serial, serial};

use query::Query;

/// Longer bodies are refused whole: a terminal sends its memory in smaller pieces.
pub const BODY_LIMIT: usize = 4 * 1024 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

/// A request as it came.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub method: Method,
    /// Behind whatever the server has in front: begins with `/iclock/`.
    pub path: &'a str,
    pub query: &'a str,
    pub body: &'a [u8],
}

/// What is known of a terminal.
#[derive(Clone, Debug)]
pub struct Terminal {
    pub serial: Serial,
    pub site: SiteId,
    pub zone: Zone,
    /// Whether people press a key for coming and going. Where they do not, terminals say "in" always,
    /// so that it says nothing.
    pub says_way: bool,
    /// The stamp that came with its latest punches.
    pub stamp: Option<u64>,
    /// What it should do next.
    pub orders: Vec<(u32, Order)>,
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub answer: Answer,
    pub punches: Vec<Punch>,
    /// To remember, once the punches are kept.
    pub stamp: Option<u64>,
    pub bad_lines: Vec<BadLine>,
    /// Lines or tables with templates, pictures and personal data, dropped unread. More than none means
    /// that the terminal is set to send them: tell whoever keeps it.
    pub dropped: u32,
    /// What it answered to orders.
    pub done: Vec<Done>,
    /// Its firmware, if it said so.
    pub firmware: Option<String>,
}

impl Outcome {
    fn saying(answer: Answer) -> Self {
        Self {
            answer,
            punches: Vec::new(),
            stamp: None,
            bad_lines: Vec::new(),
            dropped: 0,
            done: Vec::new(),
            firmware: None,
        }
    }
}

/// Answers a terminal that is known.
#[must_use]
pub fn outcome(request: &Request<'_>, terminal: &Terminal, now: Timestamp) -> Outcome {
    if request.body.len() > BODY_LIMIT {
        return Outcome::saying(Answer::too_large());
    }
    let query = Query::read(request.query);
    let path = request.path.trim_end_matches('/');
    let path = path.strip_suffix(".aspx").unwrap_or(path);
    match (request.method, path) {
        (Method::Get, "/iclock/cdata") => greeted(&query, terminal, now),
        (Method::Post, "/iclock/cdata") => received(&query, request.body, terminal, now),
        (Method::Get, "/iclock/getrequest") => asked(&query, terminal),
        (Method::Post, "/iclock/devicecmd") => {
            Outcome { done: order::done(request.body), ..Outcome::saying(Answer::ok()) }
        }
        (_, "/iclock/ping") => Outcome::saying(Answer::ok()),
        // Pictures of who punched.
        (Method::Post, "/iclock/fdata") => Outcome { dropped: 1, ..Outcome::saying(Answer::ok()) },
        (Method::Get | Method::Post, _) => Outcome::saying(Answer::not_spoken()),
    }
}

/// The first words after it was switched on: what to send, and which time it is here.
fn greeted(query: &Query, terminal: &Terminal, now: Timestamp) -> Outcome {
    let firmware = query.get("pushver").and_then(plain);
    let answer =
        if query.get("options").is_some() { Answer::options(terminal, now) } else { Answer::ok() };
    Outcome { firmware, ..Outcome::saying(answer) }
}

fn received(query: &Query, body: &[u8], terminal: &Terminal, now: Timestamp) -> Outcome {
    let table = query.get("table").unwrap_or_default().to_ascii_uppercase();
    match table.as_str() {
        "ATTLOG" => {
            let log = attlog::read(body, terminal, now);
            Outcome {
                stamp: query.stamp(),
                punches: log.punches,
                bad_lines: log.bad_lines,
                ..Outcome::saying(Answer::taken(log.lines))
            }
        }
        // What the keeper did at the terminal, and people with their templates.
        "OPERLOG" => {
            let (lines, dropped) = attlog::count(body);
            Outcome { dropped, ..Outcome::saying(Answer::taken(lines)) }
        }
        "OPTIONS" | "ERRORLOG" => Outcome::saying(Answer::ok()),
        // BIODATA, FINGERTMP, FACE, USERINFO, ATTPHOTO, BIOPHOTO and what firmware will think of next.
        _ => Outcome { dropped: 1, ..Outcome::saying(Answer::taken(attlog::count(body).0)) },
    }
}

fn asked(query: &Query, terminal: &Terminal) -> Outcome {
    let firmware = query.get("info").and_then(|info| plain(info.split(',').next()?));
    let answer = match terminal.orders.as_slice() {
        [] => Answer::ok(),
        orders => Answer::orders(orders, terminal),
    };
    Outcome { firmware, ..Outcome::saying(answer) }
}

/// Short text without anything that could be more than text.
fn plain(text: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " ._-".contains(c);
    let text: String = text.chars().filter(|c| is_plain(*c)).take(60).collect();
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

/// Ahead of the server by more than this, the clock of a terminal is wrong.
const AHEAD: Duration = Duration::from_minutes(10);
