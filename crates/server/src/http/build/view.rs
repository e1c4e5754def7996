//! Which view is asked for, in one word: `overview`, `queues`, `queue:7`, `agents`, `sources`.
//!
//! Room: server/http/build.

use crate::http::access::{Action, Scope};
use crate::http::refusal::Refusal;
use domain::QueueId;

/// A live view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum View {
    Overview,
    Queues,
    Queue(QueueId),
    Agents,
    Sources,
}

impl View {
    /// Reads the word.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let queue = || Some(Self::Queue(QueueId(text.strip_prefix("queue:")?.parse().ok()?)));
        match text {
            "overview" => Ok(Self::Overview),
            "queues" => Ok(Self::Queues),
            "agents" => Ok(Self::Agents),
            "sources" => Ok(Self::Sources),
            _ => queue().ok_or_else(|| {
                let hint = "Write overview, queues, queue:ID, agents or sources";
                Refusal::parameter("view", text, hint)
            }),
        }
    }

    /// What somebody must be allowed to, and where, to see it.
    #[must_use]
    pub const fn demands(self) -> (Action, Scope) {
        let scope = match self {
            Self::Queue(queue) => Scope::Queue(queue),
            Self::Overview | Self::Queues | Self::Agents | Self::Sources => Scope::Centre,
        };
        (Action::WatchFloor, scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_reads_from_its_word_and_from_nothing_else() {
        assert_eq!(View::parse("queue:7"), Ok(View::Queue(QueueId(7))));
        assert_eq!(View::parse("overview"), Ok(View::Overview));
        for wrong in ["", "queue:", "queue:x", "queue:-1", "Overview", "queue:4294967296"] {
            assert!(View::parse(wrong).is_err(), "{wrong}");
        }
    }
}
