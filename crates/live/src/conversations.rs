//! Contacts in conversation, and the work after them.
//!
//! Room:  live; after `offers`.
//! Takes: answers, holds, transfers, releases, ends of after-contact work.
//! Gives: facts; the row of an entry when its last conversation and the work after it are over.
//! Holds: talk and hold are counted when an agent's part ends, an entry is handled once; consult
//!        time belongs to the agent who has it. After-contact work belongs to the agent's last
//!        conversation.
//! Proof: stories `conversations`; property `handle_time_adds_up`.

use crate::contacts::whose;
use crate::effect::Effect;
use crate::facts::{Whose, bounded, by, fact};
use crate::live::{Live, Outcome, Step};
use crate::rolling::GRACE;
use crate::slab::Place;
use domain::history::{IvrPart, Outcome as Ending};
use domain::state::{AgentState, Channel, EndedBy, TransferKind};
use domain::{AgentId, ContactId, Duration, QueueId, SkillId, Timestamp};
use journal::AnomalyKind;
use journal::carry::{Conversation, Fact, FactKind, Leg, OpenContact, Phase, Stage, Wrap};

impl Live {
    pub(crate) fn answer(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
        queue: Option<QueueId>,
        agent: AgentId,
    ) -> Outcome {
        let place = self.find(step, contact)?;
        let known = self.known(step, agent)?;
        let leg = known.legs.find(|leg| leg.contact == contact).map(|leg| leg.phase);
        if matches!(leg, Some(Phase::Talking | Phase::Holding)) {
            return Err(AnomalyKind::Repeated);
        }
        let is_out = known.was_signed_in && !known.state.is_signed_in();
        let talks_already = known.legs.any(|leg| leg.phase == Phase::Talking);
        let open = self.contacts.at(place);
        let is_other = queue.is_some() && queue != open.queue;
        match open.stage {
            Stage::Arrived | Stage::Waiting | Stage::Served if is_other => {
                return Err(AnomalyKind::NeverQueued);
            }
            Stage::Arrived if queue.is_some() => return Err(AnomalyKind::Repeated),
            Stage::Served if queue.is_some() && !open.is_moving => {
                return Err(AnomalyKind::Repeated);
            }
            Stage::Arrived | Stage::Waiting | Stage::Served => {}
        }
        let is_conflict = talks_already && open.channel == Channel::Voice;
        if is_out {
            self.report(step, AnomalyKind::SignedOutAgent);
        }
        if is_conflict {
            self.report(step, AnomalyKind::AgentConflict);
        }
        self.begin_talk(step, place, agent, leg.is_some());
        Ok(())
    }

    fn begin_talk(&mut self, step: &mut Step<'_>, place: Place, agent: AgentId, has_rung: bool) {
        let stage = self.contacts.at(place).stage;
        if stage == Stage::Arrived {
            self.begin_entry(place);
        }
        let kind = if has_rung { FactKind::Answered } else { FactKind::AnsweredUnrung };
        let who = self.who(agent);
        if stage == Stage::Waiting {
            let wait = self.end_wait(step, place);
            let answered = fact(kind, step.at, whose(self.contacts.at(place), step.at));
            self.count(step.now, by(Fact { length: wait, ..answered }, who));
        } else {
            let mut answered = fact(kind, step.at, whose(self.contacts.at(place), step.at));
            // Another agent joined or was called directly: his work, no answer of the queue's.
            answered.queue = journal::carry::Slim::NONE;
            self.count(step.now, by(answered, who));
        }
        self.put_leg(step, place, agent, Phase::Talking);
        self.end_visit(step, place, IvrPart::Left(None));
        let open = self.contacts.at_mut(place);
        if stage != Stage::Served {
            (open.agent, open.team) = (Some(agent), who.team);
        }
        open.stage = Stage::Served;
        open.talkers += 1;
        open.is_moving = false;
        self.follow_legs(step, agent);
        if self.contacts.at(place).agents.len() > 1 {
            self.stop_ringing(step, place);
        }
    }

    pub(crate) fn hold(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
        agent: AgentId,
    ) -> Outcome {
        self.switch(step, contact, agent, (Phase::Talking, Phase::Holding))
    }

    pub(crate) fn resume_talk(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
        agent: AgentId,
    ) -> Outcome {
        self.switch(step, contact, agent, (Phase::Holding, Phase::Talking))
    }

