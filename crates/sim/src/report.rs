//! The tally as JSON, for scripts and comparisons.
//!
//! Room:  sim. Lengths are seconds with six decimals; a figure that nothing was measured for is null.

use crate::catalogue::Catalogue;
use crate::tally::{QueueTally, THRESHOLDS, Tally};
use domain::Timestamp;
use std::fmt::Write as _;

const ACTIVITIES: [&str; 7] =
    ["signed_out", "available", "ringing", "talking", "holding", "after_contact_work", "not_ready"];

impl Tally {
    /// Everything that was counted between `start` and `end`.
    #[must_use]
    pub fn report(&self, house: &Catalogue, seed: u64, start: Timestamp, end: Timestamp) -> String {
        let mut text = String::from("{\n");
        put(&mut text, &format!("  \"seed\": {seed},\n"));
        put(&mut text, &format!("  \"start\": \"{start}\",\n  \"end\": \"{end}\",\n"));
        let (contacts, ended, events) = (self.contacts, self.ended, self.events);
        put(&mut text, &format!("  \"contacts\": {contacts},\n  \"ended\": {ended},\n"));
        put(&mut text, &format!("  \"events\": {events},\n  \"queues\": {{\n"));
        let last = self.queues.len().saturating_sub(1);
        for (number, (tally, queue)) in self.queues.iter().zip(&house.queues).enumerate() {
            let comma = if number == last { "" } else { "," };
            put(&mut text, &format!("    \"{}\": {}{comma}\n", queue.name, queue_text(tally)));
        }
        text.push_str("  },\n  \"agents\": {\n");
        let last = self.agents.len().saturating_sub(1);
        for (number, (tally, agent)) in self.agents.iter().zip(&house.agents).enumerate() {
            let comma = if number == last { "" } else { "," };
            put(&mut text, &format!("    \"{}\": {{", agent.key));
            for (activity, length) in ACTIVITIES.iter().zip(tally.times).skip(1) {
                put(&mut text, &format!("\"{activity}_s\": {}, ", seconds(length)));
            }
            let (offers, rona, answered) = (tally.offers, tally.rung_out, tally.answered);
            put(&mut text, &format!("\"offers\": {offers}, \"rona\": {rona}, "));
            put(&mut text, &format!("\"answered\": {answered}}}{comma}\n"));
        }
        text.push_str("  }\n}\n");
        text
    }
}

fn put(text: &mut String, more: &str) {
    text.push_str(more);
}

fn queue_text(tally: &QueueTally) -> String {
    let within = |counts: &[u64; THRESHOLDS.len()]| {
        let mut text = String::from("{");
        for (number, (count, threshold)) in counts.iter().zip(THRESHOLDS).enumerate() {
            let comma = if number == 0 { "" } else { ", " };
            write!(text, "{comma}\"{threshold}\": {count}").expect("a string takes all text");
        }
        text + "}"
    };
    let mean = |total: i64, count: u64| {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        if count == 0 { "null".to_owned() } else { seconds(total / count) }
    };
    format!(
        "{{\"entered\": {}, \"refused\": {}, \"answered\": {}, \"abandoned\": {}, \
         \"diverted\": {}, \"offers\": {}, \"rona\": {}, \"blind_transfer\": {}, \
         \"attended_transfer\": {}, \"answered_within\": {}, \"abandoned_within\": {}, \
         \"mean_wait_answered_s\": {}, \"max_wait_s\": {}, \"talk_s\": {}, \"hold_s\": {}, \
         \"after_contact_work_s\": {}}}",
        tally.offered,
        tally.refused,
        tally.answered,
        tally.abandoned,
        tally.diverted,
        tally.offers,
        tally.rung_out,
        tally.blind_transfers,
        tally.attended_transfers,
        within(&tally.answered_within),
        within(&tally.abandoned_within),
        mean(tally.wait_answered, tally.answered),
        seconds(tally.wait_max),
        seconds(tally.talk),
        seconds(tally.hold),
        seconds(tally.after_contact_work),
    )
}

/// Microseconds as seconds with six decimals.
fn seconds(micros: i64) -> String {
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}
