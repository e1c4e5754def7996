//! Which entries are meant: one question that state and history answer alike.
//!
//! Room:  server/http/build; filled by `parts` and by the parameters of a list.
//! Takes: open contacts, rows. Gives: yes or no; the same as a filter for the store.
//! Holds: an entry that fits while it is open fits when it is over, unless the question says
//!        otherwise.
//! Never: asks the store itself.
//! Proof: `tests/it/api_figures.rs` compares lists with what the figures count.

use crate::http::routes::contacts::Whose;
use domain::history::{ContactRow, Outcome};
use domain::{Duration, Interval, QueueId, SkillId, Timestamp};
use journal::carry::{OpenContact, Stage};
use live::Live;
use std::collections::BTreeSet;
use store::{ContactFilter, Dated, Ending, Lane, OutcomeKind};

/// Where an open contact stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Arrived, and neither in the IVR nor yet in a queue.
    Arrived,
    /// Its last entry is over and nothing has begun since: it is in the list as that entry.
    Between,
    InIvr,
    Waiting,
    Served,
}

/// A question about entries.
#[derive(Clone, Debug)]
pub struct Sieve {
    pub whose: Whose,
    /// The queues of the site that is meant, if one is.
    pub of_site: Option<BTreeSet<QueueId>>,
    pub within: Interval,
    pub dated: Dated,
    /// Where open ones may stand; empty: no open one is meant.
    pub open: &'static [Standing],
    /// Whether those that are over are meant.
    pub over: bool,
    /// How those that are over ended; `None`: in any way. What is answered counts as such while
    /// the conversation goes on.
    pub endings: Option<Vec<Ending>>,
    pub is_queued: bool,
    /// Entered while the queue was open.
    pub is_in_hours: bool,
    pub has_rung_out: bool,
    pub lane: Option<Lane>,
    pub wait_from: Option<Duration>,
    pub wait_until: Option<Duration>,
}

/// Any way of ending like this, however long the wait.
#[must_use]
pub const fn any(outcome: OutcomeKind) -> Ending {
    Ending { outcome, longer_than: None, at_most: None }
}

#[must_use]
pub const fn within(outcome: OutcomeKind, most: Duration) -> Ending {
    Ending { outcome, longer_than: None, at_most: Some(most) }
}

#[must_use]
pub const fn beyond(outcome: OutcomeKind, least: Duration) -> Ending {
    Ending { outcome, longer_than: Some(least), at_most: None }
}

impl Sieve {
    /// Everything of somebody.
    #[must_use]
    pub const fn of(whose: Whose) -> Self {
        Self {
            whose,
            of_site: None,
            within: Interval { start: Timestamp::MIN, end: Timestamp::MAX },
            dated: Dated::Entered,
            open: &[],
            over: true,
            endings: None,
            is_queued: false,
            is_in_hours: false,
            has_rung_out: false,
            lane: None,
            wait_from: None,
            wait_until: None,
        }
    }

    /// Whether a contact that is not over is meant.
    #[must_use]
    pub fn fits_open(&self, live: &Live, open: &OpenContact, now: Timestamp) -> bool {
        let standing = standing(open);
        let entered = open.queued_at.unwrap_or(open.arrived_at);
        let date = match self.dated {
            Dated::Entered => Some(entered),
            Dated::LeftQueue => Some(open.left_queue_at.unwrap_or(now)),
            Dated::Ended => None,
        };
        let wait = open.left_queue_at.unwrap_or(now).since(entered);
        let is_answered = standing == Standing::Served;
        self.open.contains(&standing)
            && self.is_whose(live, open, standing)
            && date.is_some_and(|date| self.within.contains(date))
            && (!self.is_queued || open.queued_at.is_some())
            && (!self.is_in_hours || open.queue.is_none_or(|q| live.hours().is_open(q, entered)))
            && (!self.has_rung_out || open.rung_out > 0)
            && self.fits_wait(wait)
            && (!is_answered || self.fits_ending(OutcomeKind::Answered, wait))
    }

