//! What the simulator itself counted: the figures to hold `live` against.
//!
//! Room:  sim; an observer.
//! Takes: events. Gives: plain sums per queue and per agent.
//! Holds: counts every event once, by its own bookkeeping.
//! Never: uses the code of `live` or the cells of `domain`; knows the simulator's inner state.
//! Proof: `tests/it/truth.rs`.

use crate::observer::Observer;
use domain::state::{Activity, AgentState, NotReadyReason, TransferKind};
use domain::{AgentId, ContactId, QueueId, Timestamp};
use journal::Event;
use std::collections::BTreeMap;

/// Waits are counted within each of these, seconds.
pub const THRESHOLDS: [i64; 6] = [5, 10, 20, 30, 60, 120];

/// What happened in a queue. Lengths are microseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueTally {
    pub offered: u64,
    pub refused: u64,
    pub answered: u64,
    /// Answered entries whose last conversation is over.
    pub handled: u64,
    pub abandoned: u64,
    pub diverted: u64,
    pub offers: u64,
    pub rung_out: u64,
    pub blind_transfers: u64,
    pub attended_transfers: u64,
    pub wait_answered: i64,
    pub wait_abandoned: i64,
    pub wait_max: i64,
    pub answered_within: [u64; THRESHOLDS.len()],
    pub abandoned_within: [u64; THRESHOLDS.len()],
    pub talk: i64,
    pub hold: i64,
    pub after_contact_work: i64,
}

/// What an agent did. Lengths are microseconds, by [`Activity`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgentTally {
    pub times: [i64; 7],
    pub offers: u64,
    pub rung_out: u64,
    pub answered: u64,
    pub handled: u64,
    pub transferred: u64,
    /// Time in break and meal beyond the allowance.
    pub overrun: i64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Open {
    queue: Option<QueueId>,
    queued_at: i64,
    /// Agents in conversation with it.
    talkers: u32,
}

/// One agent's part of one contact.
#[derive(Clone, Copy, Debug)]
struct Part {
    contact: ContactId,
    queue: Option<QueueId>,
}

#[derive(Clone, Copy, Debug)]
struct Person {
    state: AgentState,
    since: i64,
    part: Option<Part>,
}

const OUT: Person = Person { state: AgentState::SignedOut, since: 0, part: None };

/// Sums of a run.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub queues: Vec<QueueTally>,
    pub agents: Vec<AgentTally>,
    pub events: u64,
    pub contacts: u64,
    pub ended: u64,
    /// Allowed lengths of breaks and meals.
    allowances: BTreeMap<NotReadyReason, i64>,
    open: BTreeMap<ContactId, Open>,
    people: Vec<Person>,
}

impl Tally {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Books the states that are still running, up to `at`.
    pub fn close(&mut self, at: Timestamp) {
        for agent in 0..self.people.len() {
            let state = self.people[agent].state;
            self.turn(agent, state, at.micros());
        }
    }

    fn queue(&mut self, queue: QueueId) -> &mut QueueTally {
        grow(&mut self.queues, queue.index())
    }

    fn agent(&mut self, agent: AgentId) -> &mut AgentTally {
        grow(&mut self.agents, agent.index())
    }

    fn person(&mut self, agent: AgentId) -> &mut Person {
        let place = agent.index();
        if place >= self.people.len() {
            self.people.resize(place + 1, OUT);
        }
        &mut self.people[place]
    }

    /// A state ends and another begins; its time goes to the agent, and to the queue it served.
    fn turn(&mut self, place: usize, next: AgentState, at: i64) {
        let Person { state, since, part } = self.people[place];
        let length = at - since;
        self.people[place].state = next;
        self.people[place].since = at;
        if state == AgentState::SignedOut {
            return;
        }
        let allowed = match state {
            AgentState::NotReady(reason) => self.allowances.get(&reason).copied(),
            AgentState::SignedOut
            | AgentState::Available
            | AgentState::Ringing
            | AgentState::Talking
            | AgentState::Holding
            | AgentState::AfterContactWork => None,
        };
        let mine = grow(&mut self.agents, place);
        mine.times[state.activity() as usize] += length;
        mine.overrun += allowed.map_or(0, |allowed| (length - allowed).max(0));
        let Some(queue) = part.and_then(|part| part.queue) else { return };
        let queue = self.queue(queue);
        match state.activity() {
            Activity::Talking => queue.talk += length,
            Activity::Holding => queue.hold += length,
            Activity::AfterContactWork => queue.after_contact_work += length,
            Activity::SignedOut | Activity::Available | Activity::Ringing | Activity::NotReady => {}
        }
    }

    fn go(&mut self, agent: AgentId, next: AgentState, at: i64) {
        self.person(agent);
        self.turn(agent.index(), next, at);
    }

    /// The contact left its queue; how long it waited.
    fn wait(&mut self, contact: ContactId, at: i64) -> i64 {
        self.open.get(&contact).map_or(0, |open| at - open.queued_at)
    }

