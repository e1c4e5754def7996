//! The floor read anew after a loss, and compared with what we knew.
//!
//! Room:  connect, `asterisk`; part of the translator.
//! Takes: the lists of `QueueStatus`, `CoreShowChannels` and `Status`.
//! Holds: what the lists show and we did not know begins inferred; what we knew and they do not
//!        show ends inferred. Live events between the lists are applied as ever: listed twice is
//!        harmless.
//! Proof: the session tests against a stand-in; the real Asterisk.

use super::floor::Conversation;
use super::frame::Frame;
use super::translator::Translator;
use domain::state::{Certainty, DivertReason, EndedBy};
use domain::{Duration, Timestamp};
use journal::{Event, Observation};
use std::collections::{BTreeMap, BTreeSet};

/// What the lists have shown so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Snapshot {
    pub(super) members: BTreeSet<(String, String)>,
    channels: BTreeMap<String, Seen>,
    /// Caller's channel to queue and seconds waited.
    entries: BTreeMap<String, (String, i64)>,
}

#[derive(Clone, Debug, Default)]
struct Seen {
    bridge: Option<String>,
    queue: Option<String>,
}

impl Translator {
    /// The lists that follow are a complete picture.
    pub fn begin_resync(&mut self) {
        self.resync = Some(Snapshot::default());
    }

    pub(super) fn entry_listed(&mut self, frame: &Frame) {
        let (Some(uid), Some(queue)) = (frame.known("Uniqueid"), frame.known("Queue")) else {
            return;
        };
        let waited = frame.get("Wait").and_then(|s| s.parse().ok()).unwrap_or(0);
        if let Some(snapshot) = &mut self.resync {
            snapshot.entries.insert(uid.to_owned(), (queue.to_owned(), waited));
        }
    }

    pub(super) fn channel_listed(&mut self, frame: &Frame, at: Timestamp) {
        let Some(uid) = frame.known("Uniqueid") else { return };
        if self.resync.is_none() {
            return;
        }
        self.adopt(frame, uid, at, Certainty::Inferred);
        let Some(snapshot) = &mut self.resync else { return };
        let seen = snapshot.channels.entry(uid.to_owned()).or_default();
        if let Some(bridge) = frame.known("BridgeId").or_else(|| frame.known("BridgeID")) {
            seen.bridge = Some(bridge.to_owned());
        }
        if frame.get("Application") == Some("Queue") {
            let data = frame.known("ApplicationData").or_else(|| frame.known("Data"));
            seen.queue = data.and_then(|data| data.split(',').next()).map(str::to_owned);
        }
    }

    /// The lists are complete: says what differs from what we knew.
    pub fn end_resync(&mut self, at: Timestamp, out: &mut Vec<Observation>) {
        let Some(snapshot) = self.resync.take() else { return };
        self.drop_unlisted_members(&snapshot, at);
        self.drop_unlisted_talks(&snapshot, at);
        self.infer_talks(&snapshot, at);
        self.compare_entries(&snapshot, at);
        self.drop_unlisted_channels(&snapshot, at);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let agents = self.floor.agents.values().filter(|agent| agent.is_signed_in).count();
        let contacts = count(self.floor.contacts.len());
        self.say(at, Event::SourceResynced { contacts, agents: count(agents) });
        self.flush(out);
    }

    fn drop_unlisted_members(&mut self, snapshot: &Snapshot, at: Timestamp) {
        let gone: Vec<(String, String)> = self
            .floor
            .agents
            .iter()
            .flat_map(|(name, agent)| agent.members.keys().map(move |q| (q.clone(), name.clone())))
            .filter(|member| !snapshot.members.contains(member))
            .collect();
        for (queue, agent) in gone {
            self.remove_member(&queue, &agent, at, Certainty::Inferred);
        }
    }

    fn drop_unlisted_talks(&mut self, snapshot: &Snapshot, at: Timestamp) {
        let gone = |phone: &&String| !snapshot.channels.contains_key(*phone);
        let phones: Vec<String> = self.floor.conversations.keys().filter(gone).cloned().collect();
        for phone in phones {
            self.release(&phone, EndedBy::Unknown, (at, Certainty::Inferred));
        }
        let rings: Vec<String> = self.floor.offers.keys().filter(gone).cloned().collect();
        for phone in rings {
            self.offer_gone(&phone, at);
        }
    }

