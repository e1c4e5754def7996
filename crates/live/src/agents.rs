//! What each agent does, where and since when.
//!
//! Room:  live; told by agent events and by `conversations`.
//! Takes: sign-ins, states, skills, memberships, teams. Gives: `Effect::EndState`, work cells.
//! Holds: a stay's time is in the work cells exactly once. States that follow from contacts
//!        (ringing, talking, holding) end in `rest`, the last state of rest that was told; signed
//!        out time is booked nowhere.
//! Proof: stories `agents`; property `an_agents_cells_add_up_to_its_stays`.

use crate::effect::Effect;
use crate::facts::{self, slim};
use crate::live::{Live, Outcome, Step};
use crate::work::{self, Part};
use domain::history::{StateSpan, WorkKey};
use domain::state::{AgentState, NotReadyReason};
use domain::{AgentId, QueueId, SeatId, SkillId, TeamId, Timestamp};
use journal::AnomalyKind;
use journal::carry::{Agent, Conversation, Fact, Membership, Phase, Stay};

/// Ids are dense: one this far beyond all known ones is an error and gets no memory. A lane of
/// its own may meet a high id first.
const GAP_MAX: usize = 65_536;
/// The same for queues and DIDs, which take more memory each.
const LINE_GAP_MAX: usize = 4_096;
/// More of one kind than any centre has.
const IDS_MAX: usize = 1 << 20;

/// Whether an id may be given a place in a table of `len` agents or seats.
#[inline]
pub(crate) const fn is_plausible(index: usize, len: usize) -> bool {
    index < len + GAP_MAX && index < IDS_MAX
}

/// Whether an id may be given a place in a table of `len` queues or DIDs.
#[inline]
pub(crate) const fn is_plausible_line(index: usize, len: usize) -> bool {
    index < len + LINE_GAP_MAX && index < IDS_MAX
}

/// All agents, by id.
#[derive(Clone, Debug)]
pub(crate) struct Agents {
    table: Vec<Agent>,
    /// No agent's last conversation entered its queue or ended before this: what is looked for
    /// among the old ones is mostly not there, and this tells so without reading all.
    last_from: Timestamp,
}

impl Default for Agents {
    fn default() -> Self {
        Self { table: Vec::new(), last_from: Timestamp::MAX }
    }
}

