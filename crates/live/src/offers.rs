//! Phones that ring for a contact.
//!
//! Room:  live; between a queue and a conversation.
//! Takes: offers, offers rung out or withdrawn. Gives: facts; the agents' ringing.
//! Holds: an offer that was not told is implied by its answer or by its ringing out, so that
//!        RONA never exceeds 1. A phone stops ringing when the caller leaves or another answers,
//!        told or not.
//! Proof: stories `offers`.

use crate::contacts::whose;
use crate::facts::{by, fact};
use crate::live::{Live, Outcome, Step};
use crate::slab::Place;
use domain::state::AgentState;
use domain::{AgentId, ContactId, Duration, QueueId};
use journal::AnomalyKind;
use journal::carry::{FactKind, Leg, Phase};

impl Live {
    pub(crate) fn offer(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
        queue: Option<QueueId>,
        agent: AgentId,
    ) -> Outcome {
        let place = self.find(step, contact)?;
        let known = self.known(step, agent)?;
        if known.legs.any(|leg| leg.contact == contact && leg.phase != Phase::Stopped) {
            return Err(AnomalyKind::Repeated);
        }
        let is_out = known.was_signed_in && !known.state.is_signed_in();
        let is_free = matches!(
            known.state,
            AgentState::Available | AgentState::NotReady(_) | AgentState::AfterContactWork
        );
        if queue.is_some() && queue != self.contacts.at(place).queue {
            return Err(AnomalyKind::NeverQueued);
        }
        if is_out {
            self.report(step, AnomalyKind::SignedOutAgent);
        }
        self.put_leg(step, place, agent, Phase::Ringing);
        self.count_call(step, place, agent, FactKind::Rang);
        if is_free {
            self.enter(step, agent, AgentState::Ringing);
        }
        Ok(())
    }

    pub(crate) fn ring_out(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
        queue: Option<QueueId>,
        agent: AgentId,
    ) -> Outcome {
        let place = self.find(step, contact)?;
        let known = self.known(step, agent)?;
        let phase = known.legs.find(|leg| leg.contact == contact).map(|leg| leg.phase);
        if matches!(phase, Some(Phase::Talking | Phase::Holding)) {
            return Err(AnomalyKind::OutOfOrder);
        }
        if queue.is_some() && queue != self.contacts.at(place).queue {
            return Err(AnomalyKind::NeverQueued);
        }
        if phase.is_none() {
            self.count_call(step, place, agent, FactKind::Rang);
        }
        self.count_call(step, place, agent, FactKind::RungOut);
        let open = self.contacts.at_mut(place);
        open.rung_out = open.rung_out.saturating_add(1);
        self.drop_leg(place, agent);
        self.follow_legs(step, agent);
        Ok(())
    }

    pub(crate) fn withdraw(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
        agent: AgentId,
    ) -> Outcome {
        let place = self.find(step, contact)?;
        let known = self.known(step, agent)?;
        let phase = known.legs.find(|leg| leg.contact == contact).map(|leg| leg.phase);
        if matches!(phase, Some(Phase::Talking | Phase::Holding)) {
            return Err(AnomalyKind::OutOfOrder);
        }
        self.drop_leg(place, agent);
        self.follow_legs(step, agent);
        Ok(())
    }

    /// Counts what happened between a contact and an agent.
    #[inline]
    pub(crate) fn count_call(
        &mut self,
        step: &Step<'_>,
        place: Place,
        agent: AgentId,
        kind: FactKind,
    ) {
        let call = fact(kind, step.at, whose(self.contacts.at(place), step.at));
        let who = self.who(agent);
        self.count(step.now, by(call, who));
    }

    /// Every phone that rings for the contact stops.
    pub(crate) fn stop_ringing(&mut self, step: &mut Step<'_>, place: Place) {
        let open = self.contacts.at_mut(place);
        if open.agents.is_empty() {
            return;
        }
        let contact = open.contact;
        let agents = std::mem::take(&mut open.agents);
        for &agent in agents.iter() {
            let Some(known) = self.agents.get_mut(agent) else { continue };
            let ringing =
                known.legs.find_mut(|leg| leg.contact == contact && leg.phase == Phase::Ringing);
            if let Some(leg) = ringing {
                leg.phase = Phase::Stopped;
                known.changed = step.sequence;
                self.follow_legs(step, agent);
            }
        }
        self.contacts.at_mut(place).agents = agents;
    }

    /// Every phone that rings or rang for the contact is forgotten; nobody talks to it any more.
    #[inline]
    pub(crate) fn drop_ringing(&mut self, step: &mut Step<'_>, place: Place) {
        if self.contacts.at(place).agents.is_empty() {
            return;
        }
        self.stop_ringing(step, place);
        let contact = self.contacts.at(place).contact;
        let agents = std::mem::take(&mut self.contacts.at_mut(place).agents);
        for &agent in agents.iter() {
            if let Some(known) = self.agents.get_mut(agent) {
                known.legs.take(|leg| leg.contact == contact);
            }
        }
    }

    /// The agent's part in the contact begins or changes.
    #[inline]
    pub(crate) fn put_leg(&mut self, step: &Step<'_>, place: Place, agent: AgentId, phase: Phase) {
        let open = self.contacts.at_mut(place);
        let contact = open.contact;
        let Some(known) = self.agents.get_mut(agent) else { return };
        let leg =
            Leg { contact, phase, since: step.at, talk: Duration::ZERO, hold: Duration::ZERO };
        let old = known.legs.find_mut(|leg| leg.contact == contact);
        if let Some(old) = old {
            *old = leg;
            return;
        }
        known.legs.push(leg);
        open.agents.push(agent);
    }

    /// The agent's part in the contact is over.
    #[inline]
    pub(crate) fn drop_leg(&mut self, place: Place, agent: AgentId) -> Option<Leg> {
        let open = self.contacts.at_mut(place);
        let known = self.agents.get_mut(agent)?;
        open.agents.take(|&other| other == agent)?;
        known.legs.take(|leg| leg.contact == open.contact)
    }

    /// The agent's state follows from what is left of contacts; nothing left: the state of rest.
    #[inline]
    pub(crate) fn follow_legs(&mut self, step: &mut Step<'_>, agent: AgentId) {
        let Some(known) = self.agents.get(agent) else { return };
        if !known.state.is_signed_in() {
            return;
        }
        let phase =
            known.legs.iter().map(|leg| leg.phase).filter(|&p| p != Phase::Stopped).max_by_key(
                |phase| match phase {
                    Phase::Stopped => 0,
                    Phase::Ringing => 1,
                    Phase::Holding => 2,
                    Phase::Talking => 3,
                },
            );
        let was_engaged =
            matches!(known.state, AgentState::Ringing | AgentState::Talking | AgentState::Holding);
        let state = match phase {
            Some(Phase::Talking) => AgentState::Talking,
            Some(Phase::Holding) => AgentState::Holding,
            Some(Phase::Ringing) => AgentState::Ringing,
            Some(Phase::Stopped) | None if was_engaged => known.rest,
            Some(Phase::Stopped) | None => known.state,
        };
        self.enter(step, agent, state);
    }
}
