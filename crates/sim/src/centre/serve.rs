//! Served: ringing, talk, hold, transfer, end, after-contact work.
//!
//! Room: sim, centre; after `wait`.

use super::state::{Contact, Doing, Ending, NOBODY, Phase, Return, Task};
use super::{Centre, agent_id, queue_id};
use crate::observer::Observer;
use crate::random::{HOUR, MINUTE, Random, Stream, micros};
use domain::ContactId;
use domain::state::{AgentState, EndedBy, NotReadyReason, TransferKind};
use journal::Event;

/// Share of offers that ring out. The first draw of an offer decides, here and in `route`.
pub(super) const MISSED: f64 = 0.012;
/// Share of calls back that nobody takes.
pub(super) const UNREACHED: f64 = 0.10;

impl Centre {
    /// The phone stops ringing: answered, or nobody took it.
    pub(super) fn end_ring<O: Observer>(&mut self, agent: u32, stamp: u32, observer: &mut O) {
        let person = &self.agents[agent as usize];
        let Doing::With(slot) = person.doing else { return };
        if person.stamp != stamp {
            return;
        }
        let contact = self.contacts[slot as usize];
        let queue = self.queue_of(slot);
        let (id, by) = (self.contact_id(slot), agent_id(agent));
        let mut random = Random::of(self.start.seed, Stream::Routing, self.offer_key(&contact));
        match contact.phase {
            Phase::Ringing if random.chance(MISSED) => self.ring_out(slot, agent, observer),
            Phase::Dialling if random.chance(UNREACHED) => {
                self.say(observer, Event::OfferWithdrawn { contact: id, queue, agent: by });
                self.end(slot, EndedBy::System, observer);
                self.free(agent, observer);
            }
            Phase::Asking => {
                self.say(observer, Event::ContactAnswered { contact: id, queue, agent: by });
                self.contacts[slot as usize].phase = Phase::Consulting;
                let length = random.between(12.0, 45.0);
                self.after(micros(length), Task::Talk, slot, 0);
            }
            Phase::Ringing | Phase::Dialling => {
                self.say(observer, Event::ContactAnswered { contact: id, queue, agent: by });
                self.contacts[slot as usize].stamp += 1;
                self.start_talk(slot, 1.0);
            }
            Phase::Menu(_)
            | Phase::Machine
            | Phase::Waiting
            | Phase::Talking
            | Phase::Held
            | Phase::TalkingOn
            | Phase::Consulting => {}
        }
    }

    const fn offer_key(&self, contact: &Contact) -> u64 {
        (contact.count << 6) | (contact.offers & 63)
    }

    /// Ring no answer: the contact goes back to the head of the line, the agent is set aside.
    fn ring_out<O: Observer>(&mut self, slot: u32, agent: u32, observer: &mut O) {
        let event = Event::OfferRungOut {
            contact: self.contact_id(slot),
            queue: self.queue_of(slot),
            agent: agent_id(agent),
        };
        self.say(observer, event);
        let contact = &mut self.contacts[slot as usize];
        contact.phase = Phase::Waiting;
        contact.agent = NOBODY;
        let (queue, key) = (contact.queue, contact.draw_key());
        let mut random = Random::of(self.start.seed, Stream::People, key | (1 << 63));
        self.rest(agent, NotReadyReason::Other, micros(random.between(20.0, 120.0)), observer);
        match self.find_agent(queue) {
            Some(other) => self.offer(slot, other, observer),
            None => self.waiting.prepend(super::state::id(queue), slot),
        }
    }

    /// Draws what this conversation will be.
    fn start_talk(&mut self, slot: u32, share: f64) {
        let contact = self.contacts[slot as usize];
        let profile = &self.house.queues[contact.queue];
        let pace = self.house.agents[contact.agent as usize].pace;
        let mut random = Random::of(self.start.seed, Stream::Handling, contact.draw_key());
        let talk = random.log_normal(profile.talk, 0.75) * pace * share;
        let wrap = random.log_normal(profile.wrap, 0.9) * pace;
        let is_held = random.chance(profile.hold_share);
        let before = random.between(0.3, 0.8) * talk;
        let hold = 4.0 + random.exponential(42.0);
        let fate = random.unit();
        let ending = if fate < profile.blind_share {
            Ending::Blind(profile.transfer_to)
        } else if fate < profile.blind_share + profile.attended_share {
            Ending::Attended(profile.transfer_to)
        } else {
            Ending::HangUp(if random.chance(0.8) { EndedBy::Customer } else { EndedBy::Agent })
        };
        let contact = &mut self.contacts[slot as usize];
        contact.phase = Phase::Talking;
        contact.ending = if contact.leg > 3 { Ending::HangUp(EndedBy::Customer) } else { ending };
        contact.wrap = micros(wrap.max(1.0));
        contact.talk = micros(if is_held { before } else { talk });
        contact.hold = if is_held { micros(hold) } else { 0 };
        contact.talk_on = micros(talk - before);
        let length = contact.talk;
        self.after(length, Task::Talk, slot, 0);
    }

