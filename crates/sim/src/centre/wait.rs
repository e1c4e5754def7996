//! In the queue: entering, being refused, losing patience, being moved or called back.
//!
//! Room: sim, centre; between `arrive` and `serve`.

use super::state::{Contact, Exit, Phase, Return, Task};
use super::{Centre, agent_id, queue_id};
use crate::observer::Observer;
use crate::random::{HOUR, Random, Stream, micros};
use domain::state::{DivertReason, EndedBy, RefusalReason};
use journal::Event;

/// The longest that anybody may wait, seconds.
const LONGEST: f64 = 720.0;
/// How long it takes to say that it is closed, seconds.
const ANNOUNCEMENT: f64 = 9.0;

impl Centre {
    /// Lets a contact into a queue, or not.
    pub(super) fn enter_queue<O: Observer>(&mut self, slot: u32, queue: usize, observer: &mut O) {
        let contact = self.contact_id(slot);
        if let Some(reason) = self.refusal(queue) {
            let queue = queue_id(queue);
            self.say(observer, Event::ContactRefused { contact, queue, reason });
            let left = self.contacts[slot as usize];
            if reason == RefusalReason::QueueFull {
                self.maybe_call_again(&left);
            }
            self.end(slot, EndedBy::System, observer);
            return;
        }
        let priority = self.house.queues[queue].priority;
        let now = self.now;
        let entered = &mut self.contacts[slot as usize];
        entered.queue = queue;
        entered.queued_at = now;
        entered.phase = Phase::Waiting;
        entered.leg += 1;
        entered.stamp += 1;
        let (exit, length) = self.exit(slot);
        let entered = &mut self.contacts[slot as usize];
        entered.exit = exit;
        let stamp = entered.stamp;
        self.say(observer, Event::ContactQueued { contact, queue: queue_id(queue), priority });
        self.after(length, Task::Leave, slot, stamp);
        if !self.is_open(queue, now) {
            // Stands in no line: hears the announcement and moves on.
            return;
        }
        match self.find_agent(queue) {
            Some(agent) => self.offer(slot, agent, observer),
            None => self.waiting.append(super::state::id(queue), slot),
        }
    }

    /// Whether a queue is open at `at`, which is today or was just before.
    fn is_open(&self, queue: usize, at: i64) -> bool {
        let hour = (at - self.date.midnight).rem_euclid(24 * HOUR) / HOUR;
        let is_within = |(opens, closes)| hour >= i64::from(opens) && hour < i64::from(closes);
        self.house.queues[queue].hours.is_none_or(is_within)
    }

    fn refusal(&self, queue: usize) -> Option<RefusalReason> {
        let profile = &self.house.queues[queue];
        let groups = &self.routes.of_queue[queue];
        let is_staffed = groups.iter().any(|&(_, group)| self.on_duty[group as usize] > 0);
        let waiting = self.waiting.length(super::state::id(queue));
        if !self.is_open(queue, self.now) {
            profile.after_hours.is_none().then_some(RefusalReason::Closed)
        } else if !is_staffed {
            Some(RefusalReason::NobodySignedIn)
        } else {
            (waiting >= profile.capacity).then_some(RefusalReason::QueueFull)
        }
    }

    /// How and when this wait ends if nobody answers.
    fn exit(&self, slot: u32) -> (Exit, i64) {
        let contact = &self.contacts[slot as usize];
        let profile = &self.house.queues[contact.queue];
        if !self.is_open(contact.queue, contact.queued_at) {
            return (Exit::Divert(DivertReason::Overflow), micros(ANNOUNCEMENT));
        }
        let mut random = Random::of(self.start.seed, Stream::Patience, contact.draw_key());
        let patience = if random.chance(0.018) {
            random.between(0.6, 4.9)
        } else {
            5.0 + random.log_normal(profile.patience, 1.1)
        };
        let calls_back = random.chance(0.30).then_some(random.between(75.0, 80.0));
        let presses = random.chance(0.01).then(|| random.exponential(50.0));
        let moves = profile.overflow.map(|(seconds, _)| f64::from(seconds));
        let moves = moves.filter(|_| contact.leg == 1);
        let ways = [
            (Some(patience), Exit::Abandon),
            (calls_back, Exit::Divert(DivertReason::Callback)),
            (presses, Exit::Divert(DivertReason::Key)),
            (moves, Exit::Divert(DivertReason::Overflow)),
            (Some(LONGEST), Exit::Divert(DivertReason::Timeout)),
        ];
        let open = ways.into_iter().filter_map(|(at, exit)| Some((at?, exit)));
        let first = open.min_by(|a, b| a.0.total_cmp(&b.0));
        let (seconds, exit) = first.expect("patience is always there");
        (exit, micros(seconds))
    }

    /// The wait has lasted as long as it may.
    pub(super) fn leave_queue<O: Observer>(&mut self, slot: u32, stamp: u32, observer: &mut O) {
        let left = self.contacts[slot as usize];
        if left.stamp != stamp {
            return;
        }
        match left.phase {
            Phase::Waiting => self.waiting.remove(slot),
            Phase::Ringing => {
                let event = Event::OfferWithdrawn {
                    contact: self.contact_id(slot),
                    queue: self.queue_of(slot),
                    agent: agent_id(left.agent),
                };
                self.say(observer, event);
            }
            Phase::Menu(_)
            | Phase::Machine
            | Phase::Dialling
            | Phase::Talking
            | Phase::Held
            | Phase::TalkingOn
            | Phase::Asking
            | Phase::Consulting => return,
        }
        self.contacts[slot as usize].stamp += 1;
        let (contact, queue) = (self.contact_id(slot), queue_id(left.queue));
        match left.exit {
            Exit::Abandon => {
                self.say(observer, Event::ContactAbandoned { contact, queue });
                self.maybe_call_again(&left);
                self.end(slot, EndedBy::Customer, observer);
            }
            Exit::Divert(reason) => {
                self.say(observer, Event::ContactDiverted { contact, queue, reason });
                self.diverted(slot, &left, reason, observer);
            }
        }
        if left.phase == Phase::Ringing {
            self.free(left.agent, observer);
        }
    }

    fn diverted<O: Observer>(
        &mut self,
        slot: u32,
        left: &Contact,
        reason: DivertReason,
        observer: &mut O,
    ) {
        let profile = &self.house.queues[left.queue];
        let other = if self.is_open(left.queue, left.queued_at) {
            profile.overflow.map(|(_, other)| other)
        } else {
            profile.after_hours
        };
        if reason == DivertReason::Overflow
            && let Some(other) = other
        {
            self.enter_queue(slot, other, observer);
            return;
        }
        if reason == DivertReason::Callback {
            let mut random =
                Random::of(self.start.seed, Stream::Patience, left.draw_key() | (1 << 63));
            let delay = micros(random.between(300.0, 2400.0));
            let Contact { customer, intent, queue, .. } = *left;
            self.promise(delay, Return { customer, intent, back_for: Some(queue), tries: 0 });
        }
        self.end(slot, EndedBy::System, observer);
    }
}
