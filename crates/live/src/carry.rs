//! The whole state as plain data, and back.
//!
//! Room:  live; for `DayOpened`, snapshots, comparisons and the digest.
//! Holds: equal states give equal data, whatever way they were reached; resuming gives a state
//!        that goes on alike, bit for bit.
//! Proof: properties `carry_over_and_continue_is_continue`, `snapshot_and_continue_is_continue`.

use crate::agents::Agents;
use crate::definitions::Definitions;
use crate::facts;
use crate::live::Live;
use crate::opening::Opening;
use crate::sources::Sources;
use domain::calendar::Zone;
use domain::{SeatId, Timestamp};
use journal::carry::{Agent, CarryOver, Fact, OpenContact, Seat, Stage};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

impl Live {
    /// Everything that is open.
    #[must_use]
    pub fn carry_over(&self) -> CarryOver {
        let now = self.now.unwrap_or(Timestamp::MIN);
        let (definitions, targets) = self.definitions.carry();
        let (cells, days) = self.cells.carry();
        let (opening, days_in_hours) = self.carry_opening();
        let nobody = Agent::default();
        let nothing = Seat::default();
        CarryOver {
            sequence: self.sequence,
            now: self.now,
            centre: self.centre.clone(),
            names: self.names.clone(),
            definitions,
            targets,
            allowances: self.definitions.allowances.clone(),
            by_people: self.by_people.clone(),
            opening,
            sources: self.sources.carry(),
            contacts: self.contacts.sorted().into_iter().cloned().collect(),
            agents: self
                .agents
                .with_ids()
                .filter(|(_, agent)| **agent != nobody)
                .map(|(id, agent)| (id, agent.clone()))
                .collect(),
            seats: (0_u32..)
                .map(SeatId)
                .zip(self.seats.iter().cloned())
                .filter(|(_, seat)| *seat != nothing)
                .collect(),
            cells,
            days,
            days_in_hours,
            facts: self.facts.visible(now),
            stays: self.stays.visible(now),
        }
    }

    /// Goes on from what was open.
    #[must_use]
    pub fn resume(carry: &CarryOver) -> Self {
        let mut live = Self::new();
        live.sequence = carry.sequence;
        live.centre = carry.centre.clone();
        live.zone = Zone::named(&carry.centre.zone).unwrap_or_else(|_| Zone::utc());
        live.names = carry.names.clone();
        live.by_people.clone_from(&carry.by_people);
        live.definitions =
            Definitions::resume(&carry.definitions, &carry.targets, &carry.allowances);
        live.sources = Sources::resume(&carry.sources);
        if let Some(now) = carry.now {
            live.start_clock(now);
            for fact in &carry.facts {
                let step = facts::ladder_step(fact);
                live.remember(Fact { step, ..*fact }, now);
            }
            for stay in &carry.stays {
                live.stays.push(*stay, now);
            }
        }
        live.cells.resume(&carry.cells, &carry.days);
        for (queue, registered) in &carry.names.queues {
            // A queue that was refused its place has no contacts either.
            live.learn_skill(*queue, registered.skill).unwrap_or_default();
        }
        live.opening = Opening::resume(carry, live.cells.day());
        live.settle_all_zones();
        for contact in &carry.contacts {
            live.resume_contact(contact);
        }
        live.agents = live.resume_agents(carry);
        if carry.now.is_some() {
            live.plan();
        }
        for (seat, known) in &carry.seats {
            if live.check_seat(Some(*seat)).is_ok() {
                live.seats[seat.index()] = known.clone();
            }
        }
        live
    }

    fn resume_contact(&mut self, contact: &OpenContact) {
        if contact.stage == Stage::Waiting
            && let Some(queue) = contact.queue
            && self.check_queue(queue).is_ok()
        {
            self.waiting[queue.index()] += 1;
        }
        self.contacts.insert(contact.clone());
    }

    fn resume_agents(&mut self, carry: &CarryOver) -> Agents {
        let mut agents = Agents::default();
        for (id, agent) in &carry.agents {
            if let Ok(place) = agents.place(*id) {
                place.clone_from(agent);
            }
            if let Some(last) = &agent.last {
                agents.note_last(last);
            }
            if let Some(wrap) = &agent.wrap {
                self.graces.add(wrap.deadline, *id);
            }
        }
        agents
    }
}

impl PartialEq for Live {
    fn eq(&self, other: &Self) -> bool {
        self.carry_over() == other.carry_over()
    }
}

impl Eq for Live {}

impl Serialize for Live {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.carry_over().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Live {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        CarryOver::deserialize(deserializer).map(|carry| Self::resume(&carry))
    }
}
