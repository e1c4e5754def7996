//! Ringing, talking, holding, passing on.
//!
//! Room:  connect, `asterisk`; part of the translator.
//! Holds: a conversation is keyed by the agent's channel and released once; a transfer ends the
//!        agent's part at the transfer itself, because the caller may be queued again before
//!        `AgentComplete` comes.
//! Proof: `tests/it/traps.rs`.

use super::floor::{Conversation, Deadline, Offer};
use super::frame::Frame;
use super::translator::{Said, Translator};
use domain::state::{Certainty, EndedBy, TransferKind};
use domain::{Duration, Timestamp};
use journal::{AnomalyKind, Event};

/// How many ended conversations are remembered for late events about them.
const DONE_KEPT: usize = 10_000;

impl Translator {
    pub(super) fn agent_called(&mut self, frame: &Frame, at: Timestamp) {
        let (Some(phone), Some(caller)) = (frame.known("DestUniqueid"), frame.known("Uniqueid"))
        else {
            return;
        };
        let queue = frame.known("Queue").map(str::to_owned);
        let agent = self.agent_of(frame, at);
        let contact = self.adopt(frame, caller, at, Certainty::Inferred);
        self.offer(
            phone,
            Offer { contact, caller: caller.to_owned(), queue, agent, is_refused: false },
            (at, Certainty::Reported),
        );
    }

    pub(super) fn offer(
        &mut self,
        phone: &str,
        offer: Offer,
        (at, certainty): (Timestamp, Certainty),
    ) {
        if self.floor.offers.contains_key(phone) {
            return;
        }
        let (contact, queue, agent) =
            (offer.contact.clone(), offer.queue.clone(), offer.agent.clone());
        self.floor.offers.insert(phone.to_owned(), offer);
        if let Some(state) = self.floor.agents.get_mut(&agent) {
            state.offers.insert(phone.to_owned());
        }
        self.say_as(at, certainty, Event::ContactOffered { contact, queue, agent: agent.clone() });
        self.refresh(&agent, at, certainty);
    }

    /// Takes an offer back from the floor and says how it ended.
    fn end_offer(
        &mut self,
        phone: &str,
        at: Timestamp,
        certainty: Certainty,
        rang_out: bool,
    ) -> bool {
        let Some(Offer { contact, queue, agent, .. }) = self.floor.offers.remove(phone) else {
            return false;
        };
        if let Some(state) = self.floor.agents.get_mut(&agent) {
            state.offers.remove(phone);
        }
        let name = agent.clone();
        let event = if rang_out {
            Event::OfferRungOut { contact, queue, agent }
        } else {
            Event::OfferWithdrawn { contact, queue, agent }
        };
        self.say_as(at, certainty, event);
        self.refresh(&name, at, certainty);
        true
    }

    /// Quirk: also sent for a phone that rejects (486), with `RingTime` 0.
    pub(super) fn rang_out(&mut self, frame: &Frame, at: Timestamp) {
        let Some(phone) = frame.known("DestUniqueid") else { return };
        if self.end_offer(phone, at, Certainty::Reported, true) || self.floor.done.contains(phone) {
            return;
        }
        // The phone was called before we listened.
        let agent = self.agent_of(frame, at);
        let queue = frame.known("Queue").map(str::to_owned);
        if let Some(caller) = frame.known("Uniqueid") {
            let contact = self.adopt(frame, caller, at, Certainty::Inferred);
            self.say(at, Event::OfferRungOut { contact, queue, agent });
        }
    }

    /// The phone's channel is gone: an offer that nobody ended is over.
    pub(super) fn offer_gone(&mut self, phone: &str, at: Timestamp) {
        let Some(offer) = self.floor.offers.get(phone) else { return };
        let refused = offer.is_refused;
        self.end_offer(phone, at, Certainty::Inferred, refused);
        self.remember_done(phone);
    }

