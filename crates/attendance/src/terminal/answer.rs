//! What a terminal is told, in its own words.
//!
//! Room: attendance, terminal.

use super::{Order, Terminal};
use domain::Timestamp;
use std::fmt::Write as _;

/// Status and plain text of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub text: String,
}

/// To a terminal that nobody registered here.
#[must_use]
pub fn unknown() -> Answer {
    Answer { status: 403, text: "UNKNOWN DEVICE\n".to_owned() }
}

impl Answer {
    pub(super) fn ok() -> Self {
        Self { status: 200, text: "OK\n".to_owned() }
    }

    /// How many lines it need not send again.
    pub(super) fn taken(lines: u32) -> Self {
        Self { status: 200, text: format!("OK: {lines}\n") }
    }

    pub(super) fn too_large() -> Self {
        Self { status: 413, text: "TOO LARGE\n".to_owned() }
    }

    pub(super) fn not_spoken() -> Self {
        Self { status: 404, text: "NOT SUPPORTED\n".to_owned() }
    }

    /// Punches at once and nothing else: `TransFlag` names neither people nor templates nor pictures.
    pub(super) fn options(terminal: &Terminal, now: Timestamp) -> Self {
        let stamp = terminal.stamp.map_or_else(|| "None".to_owned(), |stamp| stamp.to_string());
        let mut text = format!("GET OPTION FROM: {}\n", terminal.serial.as_str());
        let lines = [
            format!("ATTLOGStamp={stamp}"),
            "OPERLOGStamp=9999".to_owned(),
            "ATTPHOTOStamp=9999".to_owned(),
            "ErrorDelay=60".to_owned(),
            "Delay=15".to_owned(),
            "TransTimes=00:00;14:05".to_owned(),
            "TransInterval=1".to_owned(),
            "TransFlag=TransData AttLog".to_owned(),
            format!("TimeZone={}", time_zone(terminal, now)),
            "Realtime=1".to_owned(),
            "Encrypt=None".to_owned(),
        ];
        for line in lines {
            writeln!(text, "{line}").expect("a String takes any text");
        }
        Self { status: 200, text }
    }

    pub(super) fn orders(orders: &[(u32, Order)], terminal: &Terminal) -> Self {
        let lines = orders.iter().map(|(id, order)| format!("C:{id}:{}\n", order.text(terminal)));
        Self { status: 200, text: lines.collect() }
    }
}

/// Hours ahead of UTC; minutes where the zone is no whole number of hours.
fn time_zone(terminal: &Terminal, now: Timestamp) -> i64 {
    let minutes = terminal.zone.offset(now).micros() / 60_000_000;
    if minutes % 60 == 0 { minutes / 60 } else { minutes }
}
