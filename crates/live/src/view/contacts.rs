//! Contacts that are open, and the lines in which they wait.
//!
//! Room:  live; under `view`.

use crate::live::Live;
use domain::{AgentId, ContactId, QueueId, Timestamp};
use journal::carry::{OpenContact, Phase, Stage};
use std::collections::BTreeMap;

/// The line of a queue now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub waiting: u32,
    /// When the one who waits longest entered.
    pub oldest: Option<Timestamp>,
    /// Conversations that came from this queue.
    pub talking: u32,
}

/// All open contacts by what they do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Floor {
    pub waiting: u32,
    pub oldest: Option<Timestamp>,
    pub in_ivr: u32,
    /// In conversation, on hold included.
    pub talking: u32,
    pub open: u32,
    pub lines: BTreeMap<QueueId, Line>,
}

impl Live {
    /// All lines and the sums over them, in one pass.
    #[must_use]
    pub fn floor(&self) -> Floor {
        let mut floor = Floor::default();
        for open in self.contacts.unsorted() {
            floor.open += 1;
            floor.in_ivr += u32::from(is_in_ivr(open));
            let line = open.queue.map(|queue| floor.lines.entry(queue).or_default());
            match (open.stage, line) {
                (Stage::Waiting, Some(line)) => {
                    line.waiting += 1;
                    line.oldest = older(line.oldest, open.queued_at);
                    floor.waiting += 1;
                    floor.oldest = older(floor.oldest, open.queued_at);
                }
                (Stage::Served, line) => {
                    floor.talking += 1;
                    if let Some(line) = line {
                        line.talking += 1;
                    }
                }
                (Stage::Waiting | Stage::Arrived, _) => {}
            }
        }
        floor
    }

    /// Every open contact, by id.
    #[must_use]
    pub fn open_contacts(&self) -> Vec<&OpenContact> {
        self.contacts.sorted()
    }

    /// The contacts that wait in a queue, first those of higher priority, then the older.
    #[must_use]
    pub fn waiting_in(&self, queue: QueueId) -> Vec<&OpenContact> {
        let mut line: Vec<_> = self
            .contacts
            .unsorted()
            .filter(|open| open.stage == Stage::Waiting && open.queue == Some(queue))
            .collect();
        line.sort_unstable_by_key(|open| {
            (std::cmp::Reverse(open.priority), open.queued_at, open.contact)
        });
        line
    }

    /// The open contacts whose present entry is in a queue: waiting or talking.
    #[must_use]
    pub fn contacts_of(&self, queue: QueueId) -> Vec<&OpenContact> {
        let is_there =
            |open: &&OpenContact| open.stage != Stage::Arrived && open.queue == Some(queue);
        let mut all: Vec<_> = self.contacts.unsorted().filter(is_there).collect();
        all.sort_unstable_by_key(|open| open.contact);
        all
    }

    #[must_use]
    pub fn open_contact(&self, contact: ContactId) -> Option<&OpenContact> {
        self.contacts.find(contact).map(|place| self.contacts.at(place))
    }

    /// The agents whose phones ring for a contact now.
    #[must_use]
    pub fn ringing_for(&self, open: &OpenContact) -> Vec<AgentId> {
        self.with_phase(open, |phase| phase == Phase::Ringing)
    }

    /// The agents who talk to a contact or hold it.
    #[must_use]
    pub fn talking_with(&self, open: &OpenContact) -> Vec<AgentId> {
        self.with_phase(open, |phase| matches!(phase, Phase::Talking | Phase::Holding))
    }

    /// Whether every agent who has the contact holds it.
    #[must_use]
    pub fn is_held(&self, open: &OpenContact) -> bool {
        let holding = self.with_phase(open, |phase| phase == Phase::Holding).len();
        holding > 0 && holding == self.talking_with(open).len()
    }

    fn with_phase(&self, open: &OpenContact, wanted: impl Fn(Phase) -> bool) -> Vec<AgentId> {
        let has = |agent: &AgentId| {
            self.agents.get(*agent).is_some_and(|known| {
                known.legs.iter().any(|leg| leg.contact == open.contact && wanted(leg.phase))
            })
        };
        open.agents.iter().copied().filter(has).collect()
    }
}

fn is_in_ivr(open: &OpenContact) -> bool {
    open.stage == Stage::Arrived && open.in_ivr_since.is_some()
}

fn older(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
