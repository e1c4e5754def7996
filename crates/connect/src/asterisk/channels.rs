//! Channels and the contacts they belong to: arrival, IVR, end.
//!
//! Room:  connect, `asterisk`; part of the translator.
//! Holds: a contact ends when its last channel is gone and its last conversation is told ended.
//! Proof: tests/it/traps.rs; the captures.

use super::floor::{Channel, Deadline, interface_of};
use super::frame::Frame;
use super::translator::Translator;
use domain::Timestamp;
use domain::state::{Certainty, Direction, EndedBy};
use journal::{AnomalyKind, Event};

/// Contacts open at a time in one PBX.
const CONTACTS_LIMIT: usize = 100_000;

impl Translator {
    pub(super) fn channel_began(&mut self, frame: &Frame, at: Timestamp) {
        let Some(uid) = frame.known("Uniqueid") else { return };
        if self.floor.channels.contains_key(uid) {
            return;
        }
        let is_initiator = frame.known("Linkedid").is_none_or(|linked| linked == uid);
        let certainty = if is_initiator { Certainty::Reported } else { Certainty::Inferred };
        self.adopt(frame, uid, at, certainty);
    }

    /// Takes a channel into the floor, and its contact if it is new.
    pub(super) fn adopt(
        &mut self,
        frame: &Frame,
        uid: &str,
        at: Timestamp,
        certainty: Certainty,
    ) -> String {
        if let Some(channel) = self.floor.channels.get(uid) {
            return channel.contact.clone();
        }
        let contact = frame.known("Linkedid").unwrap_or(uid).to_owned();
        let interface = interface_of(frame.get("Channel").unwrap_or_default()).to_owned();
        let is_initiator = contact == uid;
        if !self.floor.contacts.contains_key(&contact) {
            self.make_room(at);
            self.contact_arrived(frame, &contact, at, certainty);
        }
        self.floor.contacts.entry(contact.clone()).or_default().channels.insert(uid.to_owned());
        let channel = Channel {
            contact: contact.clone(),
            name: frame.get("Channel").unwrap_or_default().to_owned(),
            interface,
            is_initiator,
            ..Channel::default()
        };
        self.floor.channels.insert(uid.to_owned(), channel);
        contact
    }

    /// A PBX that never hangs up does not fill our memory: the contact that began first is given
    /// up, and that is shown.
    fn make_room(&mut self, at: Timestamp) {
        if self.floor.contacts.len() < CONTACTS_LIMIT {
            return;
        }
        let Some((contact, state)) = self.floor.contacts.pop_first() else { return };
        for uid in state.channels {
            self.floor.channels.remove(&uid);
            self.floor.entries.remove(&uid);
        }
        self.anomaly(at, AnomalyKind::Stale, Some(contact.clone()), None);
        self.infer(at, Event::ContactEnded { contact, by: EndedBy::Unknown });
    }

    fn contact_arrived(
        &mut self,
        frame: &Frame,
        contact: &str,
        at: Timestamp,
        certainty: Certainty,
    ) {
        let interface = interface_of(frame.get("Channel").unwrap_or_default());
        let is_ours = self.floor.is_agent(interface) || interface.starts_with("Local/");
        let direction = if is_ours { Direction::Outbound } else { Direction::Inbound };
        let inbound = |value: Option<&str>| value.filter(|_| !is_ours).map(str::to_owned);
        let event = Event::ContactArrived {
            contact: contact.to_owned(),
            channel: domain::state::Channel::Voice,
            direction,
            did: inbound(frame.known("Exten").filter(|exten| *exten != "s")),
            customer: inbound(frame.known("CallerIDNum")),
            external: Some(contact.to_owned()),
        };
        self.say_as(at, certainty, event);
    }

    pub(super) fn hangup_asked(&mut self, frame: &Frame, by_party: bool) {
        let Some(channel) = frame.get("Uniqueid").and_then(|u| self.floor.channels.get_mut(u))
        else {
            return;
        };
        channel.is_hanging = true;
        let is_agent = self.floor.agents.contains_key(&channel.interface);
        let by = match (by_party, is_agent) {
            (true, true) => EndedBy::Agent,
            (true, false) => EndedBy::Customer,
            (false, _) => EndedBy::System,
        };
        if let Some(contact) = self.floor.contacts.get_mut(&channel.contact) {
            contact.ended_by.get_or_insert(by);
        }
    }

    pub(super) fn channel_ended(&mut self, frame: &Frame, at: Timestamp) {
        let Some(uid) = frame.known("Uniqueid") else { return };
        self.remove_channel(uid, at);
    }

