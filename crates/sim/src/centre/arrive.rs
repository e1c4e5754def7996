//! How contacts begin: the dialled number, the menu, the machine.
//!
//! Room: sim, centre; before `wait`.

use super::serve::UNREACHED;
use super::state::{Contact, Exit, Phase, Return, Task};
use super::{Centre, queue_id, state};
use crate::demand;
use crate::observer::Observer;
use crate::random::{MINUTE, Random, SECOND, Stream, micros};
use domain::state::{Channel, Direction, EndedBy};
use domain::{DidId, IvrNodeId, Token};
use journal::Event;

/// Customers of the house.
const CUSTOMERS: u32 = 600_000;

impl Centre {
    /// A call of a stream, and the appointment for the stream's next.
    pub(super) fn call<O: Observer>(&mut self, number: u32, stamp: u32, observer: &mut O) {
        if stamp != self.day_stamp() {
            return;
        }
        let midnight = self.date.midnight;
        let stream = &mut self.streams[number as usize];
        if self.now >= stream.until {
            return;
        }
        let customer = u64::from(stream.random.below(CUSTOMERS));
        let intent = stream.intent;
        let profile = &self.profiles[intent];
        let span = (self.now, stream.until);
        let next = demand::next_call(profile, midnight, stream.share, span, &mut stream.random);
        if let Some(at) = next {
            self.agenda.put(at, Task::Call, number, stamp);
        }
        self.arrive(customer, intent, observer);
    }

    /// Somebody calls in.
    fn arrive<O: Observer>(&mut self, customer: u64, intent: usize, observer: &mut O) {
        let slot = self.begin(customer, intent);
        let did = DidId(state::id(self.house.intents[intent].dialled));
        self.say_arrived(slot, (Direction::Inbound, Some(did)), observer);
        self.enter_node(slot, 0, observer);
    }

    fn say_arrived<O: Observer>(
        &self,
        slot: u32,
        (direction, did): (Direction, Option<DidId>),
        observer: &mut O,
    ) {
        let customer = self.contacts[slot as usize].customer;
        // Stands for the keyed token of a number that does not exist.
        let token = Random::of(self.start.seed, Stream::Names, 1_000 + customer).draw();
        let event = Event::ContactArrived {
            contact: self.contact_id(slot),
            channel: Channel::Voice,
            direction,
            did,
            customer: Some(Token(token)),
            external: None,
        };
        self.say(observer, event);
    }

    fn begin(&mut self, customer: u64, intent: usize) -> u32 {
        let contact = Contact::new(self.next_contact, customer, intent);
        self.next_contact += 1;
        if let Some(slot) = self.spare.pop() {
            let stamp = self.contacts[slot as usize].stamp + 1;
            self.contacts[slot as usize] = Contact { stamp, ..contact };
            slot
        } else {
            self.contacts.push(contact);
            state::id(self.contacts.len() - 1)
        }
    }

    /// The contact is over for good; its place is free.
    pub(super) fn end<O: Observer>(&mut self, slot: u32, by: EndedBy, observer: &mut O) {
        self.say(observer, Event::ContactEnded { contact: self.contact_id(slot), by });
        self.contacts[slot as usize].stamp += 1;
        self.spare.push(slot);
    }

    fn enter_node<O: Observer>(&mut self, slot: u32, step: usize, observer: &mut O) {
        let contact = &mut self.contacts[slot as usize];
        contact.phase = Phase::Menu(step);
        let intent = &self.house.intents[contact.intent];
        let (node, _) = intent.path[step];
        let key = (contact.count << 6) | step as u64;
        let mut random = Random::of(self.start.seed, Stream::Menu, key);
        let length = random.log_normal(self.house.nodes[node].seconds, 0.4);
        let node = IvrNodeId(state::id(node));
        self.say(observer, Event::IvrEntered { contact: self.contact_id(slot), node });
        self.after(micros(length), Task::Menu, slot, 0);
    }

