//! What a terminal can be asked to do, and what it says it did.
//!
//! Room: attendance, terminal.

use super::Terminal;
use domain::Interval;

/// What we ask for. Nothing that changes people or opens a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Look for new punches now.
    Check,
    /// Say who you are.
    Info,
    /// Send the punches of this time again.
    SendAgain(Interval),
}

/// What became of an order; zero is well done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    pub id: u32,
    pub result: i32,
}

impl Order {
    pub(super) fn text(self, terminal: &Terminal) -> String {
        match self {
            Self::Check => "CHECK".to_owned(),
            Self::Info => "INFO".to_owned(),
            Self::SendAgain(Interval { start, end }) => {
                let show = |at| terminal.zone.show(at);
                format!("DATA QUERY ATTLOG StartTime={}\tEndTime={}", show(start), show(end))
            }
        }
    }
}

/// Reads lines such as `ID=12&Return=0&CMD=CHECK`.
pub(super) fn done(body: &[u8]) -> Vec<Done> {
    let text = String::from_utf8_lossy(body);
    let lines = text.lines().take(1_000);
    lines
        .filter_map(|line| {
            let get = |name: &str| {
                let mut pairs = line.split('&').filter_map(|pair| pair.split_once('='));
                pairs.find(|(key, _)| key.trim().eq_ignore_ascii_case(name)).map(|(_, v)| v.trim())
            };
            Some(Done { id: get("id")?.parse().ok()?, result: get("return")?.parse().ok()? })
        })
        .collect()
}
