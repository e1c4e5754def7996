//! Agents and seats now and today.
//!
//! Room:  live; under `view`.

use crate::live::Live;
use crate::work;
use domain::figures::WorkCounts;
use domain::measure::TimeAccount;
use domain::state::{AgentState, SeatState};
use domain::{AgentId, QueueId, SeatId, SiteId, TeamId, Timestamp};
use journal::carry::{Agent, Seat};
use std::collections::{BTreeMap, BTreeSet};

/// How many agents do what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct People {
    pub signed_in: u32,
    pub available: u32,
    pub ringing: u32,
    pub talking: u32,
    pub holding: u32,
    pub after_contact_work: u32,
    pub not_ready: u32,
}

/// The members of a queue: they may serve others too, so never add them over queues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Members {
    pub members: u32,
    /// Signed in.
    pub staffed: u32,
    /// Ready, and not paused for this queue.
    pub available: u32,
    /// Their time today.
    pub today: TimeAccount,
}

/// How many seats are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seats {
    pub occupied: u32,
    pub free: u32,
    pub reserved: u32,
    pub out_of_order: u32,
}

impl People {
    fn add(&mut self, state: AgentState) {
        let counter = match state {
            AgentState::SignedOut => return,
            AgentState::Available => &mut self.available,
            AgentState::Ringing => &mut self.ringing,
            AgentState::Talking => &mut self.talking,
            AgentState::Holding => &mut self.holding,
            AgentState::AfterContactWork => &mut self.after_contact_work,
            AgentState::NotReady(_) => &mut self.not_ready,
        };
        *counter += 1;
        self.signed_in += 1;
    }
}

impl Live {
    /// Every agent that was registered or spoken of.
    #[must_use]
    pub fn agents(&self) -> BTreeSet<AgentId> {
        let spoken = self.agents.with_ids().filter(|(_, a)| a.changed > 0).map(|(id, _)| id);
        spoken.chain(self.names.agents.keys().copied()).collect()
    }

    /// An agent that was spoken of.
    #[must_use]
    pub fn agent(&self, agent: AgentId) -> Option<&Agent> {
        self.agents.get(agent)
    }

    /// The agents of whom a record after `sequence` said anything.
    pub fn agents_changed_since(&self, sequence: u64) -> impl Iterator<Item = (AgentId, &Agent)> {
        self.agents.with_ids().filter(move |(_, agent)| agent.changed > sequence)
    }

    /// What an agent did in the running business day, up to `now`.
    #[must_use]
    pub fn agent_today(&self, agent: AgentId, now: Timestamp) -> WorkCounts {
        self.agents.get(agent).map_or_else(WorkCounts::default, |known| self.today_of(known, now))
    }

    fn today_of(&self, known: &Agent, now: Timestamp) -> WorkCounts {
        let day = self.cells.day();
        let mut counts = work::today(&known.work, day);
        if known.state.is_signed_in() {
            let from = known.booked_until.max(known.since).max(day.start);
            counts.times.add(known.state.activity(), now.since(from));
            if let Some(limit) = known.overrun_from {
                counts.break_overrun += now.since(limit.max(from)).0.cast_unsigned();
            }
        }
        counts
    }

    /// Whether the agent is in a break for longer than allowed.
    #[must_use]
    pub fn is_overrun(agent: &Agent, now: Timestamp) -> bool {
        agent.overrun_from.is_some_and(|limit| limit < now)
    }

    /// All agents by what they do.
    #[must_use]
    pub fn people(&self) -> People {
        self.people_where(|_| true)
    }

    /// The agents of a team by what they do.
    #[must_use]
    pub fn people_of(&self, team: TeamId) -> People {
        self.people_where(|agent| agent.team == Some(team))
    }

    fn people_where(&self, is_meant: impl Fn(&Agent) -> bool) -> People {
        let mut people = People::default();
        for agent in self.agents.iter().filter(|agent| is_meant(agent)) {
            people.add(agent.state);
        }
        people
    }

    /// Every team: what its agents do, and their work today.
    #[must_use]
    pub fn teams(&self, now: Timestamp) -> BTreeMap<TeamId, (People, WorkCounts)> {
        let mut teams: BTreeMap<TeamId, (People, WorkCounts)> =
            self.names.teams.keys().map(|&team| (team, Default::default())).collect();
        for agent in self.agents.iter() {
            let Some(team) = agent.team else { continue };
            let (people, counts) = teams.entry(team).or_default();
            people.add(agent.state);
            counts.merge(&self.today_of(agent, now));
        }
        teams
    }

    /// The members of every queue, in one pass.
    #[must_use]
    pub fn members(&self, now: Timestamp) -> BTreeMap<QueueId, Members> {
        let mut queues: BTreeMap<QueueId, Members> = BTreeMap::new();
        for agent in self.agents.iter().filter(|agent| !agent.memberships.is_empty()) {
            let today = self.today_of(agent, now).times;
            for membership in &agent.memberships {
                let queue = queues.entry(membership.queue).or_default();
                let is_ready = agent.state == AgentState::Available && membership.paused.is_none();
                queue.members += 1;
                queue.staffed += u32::from(agent.state.is_signed_in());
                queue.available += u32::from(is_ready);
                queue.today.merge(&today);
            }
        }
        queues
    }

    /// The members of one queue.
    pub fn members_of(&self, queue: QueueId) -> impl Iterator<Item = (AgentId, &Agent)> {
        let serves = move |agent: &Agent| agent.memberships.iter().any(|m| m.queue == queue);
        self.agents.with_ids().filter(move |(_, agent)| serves(agent))
    }

    /// How many agents have each skill.
    #[must_use]
    pub fn skilled(&self) -> BTreeMap<domain::SkillId, u32> {
        let mut skills = BTreeMap::new();
        for skill in self.agents.iter().flat_map(|agent| agent.skills.keys()) {
            *skills.entry(*skill).or_default() += 1;
        }
        skills
    }

    /// Every seat that was registered or spoken of.
    #[must_use]
    pub fn seats(&self) -> BTreeSet<SeatId> {
        let nothing = Seat::default();
        let spoken = (0_u32..).map(SeatId).zip(&self.seats);
        let spoken = spoken.filter(|(_, seat)| **seat != nothing).map(|(id, _)| id);
        spoken.chain(self.names.seats.keys().copied()).collect()
    }

    #[must_use]
    pub fn seat(&self, seat: SeatId) -> Option<&Seat> {
        self.seats.get(seat.index())
    }

    /// What a seat is now: with an agent it is occupied, whatever was told.
    #[must_use]
    pub fn seat_state(&self, seat: SeatId) -> SeatState {
        match self.seat(seat) {
            Some(seat) if seat.agent.is_some() => SeatState::Occupied,
            Some(seat) => seat.state,
            None => SeatState::Free,
        }
    }

    /// All seats by what they are, per site.
    #[must_use]
    pub fn seats_by_site(&self) -> BTreeMap<Option<SiteId>, Seats> {
        let mut sites: BTreeMap<Option<SiteId>, Seats> = BTreeMap::new();
        for seat in self.seats() {
            let site = self.names.seats.get(&seat).and_then(|registered| registered.site);
            let sums = sites.entry(site).or_default();
            match self.seat_state(seat) {
                SeatState::Free => sums.free += 1,
                SeatState::Occupied => sums.occupied += 1,
                SeatState::Reserved => sums.reserved += 1,
                SeatState::OutOfOrder => sums.out_of_order += 1,
            }
        }
        sites
    }
}