    /// A stay in a node is over: a key, nothing pressed, or the receiver put down.
    pub(super) fn go_on_in_menu<O: Observer>(&mut self, slot: u32, observer: &mut O) {
        let contact = self.contacts[slot as usize];
        let id = self.contact_id(slot);
        let Phase::Menu(step) = contact.phase else {
            self.end(slot, EndedBy::Customer, observer);
            return;
        };
        let intent = &self.house.intents[contact.intent];
        let (node, key) = intent.path[step];
        let node = IvrNodeId(state::id(node));
        let draw = (contact.count << 6) | 32 | step as u64;
        let fate = Random::of(self.start.seed, Stream::Menu, draw).unit();
        let (steps, queue, machine) = (intent.path.len(), intent.queue, intent.machine);
        if fate < 0.015 {
            self.end(slot, EndedBy::Customer, observer);
            return;
        }
        let is_last = step + 1 == steps;
        // Nobody pressed anything in a last node: the machine goes on by itself.
        let key = if is_last && fate < 0.10 { None } else { Some(key) };
        self.say(observer, Event::IvrLeft { contact: id, node, key });
        match queue {
            _ if !is_last => self.enter_node(slot, step + 1, observer),
            Some(queue) => self.enter_queue(slot, queue, observer),
            None => {
                self.contacts[slot as usize].phase = Phase::Machine;
                self.after(micros(machine * (0.5 + fate)), Task::Menu, slot, 0);
            }
        }
    }

    /// Makes an appointment: the customer will call again, or we call back.
    pub(super) fn promise(&mut self, delay: i64, coming: Return) {
        let number = if let Some(number) = self.spare_returns.pop() {
            self.returns[number as usize] = coming;
            number
        } else {
            self.returns.push(coming);
            state::id(self.returns.len() - 1)
        };
        self.after(delay, Task::Return, number, 0);
    }

    /// After a wait in vain, some try again.
    pub(super) fn maybe_call_again(&mut self, contact: &Contact) {
        let key = contact.draw_key();
        let mut random = Random::of(self.start.seed, Stream::Patience, key | (1 << 62));
        if random.chance(0.35) {
            let delay = 30 * SECOND + micros(random.exponential(600.0));
            let Contact { customer, intent, .. } = *contact;
            self.promise(delay, Return { customer, intent, back_for: None, tries: 0 });
        }
    }

    /// An appointment is due.
    pub(super) fn come_back<O: Observer>(&mut self, number: u32, observer: &mut O) {
        let Return { customer, intent, back_for, tries } = self.returns[number as usize];
        let is_over = self.now >= self.start.last_call.micros() || tries > 90;
        let agent = back_for.and_then(|queue| self.find_agent(queue));
        match (back_for, agent) {
            _ if is_over => {}
            (None, _) => self.arrive(customer, intent, observer),
            (Some(_), None) => {
                self.returns[number as usize].tries += 1;
                self.after(MINUTE, Task::Return, number, 0);
                return;
            }
            (Some(queue), Some(agent)) => {
                self.call_back(customer, intent, (queue, agent), observer);
            }
        }
        self.spare_returns.push(number);
    }

    /// A new outbound contact, offered to an agent without a queue.
    fn call_back<O: Observer>(
        &mut self,
        customer: u64,
        intent: usize,
        (queue, agent): (usize, u32),
        observer: &mut O,
    ) {
        let slot = self.begin(customer, intent);
        self.say_arrived(slot, (Direction::Outbound, None), observer);
        let contact = &mut self.contacts[slot as usize];
        contact.phase = Phase::Dialling;
        contact.queue = queue;
        contact.exit = Exit::Abandon;
        let mut random = Random::of(self.start.seed, Stream::Routing, contact.draw_key());
        let is_missed = random.chance(UNREACHED);
        let length = if is_missed { 28.0 } else { random.between(6.0, 18.0) };
        self.ring(slot, agent, (None, micros(length)), observer);
    }

    /// The queue of a contact as events name it: none for a call back.
    pub(super) fn queue_of(&self, slot: u32) -> Option<domain::QueueId> {
        let contact = &self.contacts[slot as usize];
        let direct = matches!(contact.phase, Phase::Dialling | Phase::Asking | Phase::Consulting);
        (!direct).then(|| queue_id(contact.queue))
    }
}
