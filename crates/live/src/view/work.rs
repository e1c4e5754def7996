//! Work over sliding windows and the business day, by any key.
//!
//! Room:  live; under `view`.
//! Gives: time by activity and what was done in it; occupancy and utilisation are asked of `domain`.
//! Holds: a queue's time is that of its present members, who may serve others too: it is never added
//!        over queues.
//! Proof: stories `views`.

use crate::facts;
use crate::live::Live;
use crate::view::windows::{Nest, key_of};
use crate::view::{Group, Sums};
use crate::work;
use domain::figures::WorkCounts;
use domain::{AgentId, Duration, Interval, SeatId, Timestamp};
use journal::carry::Stay;
use std::collections::BTreeMap;

impl Live {
    /// The work of every agent, team, seat, queue or of the centre in the windows; other groups
    /// have none.
    #[must_use]
    pub fn work_windows(
        &self,
        now: Timestamp,
        lengths: &[Duration],
        group: Group,
    ) -> Sums<WorkCounts> {
        let nest = Nest::of(now, lengths);
        let mut sums: Sums<WorkCounts> = Sums::new(lengths.len());
        for fact in self.facts.after(nest.earliest) {
            if let (Some(key), Some(window)) = (key_of(fact, group).get(), nest.innermost(fact.at))
            {
                facts::add_work(&mut sums.at(key)[window], fact.kind);
            }
        }
        for counts in sums.each() {
            nest.unfold(counts, WorkCounts::merge);
        }
        for stay in self.stays.after(nest.earliest).copied().chain(self.open_stays(now)) {
            let stayed = Interval { start: stay.from, end: stay.until };
            for key in self.keys_of(&stay, group) {
                for (counts, length) in sums.at(key).iter_mut().zip(lengths) {
                    let window = Interval { start: now.before(*length), end: now };
                    counts.times.add(stay.state.activity(), window.overlap(stayed));
                }
            }
        }
        sums
    }

    /// What everybody does now, as stays that end at `now`.
    fn open_stays(&self, now: Timestamp) -> impl Iterator<Item = Stay> {
        self.agents.with_ids().filter(|(_, a)| a.state.is_signed_in()).map(move |(agent, a)| Stay {
            from: a.segment_since,
            until: now,
            agent,
            team: facts::slim(a.team.map(|t| t.0)),
            seat: facts::slim(a.seat.map(|s| s.0)),
            state: a.state,
        })
    }

    /// Whose time a stay is.
    fn keys_of(&self, stay: &Stay, group: Group) -> impl Iterator<Item = u32> {
        let one = match group {
            Group::Agent => Some(stay.agent.0),
            Group::Team => stay.team.get(),
            Group::Seat => stay.seat.get(),
            Group::Centre => Some(0),
            Group::Queue | Group::Did | Group::Skill | Group::Site => None,
        };
        let member = (group == Group::Queue).then(|| self.agents.get(stay.agent)).flatten();
        let queues = member.into_iter().flat_map(|agent| &agent.memberships);
        one.into_iter().chain(queues.map(|membership| membership.queue.0))
    }

    /// The work of the running business day, up to `now`. For a queue: its members' time, and
    /// nothing of what they did for it (that is in its counts).
    #[must_use]
    pub fn work_today(&self, now: Timestamp, group: Group) -> BTreeMap<u32, WorkCounts> {
        let mut sums: BTreeMap<u32, WorkCounts> = BTreeMap::new();
        if group == Group::Seat {
            return self.seats_today(now);
        }
        for (id, agent) in self.agents.with_ids().filter(|(_, a)| a.changed > 0) {
            let today = self.agent_today(id, now);
            match group {
                Group::Agent => sums.entry(id.0).or_default().merge(&today),
                Group::Centre => sums.entry(0).or_default().merge(&today),
                Group::Team => {
                    if let Some(team) = agent.team {
                        sums.entry(team.0).or_default().merge(&today);
                    }
                }
                Group::Queue => {
                    for membership in &agent.memberships {
                        let queue = sums.entry(membership.queue.0).or_default();
                        queue.times.merge(&today.times);
                    }
                }
                Group::Seat | Group::Did | Group::Skill | Group::Site => {}
            }
        }
        sums
    }

    fn seats_today(&self, now: Timestamp) -> BTreeMap<u32, WorkCounts> {
        let seats = (0_u32..).map(SeatId).zip(&self.seats).filter(|(_, seat)| {
            seat.agent.is_some() || !work::is_settled(&seat.work) || !seat.work.day.is_empty()
        });
        seats.map(|(id, seat)| (id.0, self.seat_day(seat.agent, &seat.work, now))).collect()
    }

    /// A seat's booked work and the time of who sits there that is not booked yet.
    fn seat_day(
        &self,
        sitter: Option<AgentId>,
        booked: &journal::carry::Work,
        now: Timestamp,
    ) -> WorkCounts {
        let day = self.cells.day();
        let mut counts = work::today(booked, day);
        if let Some(agent) = sitter.and_then(|agent| self.agents.get(agent)) {
            let from = agent.booked_until.max(agent.since).max(day.start);
            if agent.state.is_signed_in() {
                counts.times.add(agent.state.activity(), now.since(from));
            }
        }
        counts
    }
}