    /// An agent's channel and a caller's channel in one bridge are a conversation.
    fn infer_talks(&mut self, snapshot: &Snapshot, at: Timestamp) {
        for (phone, seen) in &snapshot.channels {
            let Some(channel) = self.floor.channels.get(phone) else { continue };
            let agent = channel.interface.clone();
            let is_known = self.floor.conversations.contains_key(phone);
            let Some(bridge) = seen.bridge.as_ref().filter(|_| !is_known) else { continue };
            if !self.floor.is_agent(&agent) {
                continue;
            }
            let other = snapshot.channels.iter().find(|(uid, other)| {
                *uid != phone && other.bridge.as_ref() == Some(bridge) && other.queue.is_some()
            });
            let Some((caller, other)) = other else { continue };
            let Some(contact) = self.floor.channels.get(caller).map(|c| c.contact.clone()) else {
                continue;
            };
            self.infer_talk(phone, (caller, &contact), (&agent, other.queue.as_deref()), at);
        }
    }

    fn infer_talk(
        &mut self,
        phone: &str,
        (caller, contact): (&str, &str),
        (agent, queue): (&str, Option<&str>),
        at: Timestamp,
    ) {
        self.floor.offers.remove(phone);
        if let Some(state) = self.floor.agents.get_mut(agent) {
            state.offers.remove(phone);
        }
        if self.floor.entries.remove(caller).is_none()
            && let Some(queue) = queue
        {
            let (contact, queue) = (contact.to_owned(), queue.to_owned());
            self.infer(at, Event::ContactQueued { contact, queue, priority: 0 });
        }
        let talk = Conversation {
            contact: contact.to_owned(),
            caller: caller.to_owned(),
            queue: queue.map(str::to_owned),
            agent: agent.to_owned(),
            is_held: false,
            gone_at: None,
        };
        self.begin_talk(phone, talk, at, Certainty::Inferred);
    }

    fn compare_entries(&mut self, snapshot: &Snapshot, at: Timestamp) {
        let moved: Vec<String> = self
            .floor
            .entries
            .iter()
            .filter(|(uid, entry)| {
                let listed = snapshot.entries.get(*uid).map(|(queue, _)| queue);
                snapshot.channels.contains_key(*uid) && listed != Some(&entry.queue)
            })
            .map(|(uid, _)| uid.clone())
            .collect();
        for uid in moved {
            if let Some(entry) = self.floor.entries.remove(&uid) {
                let reason = DivertReason::Overflow;
                let (contact, queue) = (entry.contact, entry.queue);
                self.infer(at, Event::ContactDiverted { contact, queue, reason });
            }
        }
        for (uid, (queue, waited)) in &snapshot.entries {
            let contact = self.floor.channels.get(uid).map(|channel| channel.contact.clone());
            if let Some(contact) = contact.filter(|_| !self.floor.entries.contains_key(uid)) {
                let joined_at = at.before(Duration::from_secs(*waited));
                self.enter(uid, &contact, queue, (joined_at, Certainty::Inferred));
            }
        }
    }

    /// What is gone ended while we did not listen, and nobody can say how.
    fn drop_unlisted_channels(&mut self, snapshot: &Snapshot, at: Timestamp) {
        let gone: Vec<String> = self
            .floor
            .channels
            .keys()
            .filter(|uid| !snapshot.channels.contains_key(*uid))
            .cloned()
            .collect();
        for uid in gone {
            self.floor.entries.remove(&uid);
            if let Some(channel) = self.floor.channels.remove(&uid)
                && let Some(contact) = self.floor.contacts.get_mut(&channel.contact)
            {
                contact.channels.remove(&uid);
            }
        }
        let over: Vec<String> = self
            .floor
            .contacts
            .iter()
            .filter(|(_, contact)| contact.channels.is_empty())
            .map(|(name, _)| name.clone())
            .collect();
        for contact in over {
            self.floor.contacts.remove(&contact);
            self.infer(at, Event::ContactEnded { contact, by: EndedBy::Unknown });
        }
    }
}