    /// Between talking and holding.
    fn switch(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
        agent: AgentId,
        (from, to): (Phase, Phase),
    ) -> Outcome {
        self.find(step, contact)?;
        let known = self.known(step, agent)?;
        let leg = known.legs.find_mut(|leg| leg.contact == contact);
        match leg {
            Some(leg) if leg.phase == from => {
                end_phase(leg, step.at);
                leg.phase = to;
            }
            Some(leg) if leg.phase == to => return Err(AnomalyKind::Repeated),
            Some(_) | None => return Err(AnomalyKind::OutOfOrder),
        }
        self.follow_legs(step, agent);
        Ok(())
    }

    pub(crate) fn transfer(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
        agent: AgentId,
        (transfer, is_to_agent): (TransferKind, bool),
    ) -> Outcome {
        let place = self.find(step, contact)?;
        let known = self.known(step, agent)?;
        let talks = |leg: &Leg| {
            leg.contact == contact && matches!(leg.phase, Phase::Talking | Phase::Holding)
        };
        if known.legs.find(talks).is_none() {
            return Err(AnomalyKind::OutOfOrder);
        }
        let kind = match transfer {
            TransferKind::Blind => FactKind::TransferredBlind,
            TransferKind::Attended => FactKind::TransferredAttended,
        };
        self.count_call(step, place, agent, kind);
        let open = self.contacts.at_mut(place);
        open.is_moving = is_to_agent && open.talkers == 1;
        Ok(())
    }

    pub(crate) fn release(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
        agent: AgentId,
        by: EndedBy,
    ) -> Outcome {
        let place = self.find(step, contact)?;
        let known = self.known(step, agent)?;
        let leg = known.legs.find(|leg| leg.contact == contact).map(|leg| leg.phase);
        match leg {
            Some(Phase::Talking | Phase::Holding) => {}
            Some(Phase::Ringing | Phase::Stopped) => return Err(AnomalyKind::OutOfOrder),
            None => return Err(AnomalyKind::Repeated),
        }
        let waits_for_another = self.contacts.at(place).is_moving;
        self.end_talk(step, place, agent, (by, waits_for_another));
        Ok(())
    }

    /// An agent's part ends; with the last part the entry ends, unless it moves on.
    fn end_talk(
        &mut self,
        step: &mut Step<'_>,
        place: Place,
        agent: AgentId,
        (ended_by, waits_for_another): (EndedBy, bool),
    ) {
        let Some(mut leg) = self.drop_leg(place, agent) else { return };
        end_phase(&mut leg, step.at);
        let who = self.who(agent);
        let open = self.contacts.at_mut(place);
        open.talkers -= 1;
        open.talk = bounded(open.talk + leg.talk);
        open.hold = bounded(open.hold + leg.hold);
        let is_last = open.talkers == 0 && !waits_for_another;
        let kind = if is_last { FactKind::Handled } else { FactKind::Released };
        let mut released = fact(kind, step.at, whose(open, step.at));
        (released.length, released.hold) = (leg.talk, leg.hold);
        let last = conversation(open, step.at);
        self.count(step.now, by(released, who));
        if let Some(known) = self.agents.get_mut(agent) {
            if let Some(wrap) = known.wrap.take() {
                step.effects.push(Effect::CloseContact(wrap.row));
            }
            known.last = Some(last);
            self.agents.note_last(&last);
        }
        if is_last {
            self.close_served(step, place, agent, ended_by);
        }
        self.follow_legs(step, agent);
    }

    /// The entry is over but for after-contact work: its row waits with the agent.
    fn close_served(&mut self, step: &mut Step<'_>, place: Place, agent: AgentId, by: EndedBy) {
        let row = self.row(place, step.at, served(self.contacts.at(place)), by);
        self.end_entry(place);
        self.contacts.at_mut(place).agent = Some(agent);
        let deadline = step.now.plus(GRACE);
        if let Some(known) = self.agents.get_mut(agent) {
            known.wrap = Some(Wrap { row, deadline });
            self.graces.add(deadline, agent);
            self.next_end = self.next_end.min(deadline);
        }
    }

