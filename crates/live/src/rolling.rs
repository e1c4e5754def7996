//! Time passing: what ends by itself when the journal's clock reaches it.
//!
//! Room:  live; before every record and on ticks.
//! Takes: an instant. Gives: cells of closed intervals, rows whose grace is over, stale contacts.
//! Holds: everything fires at its own instant, in order, however large the step: so ticks are inert.
//! Proof: property `ticks_are_inert`.

use crate::cells::{KEPT, Needed};
use crate::effect::Effect;
use crate::live::{Live, Step};
use domain::figures::{CONTACT_STEP, WORK_STEP};
use domain::history::ContactKey;
use domain::state::AgentState;
use domain::{AgentId, DidId, Duration, Interval, QueueId, Timestamp};
use journal::AnomalyKind;
use journal::carry::Stage;
use std::collections::VecDeque;

/// How long the row of a conversation waits for after-contact work to begin.
pub(crate) const GRACE: Duration = Duration::from_secs(10);
/// A contact open for longer is closed by us.
pub(crate) const OPEN_MAX: Duration = Duration::from_minutes(24 * 60);
/// After-contact work that begins later belongs to no contact.
const LAST_KEPT: Duration = Duration::from_minutes(60);
/// A silence worth skipping instead of closing every interval of it.
const SILENCE: Duration = Duration::from_minutes(24 * 60);

/// Rows that wait for after-contact work, by deadline.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grace(VecDeque<(Timestamp, AgentId)>);

impl Grace {
    /// Deadlines come in order but for those of one record, which are sorted by agent.
    pub(crate) fn add(&mut self, deadline: Timestamp, agent: AgentId) {
        let mut at = self.0.len();
        while at > 0 && self.0[at - 1] > (deadline, agent) {
            at -= 1;
        }
        self.0.insert(at, (deadline, agent));
    }

    fn next(&self) -> Timestamp {
        self.0.front().map_or(Timestamp::MAX, |&(deadline, _)| deadline)
    }
}

impl Live {
    /// Closes everything that ends up to `to`, in order.
    #[inline]
    pub(crate) fn advance(&mut self, to: Timestamp, effects: &mut Vec<Effect>) {
        let Some(now) = self.now else {
            self.start_clock(to);
            return;
        };
        if to <= now {
            return;
        }
        if self.next_end <= to {
            self.roll(to, effects);
        }
        self.now = Some(to);
    }

    /// Looks again what ends next, after the graces, the interval or the day changed.
    pub(crate) fn plan(&mut self) {
        let interval_end = self.cells.running().plus(CONTACT_STEP);
        self.next_end = interval_end.min(self.graces.next()).min(self.cells.day().end);
    }

    fn roll(&mut self, to: Timestamp, effects: &mut Vec<Effect>) {
        loop {
            self.plan();
            let end = self.next_end;
            if end > to {
                return;
            }
            if self.graces.next() == end {
                self.end_grace(effects);
            } else if self.cells.running().plus(CONTACT_STEP) == end {
                self.close_interval(end, effects);
                if to.since(end) > SILENCE && self.is_quiet() {
                    self.start_clock(to);
                    return;
                }
            } else {
                self.cells.open_day(self.business_day(end));
                self.forget_day_of_work();
            }
        }
    }

    /// Nothing is open, so that the intervals of a long silence need no closing.
    fn is_quiet(&self) -> bool {
        self.contacts.len() == 0
            && self.agents.are_out()
            && self.seats.iter().all(|seat| crate::work::is_settled(&seat.work))
            && self.cells.is_settled()
    }

    /// Sets the clock where nothing is open.
    pub(crate) fn start_clock(&mut self, now: Timestamp) {
        self.now = Some(now);
        self.cells.start(now);
        self.follow_day(now);
    }

    /// Opens the business day that holds `now`, unless it is open.
    pub(crate) fn follow_day(&mut self, now: Timestamp) {
        let day = self.business_day(now);
        if day != self.cells.day() {
            self.cells.open_day(day);
            self.forget_day_of_work();
        }
        self.plan();
    }

    /// The business day that holds `at`.
    pub(crate) fn business_day(&self, at: Timestamp) -> Interval {
        let start = self.centre.business_day_start;
        let day = self.zone.business_interval(self.zone.business_day(at, start), start);
        if day.contains(at) {
            return day;
        }
        // A clock change fell on the day's start.
        Interval::at(at, Duration::from_minutes(60))
    }

    fn forget_day_of_work(&mut self) {
        for agent in self.agents.iter_mut() {
            agent.work.day = domain::figures::WorkCounts::default();
        }
        for seat in &mut self.seats {
            seat.work.day = domain::figures::WorkCounts::default();
        }
    }

    fn end_grace(&mut self, effects: &mut Vec<Effect>) {
        let Some((deadline, agent)) = self.graces.0.pop_front() else { return };
        let Some(known) = self.agents.get_mut(agent) else { return };
        let is_due = known.wrap.as_ref().is_some_and(|wrap| wrap.deadline == deadline)
            && known.state != AgentState::AfterContactWork;
        if is_due && let Some(wrap) = known.wrap.take() {
            effects.push(Effect::CloseContact(wrap.row));
        }
    }

    fn close_interval(&mut self, end: Timestamp, effects: &mut Vec<Effect>) {
        self.close_stale(end, effects);
        let needed = self.needed(end);
        self.cells.close(&needed, effects);
        if end.floor(WORK_STEP) == end {
            self.close_work(end, effects);
        }
    }

    /// Cells outside the ring that open contacts and unfinished after-contact work arrived in.
    /// Conversations that no after-contact work belongs to any more are forgotten.
    fn needed(&mut self, end: Timestamp) -> Needed {
        let kept = i64::try_from(KEPT - 1).expect("13");
        let limit = Timestamp(end.0.saturating_sub(kept * CONTACT_STEP.0));
        let mut needed = Needed::new();
        let mut need = |entered: Timestamp, queue: Option<QueueId>, did: Option<DidId>| {
            let start = entered.floor(CONTACT_STEP);
            needed.extend(queue.map(|queue| (start, ContactKey::Queue(queue))));
            needed.extend(did.map(|did| (start, ContactKey::Did(did))));
        };
        for open in self.contacts.queued_before(limit) {
            if open.stage == Stage::Arrived {
                continue;
            }
            if let Some(entered) = open.queued_at {
                need(entered, open.queue, open.did);
            }
        }
        let oldest = limit.max(end.before(LAST_KEPT)).plus(Duration(1));
        for agent in self.agents.with_last_before(oldest) {
            let Some(last) = agent.last else { continue };
            let is_old = last.released_at.plus(LAST_KEPT) <= end;
            if is_old && agent.state != AgentState::AfterContactWork {
                agent.last = None;
            } else if last.entered < limit {
                need(last.entered, last.queue, last.did);
            }
        }
        needed
    }

    fn close_stale(&mut self, end: Timestamp, effects: &mut Vec<Effect>) {
        let limit = end.before(OPEN_MAX).plus(Duration(1));
        let mut stale = self.contacts.opened_before(limit);
        stale.sort_unstable();
        for contact in stale {
            let Some(place) = self.contacts.find(contact) else { continue };
            let mut step = Step {
                at: end,
                now: end,
                sequence: self.sequence,
                source: self.contacts.at(place).source,
                is_inferred: true,
                contact: Some(contact),
                agent: None,
                effects,
            };
            self.report(&mut step, AnomalyKind::Stale);
            self.close_unknown(&mut step, place);
        }
    }
}