    fn is_whose(&self, live: &Live, open: &OpenContact, standing: Standing) -> bool {
        let Whose { queue, site, skill, did, agent, team } = self.whose;
        let is_in_entry = matches!(standing, Standing::Waiting | Standing::Served);
        let of_entry = queue.is_none_or(|queue| open.queue == Some(queue))
            && self.is_of_site(open.queue)
            && skill.is_none_or(|skill| skill_of(live, open) == Some(skill))
            && agent.is_none_or(|agent| open.agent == Some(agent))
            && team.is_none_or(|team| open.team == Some(team));
        let asks_queue = queue.is_some() || site.is_some() || skill.is_some();
        let asks_entry = asks_queue || agent.is_some() || team.is_some();
        did.is_none_or(|did| open.did == Some(did)) && of_entry && (is_in_entry || !asks_entry)
    }

    fn is_of_site(&self, queue: Option<QueueId>) -> bool {
        let has = |queues: &BTreeSet<_>| queue.is_some_and(|queue| queues.contains(&queue));
        self.of_site.as_ref().is_none_or(has)
    }

    /// Whether an entry that is over is meant.
    #[must_use]
    pub fn fits_row(&self, row: &ContactRow) -> bool {
        let Whose { queue, site: _, skill, did, agent, team } = self.whose;
        let date = match self.dated {
            Dated::Entered => Some(row.queued_at.unwrap_or(row.arrived_at)),
            Dated::LeftQueue => row.left_queue_at,
            Dated::Ended => Some(row.ended_at),
        };
        self.over
            && queue.is_none_or(|queue| row.queue == Some(queue))
            && self.is_of_site(row.queue)
            && skill.is_none_or(|skill| row.skill == Some(skill))
            && did.is_none_or(|did| row.did == Some(did))
            && agent.is_none_or(|agent| row.agent == Some(agent))
            && team.is_none_or(|team| row.team == Some(team))
            && date.is_some_and(|date| self.within.contains(date))
            && (!self.is_queued || row.queued_at.is_some())
            && (!self.is_in_hours || !row.closed_hours)
            && (!self.has_rung_out || row.rung_out > 0)
            && self.fits_wait(row.wait)
            && self.fits_ending(kind(row.outcome), row.wait)
    }

    fn fits_wait(&self, wait: Duration) -> bool {
        self.wait_from.is_none_or(|least| wait >= least)
            && self.wait_until.is_none_or(|most| wait <= most)
    }

    fn fits_ending(&self, outcome: OutcomeKind, wait: Duration) -> bool {
        let fits = |ending: &Ending| {
            ending.outcome == outcome
                && ending.longer_than.is_none_or(|least| wait > least)
                && ending.at_most.is_none_or(|most| wait <= most)
        };
        self.endings.as_ref().is_none_or(|endings| endings.iter().any(fits))
    }

    /// The same question to history; `None`: no entry that is over can fit.
    #[must_use]
    pub fn filter(&self) -> Option<ContactFilter> {
        let endings = self.endings.clone().unwrap_or_default();
        if !self.over || (self.endings.is_some() && endings.is_empty()) {
            return None;
        }
        let Whose { queue, site: _, skill, did, agent, team } = self.whose;
        Some(ContactFilter {
            queue,
            queues: self.of_site.as_ref().map(|queues| queues.iter().copied().collect()),
            skill,
            did,
            agent,
            team,
            lane: self.lane,
            endings,
            is_queued: self.is_queued,
            is_in_hours: self.is_in_hours,
            has_rung_out: self.has_rung_out,
            within: Some(self.within),
            dated: self.dated,
            wait_from: self.wait_from,
            wait_until: self.wait_until,
            ..ContactFilter::default()
        })
    }
}

const fn standing(open: &OpenContact) -> Standing {
    match open.stage {
        Stage::Arrived if open.in_ivr_since.is_some() => Standing::InIvr,
        Stage::Arrived if open.entries > 0 => Standing::Between,
        Stage::Arrived => Standing::Arrived,
        Stage::Waiting => Standing::Waiting,
        Stage::Served => Standing::Served,
    }
}

fn skill_of(live: &Live, open: &OpenContact) -> Option<SkillId> {
    live.names().queues.get(&open.queue?)?.skill
}

const fn kind(outcome: Outcome) -> OutcomeKind {
    match outcome {
        Outcome::Answered => OutcomeKind::Answered,
        Outcome::Abandoned => OutcomeKind::Abandoned,
        Outcome::Diverted(_) => OutcomeKind::Diverted,
        Outcome::Refused(_) => OutcomeKind::Refused,
        Outcome::NotQueued => OutcomeKind::NotQueued,
        Outcome::Unknown => OutcomeKind::Unknown,
    }
}