    /// Everybody's part ends, because the contact does or moves to a queue.
    pub(crate) fn end_conversations(&mut self, step: &mut Step<'_>, place: Place, by: EndedBy) {
        let open = self.contacts.at_mut(place);
        open.is_moving = false;
        if open.talkers == 0 {
            // A transfer that nobody took: the talk was counted when the agent left.
            let handled = fact(FactKind::Handled, step.at, whose(open, step.at));
            let row = self.row(place, step.at, served(self.contacts.at(place)), by);
            self.end_entry(place);
            self.count(step.now, handled);
            step.effects.push(Effect::CloseContact(row));
            return;
        }
        while let Some(agent) = self.talker(place) {
            self.end_talk(step, place, agent, (by, false));
        }
    }

    /// Somebody who talks to the contact or holds it.
    fn talker(&self, place: Place) -> Option<AgentId> {
        let open = self.contacts.at(place);
        let talks = |leg: &Leg| {
            leg.contact == open.contact && matches!(leg.phase, Phase::Talking | Phase::Holding)
        };
        open.agents
            .iter()
            .copied()
            .find(|&agent| self.agents.get(agent).is_some_and(|a| a.legs.any(talks)))
    }

    pub(crate) fn end_wrap_up(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
        agent: AgentId,
    ) -> Outcome {
        step.contact = Some(contact);
        let known = self.known(step, agent)?;
        if known.last.is_none_or(|last| last.contact != contact) {
            return Err(AnomalyKind::OutOfOrder);
        }
        if known.state == AgentState::AfterContactWork {
            let rest = known.rest;
            self.enter(step, agent, rest);
        }
        Ok(())
    }

    /// The agent leaves after-contact work, whose stay began at `since` and was just booked.
    pub(crate) fn end_after_contact_work(
        &mut self,
        step: &mut Step<'_>,
        agent: AgentId,
        (since, at): (Timestamp, Timestamp),
    ) {
        let who = self.who(agent);
        let Some(known) = self.agents.get_mut(agent) else { return };
        let Some(Conversation { contact, queue, did, entered, .. }) = known.last.take() else {
            return;
        };
        let length = bounded(at.since(since));
        match known.wrap.take() {
            Some(mut wrap) if wrap.row.contact == contact => {
                wrap.row.after_contact_work = bounded(wrap.row.after_contact_work + length);
                step.effects.push(Effect::CloseContact(wrap.row));
            }
            other => known.wrap = other,
        }
        if let Some(place) = self.contacts.find(contact) {
            let open = self.contacts.at_mut(place);
            if open.stage == Stage::Served && open.queued_at.unwrap_or(entered) == entered {
                open.after_contact_work = bounded(open.after_contact_work + length);
            }
        }
        let worked = fact(FactKind::AfterContactWork, at, Whose { queue, did, entered });
        self.count(step.now, by(Fact { length, ..worked }, who));
    }

    /// A row that waited for after-contact work leaves when the agent does something else.
    #[inline]
    pub(crate) fn let_wrap_go(&mut self, step: &mut Step<'_>, agent: AgentId, state: AgentState) {
        let Some(known) = self.agents.get_mut(agent) else { return };
        let is_over = known.wrap.as_ref().is_some_and(|wrap| step.at > wrap.row.ended_at);
        if is_over
            && state != AgentState::AfterContactWork
            && let Some(wrap) = known.wrap.take()
        {
            step.effects.push(Effect::CloseContact(wrap.row));
        }
    }

    /// The skill that a queue asks for.
    pub(crate) fn skill_of(&self, queue: Option<QueueId>) -> Option<SkillId> {
        *self.skills.get(queue?.index())?
    }
}

/// How an answered entry ended: a direct call was in no queue.
fn served(open: &OpenContact) -> Ending {
    if open.queue.is_some() { Ending::Answered } else { Ending::NotQueued }
}

fn conversation(open: &OpenContact, at: Timestamp) -> Conversation {
    Conversation {
        contact: open.contact,
        queue: open.queue,
        did: open.did,
        entered: open.queued_at.unwrap_or(at),
        released_at: at,
    }
}

/// Books the time since the phase began.
fn end_phase(leg: &mut Leg, at: Timestamp) {
    let length = at.since(leg.since);
    let account: Option<&mut Duration> = match leg.phase {
        Phase::Talking => Some(&mut leg.talk),
        Phase::Holding => Some(&mut leg.hold),
        Phase::Ringing | Phase::Stopped => None,
    };
    if let Some(account) = account {
        *account = bounded(*account + length);
    }
    leg.since = leg.since.max(at);
}
