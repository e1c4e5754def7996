//! Agents, their memberships and what they do.
//!
//! Room:  connect, `asterisk`; part of the translator.
//! Holds: a state is per agent, not per queue: signed in with the first membership, not ready when
//!        paused in all queues, signed out when the last membership and the last talk are over.
//! Proof: `tests/it/traps.rs`.

use super::floor::{Deadline, Member};
use super::frame::Frame;
use super::rules::PauseMeaning;
use super::snapshot::Phone;
use super::translator::Translator;
use domain::Timestamp;
use domain::state::{AgentState, Certainty};
use journal::Event;

/// One membership as a frame tells it.
struct Told<'a> {
    queue: &'a str,
    interface: &'a str,
    name: &'a str,
    seat: &'a str,
    penalty: i32,
    paused: Option<PauseMeaning>,
}

impl Translator {
    /// Quirk: `QueueStatus` answers with events named `QueueMember` whose keys are `Name` and
    /// `Location`; live events say `MemberName` and `Interface`.
    fn told<'a>(&self, frame: &'a Frame) -> Option<Told<'a>> {
        let interface = frame.known("Interface").or_else(|| frame.known("Location"))?;
        let name = frame.known("MemberName").or_else(|| frame.known("Name")).unwrap_or(interface);
        let is_paused = frame.get("Paused") == Some("1");
        // Quirk: on resuming, `PausedReason` is empty and `Reason` holds the text.
        let why = frame.known("PausedReason").or_else(|| frame.known("Reason"));
        Some(Told {
            queue: frame.known("Queue")?,
            interface,
            name,
            seat: frame.known("StateInterface").unwrap_or(interface),
            penalty: frame.get("Penalty").and_then(|p| p.parse().ok()).unwrap_or(0),
            paused: is_paused.then(|| self.rules.pause(why.unwrap_or_default())),
        })
    }

    /// The agent that a frame names, registered if it is new.
    pub(super) fn agent_of(&mut self, frame: &Frame, at: Timestamp) -> String {
        let interface = frame.known("Interface").unwrap_or("unknown").to_owned();
        let name = frame.known("MemberName").unwrap_or(&interface).to_owned();
        self.register(&interface, &name, at);
        interface
    }

    fn register(&mut self, interface: &str, name: &str, at: Timestamp) {
        let agent = self.floor.agents.entry(interface.to_owned()).or_default();
        if agent.is_registered && agent.name == name {
            return;
        }
        agent.is_registered = true;
        name.clone_into(&mut agent.name);
        let (agent, key) = (interface.to_owned(), interface.to_owned());
        self.say(at, Event::AgentRegistered { agent, key, name: name.to_owned(), site: None });
    }

    /// Makes sure that the membership is known, without changing what is known of it.
    fn know(&mut self, told: &Told<'_>, at: Timestamp, certainty: Certainty) {
        self.register(told.interface, told.name, at);
        self.queues.insert(told.queue.to_owned());
        let Some(agent) = self.floor.agents.get_mut(told.interface) else { return };
        if agent.members.contains_key(told.queue) && certainty == Certainty::Inferred {
            return;
        }
        let is_first = !agent.is_signed_in;
        agent.is_signed_in = true;
        if is_first {
            agent.since = at;
        }
        let member = Member { paused: None, penalty: told.penalty };
        agent.members.insert(told.queue.to_owned(), member);
        let (queue, agent) = (told.queue.to_owned(), told.interface.to_owned());
        if is_first {
            let seat = Some(told.seat.to_owned());
            self.say_as(at, certainty, Event::AgentSignedIn { agent: agent.clone(), seat });
        }
        let penalty = told.penalty;
        self.say_as(at, certainty, Event::MemberAdded { queue, agent, penalty });
    }

    pub(super) fn member_added(&mut self, frame: &Frame, at: Timestamp) {
        let Some(told) = self.told(frame) else { return };
        if let Some(snapshot) = &mut self.resync {
            snapshot.members.insert((told.queue.to_owned(), told.interface.to_owned()));
        }
        self.know(&told, at, Certainty::Reported);
        self.pause(&told, at, Certainty::Reported, false);
        self.refresh(told.interface, at, Certainty::Reported);
    }

    pub(super) fn member_removed(&mut self, frame: &Frame, at: Timestamp) {
        let Some(told) = self.told(frame) else { return };
        if let Some(snapshot) = &mut self.resync {
            snapshot.members.remove(&(told.queue.to_owned(), told.interface.to_owned()));
        }
        self.register(told.interface, told.name, at);
        self.remove_member(told.queue, told.interface, at, Certainty::Reported);
    }

    pub(super) fn remove_member(
        &mut self,
        queue: &str,
        agent: &str,
        at: Timestamp,
        certainty: Certainty,
    ) {
        if let Some(state) = self.floor.agents.get_mut(agent) {
            state.members.remove(queue);
        }
        let (queue, name) = (queue.to_owned(), agent.to_owned());
        self.say_as(at, certainty, Event::MemberRemoved { queue, agent: name });
        self.refresh(agent, at, certainty);
    }

    pub(super) fn member_penalty(&mut self, frame: &Frame, at: Timestamp) {
        let Some(told) = self.told(frame) else { return };
        self.know(&told, at, Certainty::Inferred);
        self.set_penalty(&told, at, Certainty::Reported);
        self.refresh(told.interface, at, Certainty::Inferred);
    }

    fn set_penalty(&mut self, told: &Told<'_>, at: Timestamp, certainty: Certainty) {
        let member = self.floor.agents.get_mut(told.interface);
        if let Some(member) = member.and_then(|agent| agent.members.get_mut(told.queue)) {
            member.penalty = told.penalty;
        }
        let (queue, agent) = (told.queue.to_owned(), told.interface.to_owned());
        let penalty = told.penalty;
        self.say_as(at, certainty, Event::MemberPenaltySet { queue, agent, penalty });
    }

    pub(super) fn member_paused(&mut self, frame: &Frame, at: Timestamp) {
        let Some(told) = self.told(frame) else { return };
        self.know(&told, at, Certainty::Inferred);
        self.pause(&told, at, Certainty::Reported, true);
        self.refresh(told.interface, at, Certainty::Reported);
    }

    /// Sets the pause as told; says it if it is a change or an event of its own.
    fn pause(&mut self, told: &Told<'_>, at: Timestamp, certainty: Certainty, is_event: bool) {
        let member = self.floor.agents.get_mut(told.interface);
        let Some(member) = member.and_then(|agent| agent.members.get_mut(told.queue)) else {
            return;
        };
        if member.paused == told.paused && !is_event {
            return;
        }
        member.paused = told.paused;
        let (queue, agent) = (told.queue.to_owned(), told.interface.to_owned());
        let event = match told.paused {
            Some(meaning) => Event::MemberPaused { queue, agent, reason: meaning.reason() },
            None => Event::MemberResumed { queue, agent },
        };
        self.say_as(at, certainty, event);
    }

    /// Quirk: a busy phone shows status 3 where `device_state_busy_at=1`, else 2; 4 and 5 mean
    /// that the PBX cannot reach it.
    pub(super) fn member_status(&mut self, frame: &Frame, at: Timestamp) {
        let Some(told) = self.told(frame) else { return };
        self.know(&told, at, Certainty::Inferred);
        if let Some(agent) = self.floor.agents.get_mut(told.interface) {
            agent.is_unreachable = matches!(frame.get("Status"), Some("4" | "5"));
        }
        self.refresh(told.interface, at, Certainty::Inferred);
    }

    /// A member in an answer to `QueueStatus`: what is not known yet is inferred from it. When the
    /// floor is read anew, what the agent does is decided once the calls are known.
    pub(super) fn member_listed(&mut self, frame: &Frame, at: Timestamp) {
        let Some(told) = self.told(frame) else { return };
        let dated =
            |key: &str| frame.get(key).and_then(|text| text.parse().ok()).filter(|s| *s > 0);
        let added_at = dated("LoginTime").map_or(at, |s| self.in_gap(Timestamp::from_secs(s), at));
        let paused_at = dated("LastPause").filter(|_| told.paused.is_some());
        let paused_at = paused_at.map(Timestamp::from_secs);
        let status = frame.get("Status").and_then(|text| text.parse().ok()).unwrap_or(0);
        if let Some(snapshot) = &mut self.resync {
            snapshot.members.insert((told.queue.to_owned(), told.interface.to_owned()));
            let phone = snapshot.phones.entry(told.interface.to_owned()).or_default();
            *phone = Phone { status, paused_at: phone.paused_at.max(paused_at) };
        }
        self.know(&told, added_at, Certainty::Inferred);
        let member = self.floor.agents.get(told.interface);
        let member = member.and_then(|agent| agent.members.get(told.queue));
        if member.is_some_and(|member| member.penalty != told.penalty) {
            self.set_penalty(&told, at, Certainty::Inferred);
        }
        let paused_at = paused_at.map_or(at, |told| self.in_gap(told, at));
        self.pause(&told, paused_at, Certainty::Inferred, false);
        if let Some(agent) = self.floor.agents.get_mut(told.interface) {
            agent.is_unreachable = matches!(status, 4 | 5);
        }
        if self.resync.is_none() {
            self.refresh(told.interface, at, Certainty::Inferred);
        }
    }

    /// Quirk: wrap-up is not an event; a house that configures it gets an inferred state.
    pub(super) fn begin_wrap_up(&mut self, agent: &str, contact: &str, at: Timestamp) {
        if self.rules.wrap_up <= domain::Duration::ZERO {
            return;
        }
        let until = at.plus(self.rules.wrap_up);
        if let Some(state) = self.floor.agents.get_mut(agent) {
            state.wrap_up = Some((until, contact.to_owned()));
            self.set_deadline(until, Deadline::WrapUp(agent.to_owned()));
        }
    }

    pub(super) fn wrap_up_over(&mut self, agent: &str, at: Timestamp) {
        let Some(state) = self.floor.agents.get_mut(agent) else { return };
        if state.wrap_up.as_ref().is_none_or(|(until, _)| *until != at) {
            return;
        }
        let Some((_, contact)) = state.wrap_up.take() else { return };
        self.infer(at, Event::WrapUpEnded { contact, agent: agent.to_owned(), code: None });
        self.refresh(agent, at, Certainty::Inferred);
    }

    /// Says the agent's state if it has changed.
    pub(super) fn refresh(&mut self, name: &str, at: Timestamp, certainty: Certainty) {
        let Some(agent) = self.floor.agents.get(name) else { return };
        if !agent.is_signed_in {
            return;
        }
        let talks = &self.floor.conversations;
        let is_held = |phone: &String| talks.get(phone).is_some_and(|talk| talk.is_held);
        let state = agent.derived_state(agent.conversations.iter().all(is_held));
        if state == agent.state {
            return;
        }
        // After-contact work by the clock of the queue was never told.
        let is_wrap_up = agent.wrap_up.is_some() && state == AgentState::AfterContactWork;
        let certainty = if is_wrap_up { Certainty::Inferred } else { certainty };
        let Some(agent) = self.floor.agents.get_mut(name) else { return };
        agent.state = state;
        agent.since = at;
        let agent_name = name.to_owned();
        if state == AgentState::SignedOut {
            agent.is_signed_in = false;
            self.say_as(at, certainty, Event::AgentSignedOut { agent: agent_name });
        } else {
            let event = Event::AgentStateChanged { agent: agent_name, state };
            self.say_as(at, certainty, event);
        }
    }
}