    fn answer(&mut self, contact: ContactId, queue: Option<QueueId>, agent: AgentId, at: i64) {
        self.agent(agent).answered += 1;
        if let Some(queue) = queue {
            let wait = self.wait(contact, at);
            let tally = self.queue(queue);
            tally.answered += 1;
            tally.wait_answered += wait;
            tally.wait_max = tally.wait_max.max(wait);
            count_within(&mut tally.answered_within, wait);
        }
        self.go(agent, AgentState::Talking, at);
        if let Some(open) = self.open.get_mut(&contact) {
            open.talkers += 1;
        }
        let queue = self.queue_of(contact);
        self.person(agent).part = Some(Part { contact, queue });
    }

    fn abandon(&mut self, contact: ContactId, queue: QueueId, at: i64) {
        let wait = self.wait(contact, at);
        let tally = self.queue(queue);
        tally.abandoned += 1;
        tally.wait_abandoned += wait;
        tally.wait_max = tally.wait_max.max(wait);
        count_within(&mut tally.abandoned_within, wait);
    }

    /// An agent's part is over; with the last part the entry is handled.
    fn release(&mut self, contact: ContactId, agent: AgentId, at: i64) {
        self.agent(agent).handled += 1;
        self.go(agent, AgentState::AfterContactWork, at);
        let Some(open) = self.open.get_mut(&contact) else { return };
        open.talkers = open.talkers.saturating_sub(1);
        if let (0, Some(queue)) = (open.talkers, open.queue) {
            self.queue(queue).handled += 1;
        }
    }

    /// An offer counts in the queue that the contact is or was in, also a direct one.
    fn queue_of(&self, contact: ContactId) -> Option<QueueId> {
        self.open.get(&contact)?.queue
    }

    fn transfer(&mut self, agent: AgentId, transfer: TransferKind) {
        self.agent(agent).transferred += 1;
        let Some(queue) = self.person(agent).part.and_then(|part| part.queue) else { return };
        let tally = self.queue(queue);
        match transfer {
            TransferKind::Blind => tally.blind_transfers += 1,
            TransferKind::Attended => tally.attended_transfers += 1,
        }
    }
}

fn count_within(counts: &mut [u64; THRESHOLDS.len()], wait: i64) {
    for (count, seconds) in counts.iter_mut().zip(THRESHOLDS) {
        *count += u64::from(wait <= seconds * 1_000_000);
    }
}

fn grow<T: Default>(table: &mut Vec<T>, place: usize) -> &mut T {
    if place >= table.len() {
        table.resize_with(place + 1, T::default);
    }
    &mut table[place]
}

impl Observer for Tally {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds count nothing")]
    fn see(&mut self, at: Timestamp, event: Event) {
        use Event as E;
        self.events += 1;
        let at = at.micros();
        match event {
            E::BreakAllowanceSet { reason, limit } => {
                self.allowances.insert(reason, limit.micros());
            }
            E::ContactArrived { contact, .. } => {
                self.contacts += 1;
                self.open.insert(contact, Open::default());
            }
            E::ContactQueued { contact, queue, .. } => {
                self.queue(queue).offered += 1;
                self.open.insert(contact, Open { queue: Some(queue), queued_at: at, talkers: 0 });
            }
            E::ContactRefused { queue, .. } => self.queue(queue).refused += 1,
            E::ContactOffered { contact, agent, .. } => {
                self.agent(agent).offers += 1;
                if let Some(queue) = self.queue_of(contact) {
                    self.queue(queue).offers += 1;
                }
                self.go(agent, AgentState::Ringing, at);
            }
            E::OfferRungOut { contact, agent, .. } => {
                self.agent(agent).rung_out += 1;
                if let Some(queue) = self.queue_of(contact) {
                    self.queue(queue).rung_out += 1;
                }
                self.go(agent, AgentState::Available, at);
            }
            E::OfferWithdrawn { agent, .. } => self.go(agent, AgentState::Available, at),
            E::ContactAnswered { contact, queue, agent } => self.answer(contact, queue, agent, at),
            E::ContactHeld { agent, .. } => self.go(agent, AgentState::Holding, at),
            E::ContactResumed { agent, .. } => self.go(agent, AgentState::Talking, at),
            E::ContactTransferred { agent, transfer, .. } => self.transfer(agent, transfer),
            E::ContactReleased { contact, agent, .. } => self.release(contact, agent, at),
            E::ContactDiverted { queue, .. } => self.queue(queue).diverted += 1,
            E::ContactAbandoned { contact, queue } => self.abandon(contact, queue, at),
            E::ContactEnded { contact, .. } => {
                self.ended += 1;
                self.open.remove(&contact);
            }
            E::WrapUpEnded { contact, agent, .. } => {
                self.go(agent, AgentState::Available, at);
                let part = &mut self.person(agent).part;
                if part.is_some_and(|part| part.contact == contact) {
                    *part = None;
                }
            }
            E::AgentSignedIn { agent, .. } => self.go(agent, AgentState::Available, at),
            E::AgentSignedOut { agent } => self.go(agent, AgentState::SignedOut, at),
            E::AgentStateChanged { agent, state } => self.go(agent, state, at),
            _ => {}
        }
    }
}
