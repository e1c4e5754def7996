//! Who gets whom.
//!
//! Room:  sim, centre. A contact takes the agent of the best level, of those the longest idle; an
//!        agent takes the contact of the highest priority, of those the best level, then the
//!        longest waiting.

use super::serve::MISSED;
use super::state::{Doing, Phase, Task};
use super::{Centre, agent_id};
use crate::observer::Observer;
use crate::random::{Random, Stream, micros};
use domain::state::AgentState;
use journal::Event;

impl Centre {
    /// The agent who would serve `queue` now.
    pub(super) fn find_agent(&self, queue: usize) -> Option<u32> {
        let mut best: Option<(u8, i64, u32)> = None;
        for &(level, group) in &self.routes.of_queue[queue] {
            if best.is_some_and(|(found, ..)| found < level) {
                break;
            }
            if let Some(agent) = self.idle.first(group) {
                let found = (level, self.agents[agent as usize].idle_since, agent);
                best = Some(best.map_or(found, |other| other.min(found)));
            }
        }
        best.map(|(_, _, agent)| agent)
    }

    /// The contact that a group would serve now.
    fn find_contact(&self, group: u32) -> Option<u32> {
        let mut best: Option<((i32, u8, i64), u32)> = None;
        for &(level, queue) in &self.routes.of_group[group as usize] {
            if let Some(slot) = self.waiting.first(queue) {
                let priority = self.house.queues[queue as usize].priority;
                let rank = (-priority, level, self.contacts[slot as usize].queued_at);
                if best.is_none_or(|(other, _)| rank < other) {
                    best = Some((rank, slot));
                }
            }
        }
        best.map(|(_, slot)| slot)
    }

    /// An agent has nothing to do: the plan first, then who waits, then standing by.
    pub(super) fn free<O: Observer>(&mut self, agent: u32, observer: &mut O) {
        let person = &mut self.agents[agent as usize];
        person.doing = Doing::Idle;
        person.stamp += 1;
        person.idle_since = self.now;
        let group = person.group;
        if self.is_step_due(agent) {
            self.do_step(agent, observer);
        } else if let Some(slot) = self.find_contact(group) {
            self.waiting.remove(slot);
            self.offer(slot, agent, observer);
        } else {
            self.idle.append(group, agent);
        }
    }

    /// Rings an agent for a contact that waits.
    pub(super) fn offer<O: Observer>(&mut self, slot: u32, agent: u32, observer: &mut O) {
        let contact = &mut self.contacts[slot as usize];
        contact.phase = Phase::Ringing;
        contact.offers += 1;
        let key = (contact.count << 6) | (contact.offers & 63);
        let mut random = Random::of(self.start.seed, Stream::Routing, key);
        let is_missed = random.chance(MISSED);
        let length = if is_missed { 18.0 } else { random.between(1.2, 5.0) };
        let queue = self.queue_of(slot);
        self.ring(slot, agent, (queue, micros(length)), observer);
    }

    pub(super) fn ring<O: Observer>(
        &mut self,
        slot: u32,
        agent: u32,
        (queue, length): (Option<domain::QueueId>, i64),
        observer: &mut O,
    ) {
        self.idle.remove(agent);
        let person = &mut self.agents[agent as usize];
        person.doing = Doing::With(slot);
        person.stamp += 1;
        let stamp = person.stamp;
        let contact = &mut self.contacts[slot as usize];
        if contact.phase == Phase::Asking {
            contact.colleague = agent;
        } else {
            contact.agent = agent;
        }
        let contact = self.contact_id(slot);
        self.say(observer, Event::ContactOffered { contact, queue, agent: agent_id(agent) });
        self.after(length, Task::RingEnd, agent, stamp);
    }

    pub(super) fn say_state<O: Observer>(&self, agent: u32, state: AgentState, observer: &mut O) {
        self.say(observer, Event::AgentStateChanged { agent: agent_id(agent), state });
    }
}
