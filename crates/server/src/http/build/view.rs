//! Which view is asked for: `overview`, `overview:skill:3`, `queues`, `queue:7`, `agents`, `sources`, `seats`, and by which
//! attribution its figures are counted.
//!
//! Room: server/http/build.

use crate::http::access::{Action, Reached, Scope, Subject, may, reached};
use crate::http::build::slice::Slice;
use crate::http::refusal::Refusal;
use domain::QueueId;
use domain::figures::Attribution;

/// A live view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum View {
    Overview(Attribution),
    /// The overview of a slice of the centre.
    Slice(Slice, Attribution),
    Queues(Attribution),
    Queue(QueueId, Attribution),
    Agents,
    Sources,
    Seats,
    /// A board of a wall screen; it has a route of its own.
    Wall(u32),
}

impl View {
    /// Reads the word. Views without figures of contacts take no notice of the attribution.
    pub fn parse(text: &str, by: Attribution) -> Result<Self, Refusal> {
        let queue = || Some(Self::Queue(QueueId(text.strip_prefix("queue:")?.parse().ok()?), by));
        let slice = || Some(Self::Slice(Slice::parse(text.strip_prefix("overview:")?)?, by));
        match text {
            "overview" => Ok(Self::Overview(by)),
            "queues" => Ok(Self::Queues(by)),
            "agents" => Ok(Self::Agents),
            "sources" => Ok(Self::Sources),
            "seats" => Ok(Self::Seats),
            _ => queue().or_else(slice).ok_or_else(|| {
                let hint = "Write overview, overview:KIND:ID with site, skill, team or did, queues, \
                            queue:ID, agents, sources or seats";
                Refusal::parameter("view", text, hint)
            }),
        }
    }

    /// Refuses whom it is not for; gives the people whom it shows to the others.
    pub fn sight(self, subject: &Subject) -> Result<Reached, Refusal> {
        let seen = reached(subject, Action::SeeAgents);
        let (is_allowed, seen) = match self {
            Self::Wall(board) => {
                (may(subject, Action::WatchWall, Scope::Board(board)), Reached::all())
            }
            Self::Agents => (!seen.is_nobody(), seen),
            Self::Queue(queue, _) => (may(subject, Action::WatchFloor, Scope::Queue(queue)), seen),
            Self::Seats => (may(subject, Action::WatchFloor, Scope::Centre), seen),
            // They name nobody, so that all may share them.
            Self::Overview(_) | Self::Slice(..) | Self::Queues(_) | Self::Sources => {
                (may(subject, Action::WatchFloor, Scope::Centre), Reached::all())
            }
        };
        if is_allowed { Ok(seen) } else { Err(Refusal::forbidden()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_reads_from_its_word_and_from_nothing_else() {
        let by = Attribution::ByEvent;
        assert_eq!(View::parse("queue:7", by), Ok(View::Queue(QueueId(7), by)));
        assert_eq!(View::parse("overview", by), Ok(View::Overview(by)));
        assert_eq!(View::parse("agents", by), View::parse("agents", Attribution::ByArrival));
        let slice = View::parse("overview:team:3", by);
        assert_eq!(slice, Ok(View::Slice(Slice::Team(domain::TeamId(3)), by)));
        for wrong in [
            "overview:",
            "overview:team",
            "",
            "queue:",
            "queue:x",
            "queue:-1",
            "Overview",
            "queue:4294967296",
        ] {
            assert!(View::parse(wrong, by).is_err(), "{wrong}");
        }
    }
}
