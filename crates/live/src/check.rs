//! What must hold between any two records, checked by tests and simulations.
//!
//! Room:  live.

use crate::live::Live;
use domain::{AgentId, SeatId};
use journal::carry::{OpenContact, Phase, Stage};

impl Live {
    /// The first invariant that does not hold.
    pub fn check(&self) -> Result<(), String> {
        let contacts = self.contacts.sorted();
        let mut waiting = vec![0_u32; self.waiting.len()];
        for open in &contacts {
            self.check_contact(open)?;
            if open.stage == Stage::Waiting
                && let Some(queue) = open.queue
            {
                waiting[queue.index()] += 1;
            }
        }
        if waiting != self.waiting {
            return Err(format!("queues count {:?}, contacts say {waiting:?}", self.waiting));
        }
        for (agent, _) in self.agents.with_ids() {
            self.check_agent(agent)?;
        }
        self.check_seats()
    }

    fn check_contact(&self, open: &OpenContact) -> Result<(), String> {
        let id = open.contact;
        let place = self.contacts.find(id).ok_or(format!("{id} is not found by its id"))?;
        if self.contacts.at(place).contact != id {
            return Err(format!("{id} is found in another's place"));
        }
        if open.stage == Stage::Waiting && (open.queue.is_none() || open.queued_at.is_none()) {
            return Err(format!("{id} waits nowhere"));
        }
        let talks = |agent: &&AgentId| {
            self.agents.get(**agent).is_some_and(|known| {
                known.legs.iter().any(|leg| {
                    leg.contact == id && matches!(leg.phase, Phase::Talking | Phase::Holding)
                })
            })
        };
        let talkers = open.agents.iter().filter(talks).count();
        let counted = if open.stage == Stage::Served { usize::from(open.talkers) } else { 0 };
        if talkers != counted {
            return Err(format!("{id} counts {counted} conversations, agents have {talkers}"));
        }
        if open.stage == Stage::Served && talkers == 0 && !open.is_moving {
            return Err(format!("{id} is served by nobody"));
        }
        Ok(())
    }

    fn check_agent(&self, agent: AgentId) -> Result<(), String> {
        let Some(known) = self.agents.get(agent) else { return Ok(()) };
        for leg in known.legs.iter() {
            let place = self.contacts.find(leg.contact);
            let is_listed = place
                .is_some_and(|place| self.contacts.at(place).agents.iter().any(|&a| a == agent));
            if !is_listed {
                return Err(format!("{agent} has a part in {} that it does not know", leg.contact));
            }
        }
        let booked = known.work.slots.iter().chain([&known.work.latest]).all(|slot| {
            let times: u64 = slot.counts.times.0.iter().sum();
            times <= domain::figures::WORK_STEP.0.cast_unsigned()
        });
        if !booked {
            return Err(format!("{agent} worked more than a quarter of an hour in one"));
        }
        match known.seat.map(|seat| (seat, self.seats.get(seat.index()))) {
            Some((seat, place)) if place.is_none_or(|seat| seat.agent != Some(agent)) => {
                Err(format!("{agent} sits at {seat}, which does not know"))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn check_seats(&self) -> Result<(), String> {
        for (seat, known) in (0_u32..).map(SeatId).zip(&self.seats) {
            let Some(agent) = known.agent else { continue };
            if self.agents.get(agent).is_none_or(|known| known.seat != Some(seat)) {
                return Err(format!("{seat} is taken by {agent}, who does not know"));
            }
        }
        Ok(())
    }
}
