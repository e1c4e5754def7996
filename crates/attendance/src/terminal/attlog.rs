//! The table of punches: number, local time, way and more, between tabs.
//!
//! Room: attendance, terminal.

use super::{AHEAD, Terminal};
use crate::punch::{PersonNumber, Punch, Source, Way};
use domain::calendar::{LocalTimeError, Zone};
use domain::{Duration, Timestamp};

/// Longer lines are none of ours.
const LINE_LIMIT: usize = 1_000;
/// Terminals without a battery wake up in the year 2000.
const EARLIEST: Timestamp = Timestamp::from_secs(1_262_304_000);

/// A line that gave no punch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// From 1.
    pub line: u32,
    pub fault: Fault,
}

/// What is wrong with it. The line itself is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("no employee number")]
    NoPerson,
    #[error("no local time such as 2026-11-22 08:30:00")]
    NoTime,
    #[error("the clock of the terminal is ahead; set it")]
    Ahead,
    #[error("the clock of the terminal was reset; set it and ask for the punches again")]
    LongAgo,
    #[error("too long")]
    TooLong,
}

/// A body of the table.
#[derive(Default)]
pub(super) struct Log {
    pub(super) lines: u32,
    pub(super) punches: Vec<Punch>,
    pub(super) bad_lines: Vec<BadLine>,
}

pub(super) fn read(body: &[u8], terminal: &Terminal, now: Timestamp) -> Log {
    let mut log = Log::default();
    for line in lines(body) {
        log.lines += 1;
        match punch(line, terminal, now) {
            Ok(punch) => log.punches.push(punch),
            Err(fault) => log.bad_lines.push(BadLine { line: log.lines, fault }),
        }
    }
    log
}

/// How many lines there are, and how many of them are not of what was done at the terminal: people,
/// fingers, faces. No more of them is read than their first word.
pub(super) fn count(body: &[u8]) -> (u32, u32) {
    lines(body).fold((0, 0), |(all, dropped), line| {
        (all + 1, dropped + u32::from(!line.starts_with(b"OPLOG")))
    })
}

fn lines(body: &[u8]) -> impl Iterator<Item = &[u8]> {
    body.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty())
}

fn punch(line: &[u8], terminal: &Terminal, now: Timestamp) -> Result<Punch, Fault> {
    if line.len() > LINE_LIMIT {
        return Err(Fault::TooLong);
    }
    let text = std::str::from_utf8(line).map_err(|_| Fault::NoPerson)?;
    let mut fields = text.split('\t').map(str::trim);
    let person = fields.next().and_then(person).ok_or(Fault::NoPerson)?;
    let at = fields.next().and_then(|text| local(text, &terminal.zone)).ok_or(Fault::NoTime)?;
    if at > now.plus(AHEAD) {
        return Err(Fault::Ahead);
    }
    if at < EARLIEST {
        return Err(Fault::LongAgo);
    }
    let way = fields.next().filter(|_| terminal.says_way).map_or(Way::Unknown, way);
    let source = Source::Terminal { serial: terminal.serial.as_str().to_owned() };
    Ok(Punch { at, person, site: terminal.site, way, source })
}

/// As on the terminal, leading zeros too.
fn person(text: &str) -> Option<PersonNumber> {
    let is_fine = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
    let is_person = (1..=24).contains(&text.len()) && text.bytes().all(is_fine);
    is_person.then(|| PersonNumber(text.to_owned()))
}

/// 0 in, 1 out, 2 out for a break, 3 back from it, 4 in for overtime, 5 out of it.
fn way(status: &str) -> Way {
    match status {
        "0" | "3" | "4" => Way::In,
        "1" | "2" | "5" => Way::Out,
        _ => Way::Unknown,
    }
}

/// Quirk: terminals do not put their clock forward by themselves, so that they show times that the
/// clocks skip: such a time is what it would have been without the change.
fn local(text: &str, zone: &Zone) -> Option<Timestamp> {
    match zone.parse_local(text) {
        Ok(at) => Some(at),
        Err(LocalTimeError::Skipped { .. }) => {
            let wall = Zone::utc().parse_local(text).ok()?;
            let before = zone.offset(wall.before(Duration::from_minutes(24 * 60)));
            Some(wall.before(before))
        }
        Err(LocalTimeError::Malformed { .. }) => None,
    }
}