    /// A phone dialled directly. For a caller in a queue `AgentCalled` speaks instead.
    pub(super) fn dial_began(&mut self, frame: &Frame, at: Timestamp) {
        let (Some(phone), Some(caller)) = (frame.known("DestUniqueid"), frame.known("Uniqueid"))
        else {
            return;
        };
        let channel = frame.get("DestChannel").unwrap_or_default();
        let agent = super::floor::interface_of(channel).to_owned();
        let is_queued = self.floor.entries.contains_key(caller);
        if is_queued || self.floor.offers.contains_key(phone) || !self.floor.is_agent(&agent) {
            return;
        }
        let contact = self.adopt(frame, caller, at, Certainty::Inferred);
        let offer =
            Offer { contact, caller: caller.to_owned(), queue: None, agent, is_refused: false };
        self.offer(phone, offer, (at, Certainty::Reported));
    }

    /// Quirk: a ring that ends because the caller left has no agent event of its own, only
    /// `DialEnd` with `CANCEL` (twice); after a rejection `NOANSWER` comes before
    /// `AgentRingNoAnswer`, after a ring-out behind it.
    pub(super) fn dial_ended(&mut self, frame: &Frame, at: Timestamp) {
        let Some(phone) = frame.known("DestUniqueid") else { return };
        let status = frame.get("DialStatus").unwrap_or_default();
        let Some(offer) = self.floor.offers.get_mut(phone) else {
            return self.called_out(frame, phone, status, at);
        };
        match (status, offer.queue.is_some()) {
            ("ANSWER", true) => {}
            ("ANSWER", false) => self.answered(phone, at),
            ("CANCEL", _) => {
                self.end_offer(phone, at, Certainty::Reported, false);
                self.remember_done(phone);
            }
            (_, true) => offer.is_refused = true,
            (_, false) => {
                self.end_offer(phone, at, Certainty::Reported, true);
            }
        }
    }

    /// An agent's own call was answered.
    fn called_out(&mut self, frame: &Frame, phone: &str, status: &str, at: Timestamp) {
        let Some(caller) = frame.known("Uniqueid").filter(|_| status == "ANSWER") else { return };
        let Some(channel) = self.floor.channels.get(caller) else { return };
        let (agent, contact) = (channel.interface.clone(), channel.contact.clone());
        let is_free = !self.floor.conversations.contains_key(caller);
        if channel.is_initiator && is_free && self.floor.is_agent(&agent) {
            let talk = Conversation {
                contact,
                caller: phone.to_owned(),
                queue: None,
                agent,
                is_held: false,
                gone_at: None,
            };
            self.begin_talk(caller, talk, at, Certainty::Reported);
        }
    }

    /// The phone of an offer was picked up.
    fn answered(&mut self, phone: &str, at: Timestamp) {
        let Some(offer) = self.floor.offers.remove(phone) else { return };
        if let Some(state) = self.floor.agents.get_mut(&offer.agent) {
            state.offers.remove(phone);
        }
        let Offer { contact, caller, queue, agent, .. } = offer;
        let talk = Conversation { contact, caller, queue, agent, is_held: false, gone_at: None };
        self.begin_talk(phone, talk, at, Certainty::Reported);
    }

    /// Quirk: `HoldTime` is the wait in whole seconds, not a hold.
    pub(super) fn agent_connected(&mut self, frame: &Frame, at: Timestamp) {
        let (Some(phone), Some(caller)) = (frame.known("DestUniqueid"), frame.known("Uniqueid"))
        else {
            return;
        };
        if self.floor.conversations.contains_key(phone) || self.floor.done.contains(phone) {
            return;
        }
        let agent = self.agent_of(frame, at);
        let wait = frame.get("HoldTime").and_then(|s| s.parse().ok()).unwrap_or(0);
        let joined_at = at.before(Duration::from_secs(wait));
        let contact = self.adopt(frame, caller, joined_at, Certainty::Inferred);
        let queue = frame.known("Queue").map(str::to_owned);
        if let Some(state) = self.floor.agents.get_mut(&agent) {
            state.offers.remove(phone);
        }
        self.floor.offers.remove(phone);
        if self.floor.entries.remove(caller).is_none()
            && let Some(queue) = queue.clone()
        {
            let contact = contact.clone();
            self.infer(joined_at, Event::ContactQueued { contact, queue, priority: 0 });
        }
        let caller = caller.to_owned();
        let talk = Conversation { contact, caller, queue, agent, is_held: false, gone_at: None };
        self.begin_talk(phone, talk, at, Certainty::Reported);
    }

