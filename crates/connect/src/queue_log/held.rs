//! A row kept until the next ones have been seen.
//!
//! Room: connect, `queue_log`.

use super::line::Row;
use domain::Timestamp;

/// A row that owns its words.
#[derive(Clone, Debug)]
pub(super) struct Held {
    at: Timestamp,
    /// Call, queue, agent and event, then the data.
    words: Vec<String>,
}

impl Held {
    pub(super) fn of(row: &Row<'_>) -> Self {
        let heads = [row.call, row.queue, row.agent, row.event];
        let words = heads.iter().chain(&row.data).map(|word| (*word).to_owned()).collect();
        Self { at: row.at, words }
    }

    pub(super) fn row(&self) -> Row<'_> {
        let word = |index: usize| self.words.get(index).map_or("", String::as_str);
        let data = self.words.iter().skip(4).map(String::as_str).collect();
        Row { at: self.at, call: word(0), queue: word(1), agent: word(2), event: word(3), data }
    }

    /// Whether `next` ends the waiting: a later second, or another row of the call or the agent.
    pub(super) fn is_followed_by(&self, next: &Row<'_>) -> bool {
        let row = self.row();
        row.at != next.at || row.call == next.call || row.agent == next.agent
    }

    /// Whether `next` tells the same end better: the transfer that it was.
    pub(super) fn is_told_again_by(&self, next: &Row<'_>) -> bool {
        let row = self.row();
        next.event == "ATTENDEDTRANSFER"
            && (row.at, row.call, row.agent) == (next.at, next.call, next.agent)
    }
}