    pub(super) fn remove_channel(&mut self, uid: &str, at: Timestamp) {
        if let Some(snapshot) = &mut self.resync {
            snapshot.forget(uid);
        }
        let Some(channel) = self.floor.channels.remove(uid) else { return };
        self.left_by_hangup(uid, at);
        self.offer_gone(uid, at);
        if let Some(talk) = self.floor.conversations.get_mut(uid) {
            talk.gone_at = Some(at);
            if talk.queue.is_some() {
                let deadline = Deadline::ConversationGone(uid.to_owned());
                self.set_deadline(at.plus(super::translator::PATIENCE), deadline);
            } else {
                self.conversation_gone(uid);
            }
        }
        let Some(contact) = self.floor.contacts.get_mut(&channel.contact) else { return };
        contact.channels.remove(uid);
        if contact.channels.is_empty() {
            contact.ending = Some(at);
            self.end_if_over(&channel.contact, at);
        }
    }

    /// Ends the contact if nothing of it is left.
    pub(super) fn end_if_over(&mut self, name: &str, at: Timestamp) {
        let Some(contact) = self.floor.contacts.get(name) else { return };
        let Some(ending) = contact.ending else { return };
        if contact.conversations > 0 || !contact.channels.is_empty() {
            return;
        }
        let by = contact.ended_by.unwrap_or(EndedBy::Unknown);
        // Without a key nobody saw it leave the node: it ended there.
        if contact.key.is_some() {
            self.leave_node(name, ending);
        }
        self.floor.contacts.remove(name);
        let end = ending.max(at);
        self.say(end, Event::ContactEnded { contact: name.to_owned(), by });
    }

    pub(super) fn enter_node(&mut self, contact: &str, node: &str, at: Timestamp) {
        self.leave_node(contact, at);
        let Some(state) = self.floor.contacts.get_mut(contact) else { return };
        state.node = Some(node.to_owned());
        state.key = None;
        let event = Event::IvrEntered { contact: contact.to_owned(), node: node.to_owned() };
        self.say(at, event);
    }

    pub(super) fn leave_node(&mut self, contact: &str, at: Timestamp) {
        let Some(state) = self.floor.contacts.get_mut(contact) else { return };
        let Some(node) = state.node.take() else { return };
        let key = state.key.take();
        self.say(at, Event::IvrLeft { contact: contact.to_owned(), node, key });
    }

    /// Quirk: `DTMFEnd` is also sent for digits that the PBX sends, and for those it feeds into a
    /// transfer on the agent's channel.
    pub(super) fn key_pressed(&mut self, frame: &Frame) {
        if frame.get("Direction") != Some("Received") {
            return;
        }
        let channel = frame.get("Uniqueid").and_then(|uid| self.floor.channels.get(uid));
        let Some(channel) = channel else { return };
        if self.floor.is_agent(&channel.interface) {
            return;
        }
        let key = frame.get("Digit").and_then(|digit| digit.chars().next());
        if let Some(contact) = self.floor.contacts.get_mut(&channel.contact)
            && contact.node.is_some()
        {
            contact.key = key;
        }
    }

    pub(super) fn dialplan_went_on(&mut self, frame: &Frame, at: Timestamp) {
        let Some(uid) = frame.known("Uniqueid") else { return };
        // The exten `h` runs when the channel is being cleared away.
        if frame.get("Extension") == Some("h") || frame.get("Exten") == Some("h") {
            self.left_by_hangup(uid, at);
        } else {
            self.left_and_went_on(uid);
        }
        let Some(channel) = self.floor.channels.get_mut(uid) else { return };
        if frame.get("Application") == Some("Queue") {
            let data = frame.get("AppData").unwrap_or_default();
            channel.queue_app = data.split(',').next().map(str::to_owned);
            channel.refused = false;
        }
        let context = frame.get("Context").unwrap_or_default();
        if self.names_nodes || !self.rules.is_ivr(context) {
            return;
        }
        let contact = channel.contact.clone();
        let exten = frame.get("Extension").unwrap_or("s");
        // Extensions of one character are keys and Asterisk's own (`i`, `t`), not nodes.
        let node = if exten.chars().count() > 1 { exten } else { context };
        let current = self.floor.contacts.get(&contact).and_then(|c| c.node.as_deref());
        if current != Some(node) {
            self.enter_node(&contact, node, at);
        }
    }

    /// Quirk: `IvrNode`, `IvrExit`, `QueueExit`, `CallbackRequested` are user events which the
    /// dialplan of our test bed sends; other dialplans need not.
    pub(super) fn user_event(&mut self, frame: &Frame, at: Timestamp) {
        let Some(uid) = frame.known("Uniqueid") else { return };
        let kind = frame.get("UserEvent").unwrap_or_default();
        if kind == "QueueExit" {
            return self.queue_status(frame, frame.get("Status").unwrap_or_default(), at);
        }
        self.left_and_went_on(uid);
        let contact = self.adopt(frame, uid, at, Certainty::Inferred);
        match kind {
            "IvrNode" => {
                if let Some(node) = frame.known("Node") {
                    self.names_nodes = true;
                    self.enter_node(&contact, node, at);
                }
            }
            // Who hangs up ends in the node; the end is told by itself.
            "IvrExit" if frame.get("Reason") == Some("hangup") => {}
            "IvrExit" => self.leave_node(&contact, at),
            "CallbackRequested" => self.callback_accepted(&contact, frame, at),
            _ => {}
        }
    }
}