    pub(super) fn begin_talk(
        &mut self,
        phone: &str,
        talk: Conversation,
        at: Timestamp,
        certainty: Certainty,
    ) {
        let (contact, queue, agent) =
            (talk.contact.clone(), talk.queue.clone(), talk.agent.clone());
        if let Some(contact) = self.floor.contacts.get_mut(&contact) {
            contact.conversations += 1;
        }
        if let Some(state) = self.floor.agents.get_mut(&agent) {
            state.conversations.insert(phone.to_owned());
            state.wrap_up = None;
        }
        self.floor.conversations.insert(phone.to_owned(), talk);
        self.say_as(at, certainty, Event::ContactAnswered { contact, queue, agent: agent.clone() });
        self.refresh(&agent, at, certainty);
    }

    /// Quirk: the frame may lack both channels when the caller is gone; then the agent's
    /// conversation whose phone is gone is meant.
    pub(super) fn agent_completed(&mut self, frame: &Frame, at: Timestamp) {
        let agent = frame.get("Interface").unwrap_or_default();
        let named = frame.known("DestUniqueid").map(str::to_owned);
        if named.as_ref().is_some_and(|phone| self.floor.done.contains(phone)) {
            return;
        }
        let found = named
            .filter(|phone| self.floor.conversations.contains_key(phone))
            .or_else(|| self.completed_by_name(agent, frame));
        let reason = frame.get("Reason").unwrap_or_default();
        let Some(phone) = found else {
            if reason != "transfer" {
                let agent = self.floor.is_agent(agent).then(|| agent.to_owned());
                self.anomaly(at, AnomalyKind::UnknownContact, None, agent);
            }
            return;
        };
        if reason == "transfer" {
            // The transfer itself was not told (another event class, a phone's own REFER).
            return self.transferred(&phone, TransferKind::Blind, None, (at, Certainty::Inferred));
        }
        let by = if reason == "caller" { EndedBy::Customer } else { EndedBy::Agent };
        self.release(&phone, by, (at, Certainty::Reported));
    }

    fn completed_by_name(&self, agent: &str, frame: &Frame) -> Option<String> {
        let caller = frame.known("Uniqueid");
        let queue = frame.known("Queue");
        let mut talks = self.floor.conversations.iter().filter(|(_, talk)| {
            talk.agent == agent
                && talk.queue.as_deref() == queue
                && caller.map_or(talk.gone_at.is_some(), |caller| talk.caller == caller)
        });
        talks.next().map(|(phone, _)| phone.clone())
    }

    /// Ends the agent's part.
    pub(super) fn release(&mut self, phone: &str, by: EndedBy, when: (Timestamp, Certainty)) {
        let (at, certainty) = when;
        let Some(talk) = self.floor.conversations.remove(phone) else { return };
        self.remember_done(phone);
        let (contact, agent) = (talk.contact, talk.agent);
        if let Some(gone_at) = talk.gone_at {
            let deadline = Deadline::ConversationGone(phone.to_owned());
            let due = gone_at.plus(super::translator::PATIENCE);
            self.floor.deadlines.remove(&(due, deadline));
        }
        let released =
            Event::ContactReleased { contact: contact.clone(), agent: agent.clone(), by };
        self.say_as(at, certainty, released);
        if let Some(state) = self.floor.agents.get_mut(&agent) {
            state.conversations.remove(phone);
        }
        if talk.queue.is_some() {
            self.begin_wrap_up(&agent, &contact, at);
        }
        self.refresh(&agent, at, certainty);
        if let Some(state) = self.floor.contacts.get_mut(&contact) {
            state.conversations = state.conversations.saturating_sub(1);
        }
        self.end_if_over(&contact, at);
    }