    /// A part of a conversation is over.
    pub(super) fn go_on_talking<O: Observer>(&mut self, slot: u32, observer: &mut O) {
        let contact = self.contacts[slot as usize];
        let (id, agent) = (self.contact_id(slot), agent_id(contact.agent));
        match contact.phase {
            Phase::Talking if contact.hold > 0 => {
                self.say(observer, Event::ContactHeld { contact: id, agent });
                self.contacts[slot as usize].phase = Phase::Held;
                self.after(contact.hold, Task::Talk, slot, 0);
            }
            Phase::Held => {
                self.say(observer, Event::ContactResumed { contact: id, agent });
                self.contacts[slot as usize].phase = Phase::TalkingOn;
                self.after(contact.talk_on, Task::Talk, slot, 0);
            }
            Phase::Consulting => self.hand_over(slot, observer),
            Phase::Talking | Phase::TalkingOn => match contact.ending {
                Ending::HangUp(by) => self.hang_up(slot, by, observer),
                Ending::Blind(queue) => self.pass_on(slot, queue, observer),
                Ending::Attended(queue) => self.ask(slot, queue, observer),
            },
            Phase::Menu(_)
            | Phase::Machine
            | Phase::Waiting
            | Phase::Ringing
            | Phase::Dialling
            | Phase::Asking => {}
        }
    }

    fn hang_up<O: Observer>(&mut self, slot: u32, by: EndedBy, observer: &mut O) {
        let left = self.contacts[slot as usize];
        let mut random = Random::of(self.start.seed, Stream::Handling, left.draw_key() | (1 << 63));
        if random.chance(0.05) {
            let delay = HOUR + micros(random.exponential(24.0 * 3600.0));
            let Contact { customer, intent, .. } = left;
            self.promise(delay, Return { customer, intent, back_for: None, tries: 0 });
        }
        let (contact, agent) = (self.contact_id(slot), agent_id(left.agent));
        self.say(observer, Event::ContactReleased { contact, agent, by });
        self.end(slot, by, observer);
        self.wrap_up(left.agent, contact, left.wrap, observer);
    }

    /// Blind transfer: the contact waits anew, in another queue.
    fn pass_on<O: Observer>(&mut self, slot: u32, queue: usize, observer: &mut O) {
        let left = self.contacts[slot as usize];
        let (contact, agent) = (self.contact_id(slot), agent_id(left.agent));
        let transfer = TransferKind::Blind;
        let to_queue = Some(queue_id(queue));
        let event =
            Event::ContactTransferred { contact, agent, transfer, to_queue, to_agent: None };
        self.say(observer, event);
        self.say(observer, Event::ContactReleased { contact, agent, by: EndedBy::Agent });
        self.contacts[slot as usize].agent = NOBODY;
        // The contact first: its old agent may not be the one who takes it again.
        self.enter_queue(slot, queue, observer);
        self.wrap_up(left.agent, contact, left.wrap, observer);
    }

    /// Attended transfer, first half: the customer on hold, a colleague is rung.
    fn ask<O: Observer>(&mut self, slot: u32, queue: usize, observer: &mut O) {
        let Some(colleague) = self.find_agent(queue) else {
            self.pass_on(slot, queue, observer);
            return;
        };
        let asked = self.contacts[slot as usize];
        let (contact, agent) = (self.contact_id(slot), agent_id(asked.agent));
        self.say(observer, Event::ContactHeld { contact, agent });
        let asking = &mut self.contacts[slot as usize];
        asking.phase = Phase::Asking;
        asking.offers += 1;
        let mut random = Random::of(self.start.seed, Stream::Routing, self.offer_key(&asked));
        self.ring(slot, colleague, (None, micros(random.between(1.2, 5.0))), observer);
    }

    /// Attended transfer, second half: the colleague goes on with the customer.
    fn hand_over<O: Observer>(&mut self, slot: u32, observer: &mut O) {
        let left = self.contacts[slot as usize];
        let (contact, agent) = (self.contact_id(slot), agent_id(left.agent));
        let event = Event::ContactTransferred {
            contact,
            agent,
            transfer: TransferKind::Attended,
            to_queue: None,
            to_agent: Some(agent_id(left.colleague)),
        };
        self.say(observer, event);
        self.say(observer, Event::ContactReleased { contact, agent, by: EndedBy::Agent });
        let passed = &mut self.contacts[slot as usize];
        passed.agent = left.colleague;
        passed.colleague = NOBODY;
        passed.leg += 1;
        self.start_talk(slot, 0.6);
        self.wrap_up(left.agent, contact, left.wrap, observer);
    }

    fn wrap_up<O: Observer>(
        &mut self,
        agent: u32,
        contact: ContactId,
        length: i64,
        observer: &mut O,
    ) {
        self.agents[agent as usize].doing = Doing::Wrapping(contact.0);
        self.say_state(agent, AgentState::AfterContactWork, observer);
        self.after(length.min(30 * MINUTE), Task::WrapEnd, agent, 0);
    }

    pub(super) fn end_wrap<O: Observer>(&mut self, agent: u32, observer: &mut O) {
        let Doing::Wrapping(contact) = self.agents[agent as usize].doing else { return };
        let code = u16::try_from(contact % 24).ok();
        let event =
            Event::WrapUpEnded { contact: ContactId(contact), agent: agent_id(agent), code };
        self.say(observer, event);
        self.say_state(agent, AgentState::Available, observer);
        self.free(agent, observer);
    }
}