impl Agents {
    #[inline]
    pub(crate) fn get(&self, agent: AgentId) -> Option<&Agent> {
        self.table.get(agent.index())
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, agent: AgentId) -> Option<&mut Agent> {
        self.table.get_mut(agent.index())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Agent> {
        self.table.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Agent> {
        self.table.iter_mut()
    }

    pub(crate) fn with_ids(&self) -> impl Iterator<Item = (AgentId, &Agent)> {
        (0_u32..).map(AgentId).zip(&self.table)
    }

    /// The agent's place, made if it is new.
    #[inline]
    pub(crate) fn place(&mut self, agent: AgentId) -> Result<&mut Agent, AnomalyKind> {
        let (index, len) = (agent.index(), self.table.len());
        if index >= len {
            if !is_plausible(index, len) {
                return Err(AnomalyKind::Unreadable);
            }
            self.table.resize_with(index + 1, Agent::default);
        }
        Ok(&mut self.table[index])
    }

    /// The conversation that after-contact work of an agent belongs to from now on.
    #[inline]
    pub(crate) fn note_last(&mut self, last: &Conversation) {
        self.last_from = self.last_from.min(last.entered).min(last.released_at);
    }

    /// The agents among whom a last conversation from before `limit` may be; none of the others has
    /// one.
    pub(crate) fn with_last_before(&mut self, limit: Timestamp) -> &mut [Agent] {
        if self.last_from >= limit {
            return &mut [];
        }
        let lasts = self.table.iter().filter_map(|agent| agent.last);
        let earliest = lasts.map(|last| last.entered.min(last.released_at)).min();
        self.last_from = earliest.unwrap_or(Timestamp::MAX);
        &mut self.table
    }

    /// Nobody is signed in and nothing of anybody may still change.
    pub(crate) fn are_out(&self) -> bool {
        self.table.iter().all(|a| {
            !a.state.is_signed_in()
                && work::is_settled(&a.work)
                && a.wrap.is_none()
                && a.last.is_none()
        })
    }
}

impl Live {
    /// The agent whom the record is about.
    #[inline]
    pub(crate) fn known(
        &mut self,
        step: &mut Step<'_>,
        agent: AgentId,
    ) -> Result<&mut Agent, AnomalyKind> {
        step.agent = Some(agent);
        let known = self.agents.place(agent)?;
        known.changed = step.sequence;
        Ok(known)
    }

    pub(crate) fn sign_in(
        &mut self,
        step: &mut Step<'_>,
        agent: AgentId,
        seat: Option<SeatId>,
    ) -> Outcome {
        self.check_seat(seat)?;
        let known = self.known(step, agent)?;
        let (was_in, old_seat) = (known.state.is_signed_in(), known.seat);
        if was_in && (seat.is_none() || seat == old_seat) {
            return Err(AnomalyKind::Repeated);
        }
        if !was_in {
            known.rest = AgentState::Available;
            self.enter(step, agent, AgentState::Available);
        }
        if let Some(seat) = seat {
            if was_in && old_seat.is_some() {
                self.report(step, AnomalyKind::SeatConflict);
            }
            self.take_seat(step, agent, seat);
        }
        Ok(())
    }

    pub(crate) fn sign_out(&mut self, step: &mut Step<'_>, agent: AgentId) -> Outcome {
        if !self.known(step, agent)?.state.is_signed_in() {
            return Err(AnomalyKind::Repeated);
        }
        self.enter(step, agent, AgentState::SignedOut);
        self.leave_seat(agent, step.at);
        let known = self.known(step, agent)?;
        known.rest = AgentState::SignedOut;
        known.last = None;
        Ok(())
    }

    #[inline]
    pub(crate) fn change_state(
        &mut self,
        step: &mut Step<'_>,
        agent: AgentId,
        state: AgentState,
    ) -> Outcome {
        if state == AgentState::SignedOut {
            return self.sign_out(step, agent);
        }
        let known = self.known(step, agent)?;
        let is_rest = matches!(state, AgentState::Available | AgentState::NotReady(_));
        if is_rest {
            known.rest = state;
        } else if !known.state.is_signed_in() {
            known.rest = AgentState::Available;
        }
        let is_engaged = known.legs.any(|leg| leg.phase != Phase::Stopped);
        if !known.state.is_signed_in() || !is_rest || !is_engaged {
            self.enter(step, agent, state);
        }
        Ok(())
    }

    /// Moves an agent into a state, unless it is there.
    #[inline]
    pub(crate) fn enter(&mut self, step: &mut Step<'_>, agent: AgentId, state: AgentState) {
        let Some(known) = self.agents.get(agent) else { return };
        let (old, since, segment) = (known.state, known.since, known.segment_since);
        if old == state {
            self.let_wrap_go(step, agent, state);
            return;
        }
        if step.at < segment {
            self.report(step, AnomalyKind::OutOfOrder);
        }
        let at = self.earliest(agent, step.at);
        self.end_stay(step, agent, at);
        if old == AgentState::AfterContactWork {
            self.end_after_contact_work(step, agent, (since, at));
        }
        let limit = match state {
            AgentState::NotReady(reason) => self.definitions.allowance(reason),
            AgentState::SignedOut
            | AgentState::Available
            | AgentState::Ringing
            | AgentState::Talking
            | AgentState::Holding
            | AgentState::AfterContactWork => None,
        };
        if let Some(known) = self.agents.get_mut(agent) {
            known.state = state;
            known.overrun_from = limit.map(|limit| at.plus(limit));
            known.inferred = step.is_inferred;
            known.was_signed_in |= state.is_signed_in();
            known.changed = step.sequence;
        }
        self.let_wrap_go(step, agent, state);
    }

    /// When a change of an agent counts from: not before the present stretch in one
    /// state, team and seat began, nor before the
    /// cells that may still change.
    #[inline]
    fn earliest(&self, agent: AgentId, at: Timestamp) -> Timestamp {
        let Some(known) = self.agents.get(agent) else { return at };
        let bound = work::oldest(self.cells.quarter());
        at.max(known.segment_since).max(bound)
    }

    /// The present stay is over at `at`: it is booked, and a new one begins.
    #[inline]
    fn end_stay(&mut self, step: &mut Step<'_>, agent: AgentId, at: Timestamp) {
        self.book_until(agent, at);
        self.end_segment(agent, at, step.now);
        let Some(known) = self.agents.get_mut(agent) else { return };
        if known.state.is_signed_in() && known.since < at {
            let Agent { state, seat, since: from, .. } = *known;
            step.effects.push(Effect::EndState(StateSpan { agent, state, seat, from, until: at }));
        }
        known.since = at;
        known.booked_until = at;
    }

    /// Brings the present stay's time in the cells to exactly `at`.
    #[inline]
    fn book_until(&mut self, agent: AgentId, at: Timestamp) {
        let Some(known) = self.agents.get_mut(agent) else { return };
        if !known.state.is_signed_in() {
            return;
        }
        let Agent { state, since, booked_until, overrun_from, team, seat, .. } = *known;
        let booked = booked_until.max(since);
        let part = Part { state, from: booked, until: at, overrun_from, team };
        let seat = seat.and_then(|seat| self.seats.get_mut(seat.index()));
        if booked < at {
            work::book(&mut known.work, part);
            if let Some(seat) = seat {
                work::book(&mut seat.work, Part { team: None, ..part });
            }
        } else if at < booked {
            let part = Part { from: at.max(since), until: booked, ..part };
            work::take_back(&mut known.work, part);
            if let Some(seat) = seat {
                work::take_back(&mut seat.work, Part { team: None, ..part });
            }
        }
        known.booked_until = at;
    }

    /// A stretch in one state, team and seat is over.
    #[inline]
    fn end_segment(&mut self, agent: AgentId, at: Timestamp, now: Timestamp) {
        let Some(known) = self.agents.get_mut(agent) else { return };
        if known.state.is_signed_in() && known.segment_since < at {
            let stay = Stay {
                from: known.segment_since,
                until: at,
                agent,
                team: slim(known.team.map(|t| t.0)),
                seat: slim(known.seat.map(|s| s.0)),
                state: known.state,
            };
            self.stays.push(stay, now);
        }
        known.segment_since = at;
    }

    /// The agent changes seats in the middle of a state.
    pub(crate) fn change_seat(
        &mut self,
        step: &mut Step<'_>,
        agent: AgentId,
        seat: Option<SeatId>,
    ) {
        let at = self.earliest(agent, step.at);
        self.end_stay(step, agent, at);
        if let Some(known) = self.agents.get_mut(agent) {
            known.seat = seat;
            known.changed = step.sequence;
        }
    }

    pub(crate) fn assign(
        &mut self,
        step: &mut Step<'_>,
        agent: AgentId,
        team: Option<TeamId>,
    ) -> Outcome {
        if self.known(step, agent)?.team == team {
            return Ok(());
        }
        let at = self.earliest(agent, step.at);
        self.book_until(agent, at);
        self.end_segment(agent, at, step.now);
        self.known(step, agent)?.team = team;
        Ok(())
    }

    /// Counts what an agent did with a contact.
    #[inline]
    pub(crate) fn count_work(&mut self, agent: AgentId, fact: &Fact) {
        if !facts::is_work(fact.kind) {
            return;
        }
        let oldest = work::oldest(self.cells.quarter());
        if let Some(known) = self.agents.get_mut(agent) {
            let start = work::start_of(&known.work, fact.at).max(oldest);
            let team = known.team;
            facts::add_work(&mut work::slot_mut(&mut known.work, start, team).counts, fact.kind);
            if let Some(seat) = known.seat.and_then(|seat| self.seats.get_mut(seat.index())) {
                facts::add_work(&mut work::slot_mut(&mut seat.work, start, None).counts, fact.kind);
            }
        }
    }

    /// A quarter of an hour ended: open stays are booked up to it, changed cells leave.
    pub(crate) fn close_work(&mut self, end: Timestamp, effects: &mut Vec<Effect>) {
        let day = self.cells.day();
        let count = u32::try_from(self.agents.table.len()).expect("fewer than 2^20 agents");
        for agent in (0..count).map(AgentId) {
            if self.agents.get(agent).is_some_and(|known| known.booked_until < end) {
                self.book_until(agent, end);
            }
            if let Some(known) = self.agents.get_mut(agent) {
                work::close(&mut known.work, WorkKey::Agent(agent), end, day, effects);
            }
        }
        for (seat, known) in (0_u32..).map(SeatId).zip(&mut self.seats) {
            work::close(&mut known.work, WorkKey::Seat(seat), end, day, effects);
        }
    }

    pub(crate) fn set_skill(
        &mut self,
        step: &mut Step<'_>,
        agent: AgentId,
        skill: SkillId,
        level: u8,
    ) -> Outcome {
        self.known(step, agent)?.skills.insert(skill, level);
        Ok(())
    }

    pub(crate) fn remove_skill(
        &mut self,
        step: &mut Step<'_>,
        agent: AgentId,
        skill: SkillId,
    ) -> Outcome {
        self.known(step, agent)?.skills.remove(&skill).map(|_| ()).ok_or(AnomalyKind::Repeated)
    }

    pub(crate) fn add_member(
        &mut self,
        step: &mut Step<'_>,
        queue: QueueId,
        agent: AgentId,
        penalty: i32,
    ) -> Outcome {
        self.check_queue(queue)?;
        let memberships = &mut self.known(step, agent)?.memberships;
        match memberships.binary_search_by_key(&queue, |m| m.queue) {
            Ok(at) if memberships[at].penalty == penalty => Err(AnomalyKind::Repeated),
            Ok(at) => {
                memberships[at].penalty = penalty;
                Ok(())
            }
            Err(at) => {
                memberships.insert(at, Membership { queue, penalty, paused: None });
                Ok(())
            }
        }
    }

    pub(crate) fn remove_member(
        &mut self,
        step: &mut Step<'_>,
        queue: QueueId,
        agent: AgentId,
    ) -> Outcome {
        let memberships = &mut self.known(step, agent)?.memberships;
        let at = memberships.iter().position(|m| m.queue == queue).ok_or(AnomalyKind::Repeated)?;
        memberships.remove(at);
        Ok(())
    }

    pub(crate) fn set_penalty(
        &mut self,
        step: &mut Step<'_>,
        queue: QueueId,
        agent: AgentId,
        penalty: i32,
    ) -> Outcome {
        self.membership(step, queue, agent)?.penalty = penalty;
        Ok(())
    }

    pub(crate) fn pause_member(
        &mut self,
        step: &mut Step<'_>,
        queue: QueueId,
        agent: AgentId,
        reason: Option<NotReadyReason>,
    ) -> Outcome {
        self.membership(step, queue, agent)?.paused = reason;
        Ok(())
    }

    fn membership(
        &mut self,
        step: &mut Step<'_>,
        queue: QueueId,
        agent: AgentId,
    ) -> Result<&mut Membership, AnomalyKind> {
        let memberships = &mut self.known(step, agent)?.memberships;
        memberships.iter_mut().find(|m| m.queue == queue).ok_or(AnomalyKind::OutOfOrder)
    }
}