    /// The agent's phone is gone and no end was told.
    pub(super) fn conversation_gone(&mut self, phone: &str) {
        let Some(talk) = self.floor.conversations.get(phone) else { return };
        let Some(at) = talk.gone_at else { return };
        let contact = self.floor.contacts.get(&talk.contact);
        let by = contact.and_then(|contact| contact.ended_by).unwrap_or(EndedBy::Unknown);
        let certainty =
            if talk.queue.is_some() { Certainty::Inferred } else { Certainty::Reported };
        self.release(phone, by, (at, certainty));
    }

    /// Quirk: `Unhold` is also sent before a blind transfer of a caller who was never held.
    pub(super) fn held(&mut self, frame: &Frame, at: Timestamp, hold: bool) {
        let Some(phone) = frame.known("Uniqueid") else { return };
        let Some(talk) = self.floor.conversations.get_mut(phone) else { return };
        if talk.is_held == hold {
            return;
        }
        talk.is_held = hold;
        let (contact, agent) = (talk.contact.clone(), talk.agent.clone());
        let name = agent.clone();
        let event: Said = if hold {
            Event::ContactHeld { contact, agent }
        } else {
            Event::ContactResumed { contact, agent }
        };
        self.say(at, event);
        self.refresh(&name, at, Certainty::Reported);
    }

    pub(super) fn blind_transfer(&mut self, frame: &Frame, at: Timestamp) {
        if frame.get("Result") != Some("Success") {
            return;
        }
        let by = frame.known("TransfererUniqueid");
        let moved = frame.known("TransfereeUniqueid");
        let Some(phone) = self.talk_of([by, moved]) else { return };
        let target = frame.known("Extension").map(str::to_owned);
        self.transferred(&phone, TransferKind::Blind, target, (at, Certainty::Reported));
    }

    pub(super) fn attended_transfer(&mut self, frame: &Frame, at: Timestamp) {
        if frame.get("Result") != Some("Success") {
            return;
        }
        let parties = [
            frame.known("OrigTransfererUniqueid"),
            frame.known("SecondTransfererUniqueid"),
            frame.known("TransfereeUniqueid"),
        ];
        let Some(phone) = self.talk_of(parties) else { return };
        self.transferred(&phone, TransferKind::Attended, None, (at, Certainty::Reported));
    }

    /// The queue's conversation in which one of these channels takes part.
    fn talk_of<const N: usize>(&self, parties: [Option<&str>; N]) -> Option<String> {
        let talks = &self.floor.conversations;
        parties.into_iter().flatten().find_map(|party| {
            let found = talks.get_key_value(party);
            let found = found.or_else(|| talks.iter().find(|(_, talk)| talk.caller == party));
            found.map(|(phone, _)| phone.clone())
        })
    }

    fn transferred(
        &mut self,
        phone: &str,
        transfer: TransferKind,
        target: Option<String>,
        when: (Timestamp, Certainty),
    ) {
        let Some(talk) = self.floor.conversations.get(phone) else { return };
        let (contact, agent) = (talk.contact.clone(), talk.agent.clone());
        let to_queue = target.filter(|name| self.queues.contains(name));
        let event =
            Event::ContactTransferred { contact, agent, transfer, to_queue, to_agent: None };
        self.say_as(when.0, when.1, event);
        self.release(phone, EndedBy::Agent, when);
    }

    fn remember_done(&mut self, phone: &str) {
        self.floor.done.insert(phone.to_owned());
        if self.floor.done.len() > DONE_KEPT {
            self.floor.done.pop_first();
        }
    }
}
