//! The floor read anew after a loss, and compared with what we knew.
//!
//! Room:  connect, `asterisk`; part of the translator.
//! Takes: the lists of `QueueStatus` and `CoreShowChannels`, in `snapshot`.
//! Holds: what the lists show and we did not know begins inferred; what we knew and they do not
//!        show ends inferred. A time that the PBX tells (wait, age of a channel, last pause) is
//!        taken; what is not told is put where no wait and no talk looks shorter than it was.
//!        Nothing is put before the loss or before what was said of the same agent.
//! Proof: `tests/it/session.rs` with a stand-in; `server/tests/it/asterisk_real.rs`.

use super::floor::{Conversation, Entry, Offer};
use super::frame::Frame;
use super::snapshot::{InLine, Snapshot};
use super::translator::Translator;
use domain::state::{Certainty, DivertReason, EndedBy};
use domain::{Duration, Timestamp};
use journal::{Event, Observation};
use std::collections::BTreeMap;

/// `Wait` is in whole seconds: a caller who stands there this much shorter has come anew.
const WAIT_TOLERANCE: Duration = Duration::from_secs(2);
/// The phone has its caller on hold; it is in use and has not.
const ON_HOLD: u32 = 8;
const IN_USE: u32 = 2;
/// The channel technology whose phones show that they hold.
const SHOWS_HOLD: &str = "SIP/";

/// A conversation that the lists show and we did not know.
struct Talk<'a> {
    phone: &'a str,
    caller: &'a str,
    contact: String,
    agent: String,
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
        let line = InLine { queue: queue.to_owned(), waited: Duration::from_secs(waited) };
        if let Some(snapshot) = &mut self.resync
            && !snapshot.touched.contains(uid)
        {
            snapshot.lines.insert(uid.to_owned(), line);
        }
    }

    pub(super) fn channel_listed(&mut self, frame: &Frame) {
        if let (Some(snapshot), Some(uid)) = (&mut self.resync, frame.known("Uniqueid")) {
            snapshot.see(frame, uid);
        }
    }

    /// The lists are complete: says what differs from what we knew.
    pub fn end_resync(&mut self, at: Timestamp, out: &mut Vec<Observation>) {
        let Some(snapshot) = self.resync.take() else { return };
        let at = self.source_time(at);
        self.drop_unlisted_members(&snapshot, at);
        self.adopt_listed(&snapshot, at);
        self.recognise(&snapshot);
        let ended = self.drop_unlisted_talks(&snapshot, at);
        self.leave_lines(&snapshot, at);
        self.infer_talks(&snapshot, &ended, at);
        self.enter_lines(&snapshot, at);
        self.infer_rings(&snapshot, at);
        self.compare_phones(&snapshot, at);
        self.drop_unlisted_channels(&snapshot, at);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let agents = self.floor.agents.values().filter(|agent| agent.is_signed_in).count();
        let contacts = count(self.floor.contacts.len());
        self.say(at, Event::SourceResynced { contacts, agents: count(agents) });
        self.flush(out);
    }

    /// When something that the PBX dates happened: not before the loss, not after now.
    pub(super) fn in_gap(&self, told: Timestamp, now: Timestamp) -> Timestamp {
        told.max(self.gap_from.unwrap_or(Timestamp::MIN)).min(now)
    }

    fn began(&self, snapshot: &Snapshot, uid: &str, at: Timestamp) -> Timestamp {
        let age = snapshot.channels.get(uid).map_or(Duration::ZERO, |seen| seen.age);
        self.in_gap(at.before(age), at)
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

    /// Who began a call is adopted before who was called: the call comes from there.
    fn adopt_listed(&mut self, snapshot: &Snapshot, at: Timestamp) {
        let (first, others): (Vec<_>, Vec<_>) =
            snapshot.channels.iter().partition(|(_, seen)| seen.is_initiator);
        for (uid, seen) in first.into_iter().chain(others) {
            self.adopt(&seen.frame, uid, at.before(seen.age), Certainty::Inferred);
        }
    }

    /// What a restart left us of waits, rings and talks is known by contact and agent; here it
    /// gets its channel.
    fn recognise(&mut self, snapshot: &Snapshot) {
        for (uid, line) in &snapshot.lines {
            let Some(contact) = self.contact_of(uid).filter(|contact| contact != uid) else {
                continue;
            };
            let is_it = |entry: &&mut Entry| entry.queue == line.queue && entry.contact == contact;
            if !self.floor.entries.contains_key(uid)
                && self.floor.entries.get_mut(&contact).filter(is_it).is_some()
                && let Some(entry) = self.floor.entries.remove(&contact)
            {
                self.floor.entries.insert(uid.clone(), entry);
            }
        }
        for (phone, seen) in &snapshot.channels {
            let Some(contact) = self.contact_of(phone) else { continue };
            let name = super::translator::resumed(&contact, &seen.interface);
            if seen.is_ringing {
                self.rename_offer(&name, phone);
            } else if let Some(caller) = snapshot.partner(phone, |name| self.floor.is_agent(name)) {
                self.rename_talk(&name, phone, caller);
            }
        }
    }

    fn rename_offer(&mut self, name: &str, phone: &str) {
        let Some(offer) = self.floor.offers.remove(name) else { return };
        if let Some(agent) = self.floor.agents.get_mut(&offer.agent) {
            agent.offers.remove(name);
            agent.offers.insert(phone.to_owned());
        }
        self.floor.offers.insert(phone.to_owned(), offer);
    }

    fn rename_talk(&mut self, name: &str, phone: &str, caller: &str) {
        let Some(mut talk) = self.floor.conversations.remove(name) else { return };
        caller.clone_into(&mut talk.caller);
        if let Some(agent) = self.floor.agents.get_mut(&talk.agent) {
            agent.conversations.remove(name);
            agent.conversations.insert(phone.to_owned());
        }
        self.floor.conversations.insert(phone.to_owned(), talk);
    }

    fn contact_of(&self, uid: &str) -> Option<String> {
        self.floor.channels.get(uid).map(|channel| channel.contact.clone())
    }

    /// Ends talks and rings whose phone is gone; gives when each contact was let go.
    fn drop_unlisted_talks(
        &mut self,
        snapshot: &Snapshot,
        at: Timestamp,
    ) -> BTreeMap<String, Timestamp> {
        let gone = |phone: &&String| !snapshot.channels.contains_key(*phone);
        let mut ended = BTreeMap::new();
        let phones: Vec<String> = self.floor.conversations.keys().filter(gone).cloned().collect();
        for phone in phones {
            let Some(talk) = self.floor.conversations.get(&phone) else { continue };
            let (contact, agent) = (talk.contact.clone(), talk.agent.clone());
            let until = self.over_by(snapshot, (&contact, &agent), at);
            self.release(&phone, EndedBy::Unknown, (until, Certainty::Inferred));
            ended.insert(contact, until);
        }
        let rings: Vec<String> = self.floor.offers.keys().filter(gone).cloned().collect();
        for phone in rings {
            let agent = self.floor.offers.get(&phone).map(|offer| offer.agent.clone());
            let (no_contact, agent) = (String::new(), agent.unwrap_or_default());
            let until = self.over_by(snapshot, (&no_contact, &agent), at);
            self.offer_gone(&phone, until);
        }
        ended
    }

    /// The latest moment at which a part in a call can have ended: before the agent's phone was
    /// used again, and before the contact stood in a line or rang at a phone again.
    fn over_by(
        &self,
        snapshot: &Snapshot,
        (contact, agent): (&str, &str),
        at: Timestamp,
    ) -> Timestamp {
        let since = self.floor.agents.get(agent).map_or(Timestamp::MIN, |agent| agent.since);
        let phones = snapshot.channels.iter().filter(|(uid, seen)| {
            let is_agent = self.floor.is_agent(&seen.interface);
            let is_contacts = is_agent && self.contact_of(uid).as_deref() == Some(contact);
            (seen.interface == agent || is_contacts)
                && !self.floor.conversations.contains_key(*uid)
                && !self.floor.offers.contains_key(*uid)
        });
        let used = phones.map(|(uid, _)| self.began(snapshot, uid, at));
        let lines = snapshot.lines.iter();
        let lines = lines.filter(|(uid, _)| self.contact_of(uid).as_deref() == Some(contact));
        let stood = lines.map(|(_, line)| self.in_gap(at.before(line.waited), at));
        used.chain(stood).min().unwrap_or(at).max(since).min(at)
    }

    /// Waits that are over although their caller is still there: in another line, anew in the
    /// same, or elsewhere in the dialplan.
    fn leave_lines(&mut self, snapshot: &Snapshot, at: Timestamp) {
        let is_left = |(uid, entry): &(&String, &Entry)| {
            let Some(seen) = snapshot.channels.get(*uid) else { return false };
            let stays = snapshot.lines.get(*uid).is_some_and(|line| {
                line.queue == entry.queue
                    && at.before(line.waited).before(WAIT_TOLERANCE) <= entry.since
            });
            let is_answered = seen.bridge.is_some() && seen.queue.as_ref() == Some(&entry.queue);
            !stays && !is_answered && !snapshot.touched.contains(*uid)
        };
        let left = self.floor.entries.iter().filter(is_left);
        let left: Vec<String> = left.map(|(uid, _)| uid.clone()).collect();
        for uid in left {
            let Some(entry) = self.floor.entries.remove(&uid) else { continue };
            let until = self.over_by(snapshot, (&entry.contact, ""), at).max(entry.since);
            let (contact, queue) = (entry.contact, entry.queue);
            let reason = DivertReason::Overflow;
            self.infer(until, Event::ContactDiverted { contact, queue, reason });
        }
    }

    fn infer_talks(
        &mut self,
        snapshot: &Snapshot,
        ended: &BTreeMap<String, Timestamp>,
        at: Timestamp,
    ) {
        for (phone, seen) in &snapshot.channels {
            let agent = seen.interface.clone();
            if self.floor.conversations.contains_key(phone) || !self.floor.is_agent(&agent) {
                continue;
            }
            let partner = snapshot.partner(phone, |name| self.floor.is_agent(name));
            let Some(caller) = partner else { continue };
            let queue = snapshot.channels.get(caller).and_then(|other| other.queue.clone());
            // Whoever began the call gives it its name.
            let named_by = if seen.is_initiator { phone } else { caller };
            let Some(contact) = self.contact_of(named_by) else { continue };
            let begun = self.began(snapshot, caller, at);
            let begun = ended.get(&contact).map_or(begun, |ended| begun.max(*ended));
            let rang = self.began(snapshot, phone, at);
            let talk = Talk { phone, caller, contact, agent, queue };
            self.infer_talk(talk, (begun, rang), at);
        }
    }

    /// `begun` is the earliest moment at which the caller can have entered the line, `rang` the
    /// earliest at which the phone can have been picked up.
    fn infer_talk(&mut self, talk: Talk<'_>, (begun, rang): (Timestamp, Timestamp), at: Timestamp) {
        let Talk { phone, caller, contact, agent, queue } = talk;
        let since = self.floor.agents.get(&agent).map_or(Timestamp::MIN, |agent| agent.since);
        let mut answered = rang.max(begun).max(since);
        self.floor.offers.remove(phone);
        if let Some(state) = self.floor.agents.get_mut(&agent) {
            state.offers.remove(phone);
        }
        match (self.floor.entries.remove(caller), &queue) {
            (Some(entry), _) => answered = answered.max(entry.since),
            (None, Some(queue)) => {
                let (contact, queue) = (contact.clone(), queue.clone());
                self.infer(begun, Event::ContactQueued { contact, queue, priority: 0 });
            }
            (None, None) => {}
        }
        let caller = caller.to_owned();
        let talk = Conversation { contact, caller, queue, agent, is_held: false, gone_at: None };
        self.begin_talk(phone, talk, answered.min(at), Certainty::Inferred);
    }

    fn enter_lines(&mut self, snapshot: &Snapshot, at: Timestamp) {
        for (uid, InLine { queue, waited }) in &snapshot.lines {
            let is_known = self.floor.entries.contains_key(uid);
            let Some(contact) = self.contact_of(uid).filter(|_| !is_known) else { continue };
            let talks = self.floor.conversations.values().any(|talk| talk.caller == *uid);
            if !talks {
                let joined_at = at.before(*waited);
                self.enter(uid, &contact, queue, (joined_at, Certainty::Inferred));
            }
        }
    }

    /// A phone that rings for somebody who waits.
    fn infer_rings(&mut self, snapshot: &Snapshot, at: Timestamp) {
        for (phone, seen) in &snapshot.channels {
            let is_new =
                seen.is_ringing && !seen.is_initiator && self.floor.is_agent(&seen.interface);
            let Some(contact) = self.contact_of(phone).filter(|_| is_new) else { continue };
            let mut waits = self.floor.entries.iter();
            let Some((caller, entry)) = waits.find(|(_, entry)| entry.contact == contact) else {
                continue;
            };
            let (caller, queue) = (caller.clone(), Some(entry.queue.clone()));
            let agent = seen.interface.clone();
            let since = self.floor.agents.get(&agent).map_or(Timestamp::MIN, |agent| agent.since);
            let rang = self.began(snapshot, phone, at).max(entry.since).max(since).min(at);
            let offer = Offer { contact, caller, queue, agent, is_refused: false };
            self.offer(phone, offer, (rang, Certainty::Inferred));
        }
    }

    /// Holds and pauses of which no event told. Quirk: a phone of `chan_pjsip` that has put its
    /// caller on hold shows as in use (2), where `device_state_busy_at` is set as busy (3); 8 means
    /// there that the other side holds (16.28). Nothing else that can be asked tells a hold, so it
    /// stays as we knew it. Only `chan_sip` shows it.
    fn compare_phones(&mut self, snapshot: &Snapshot, at: Timestamp) {
        for (name, phone) in &snapshot.phones {
            let talks = self.floor.agents.get(name).map(|agent| &agent.conversations);
            let only = talks.filter(|talks| talks.len() == 1).and_then(|talks| talks.first());
            let talk = only.and_then(|only| self.floor.conversations.get_mut(only));
            if let Some(talk) = talk.filter(|talk| talk.agent.starts_with(SHOWS_HOLD))
                && phone.status == if talk.is_held { IN_USE } else { ON_HOLD }
            {
                talk.is_held = !talk.is_held;
                let (contact, agent) = (talk.contact.clone(), name.clone());
                let event = if talk.is_held {
                    Event::ContactHeld { contact, agent }
                } else {
                    Event::ContactResumed { contact, agent }
                };
                self.infer(at, event);
            }
            let since = self.floor.agents.get(name).map_or(Timestamp::MIN, |agent| agent.since);
            let paused = phone.paused_at.unwrap_or(at);
            self.refresh(name, self.in_gap(paused, at).max(since), Certainty::Inferred);
        }
    }

    /// What is gone ended while we did not listen, and nobody can say how.
    fn drop_unlisted_channels(&mut self, snapshot: &Snapshot, at: Timestamp) {
        let is_gone = |uid: &&String| {
            !snapshot.channels.contains_key(*uid) && !snapshot.touched.contains(*uid)
        };
        let gone: Vec<String> = self.floor.channels.keys().filter(is_gone).cloned().collect();
        for uid in gone {
            let entry = self.floor.entries.remove(&uid);
            let Some(channel) = self.floor.channels.remove(&uid) else { continue };
            let Some(state) = self.floor.contacts.get_mut(&channel.contact) else { continue };
            state.channels.remove(&uid);
            // With the last channel the contact ends, and with it its wait.
            if let Some(Entry { contact, queue, .. }) = entry.filter(|_| !state.channels.is_empty())
            {
                self.infer(at, Event::ContactAbandoned { contact, queue });
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
            self.floor.entries.retain(|_, entry| entry.contact != contact);
            self.infer(at, Event::ContactEnded { contact, by: EndedBy::Unknown });
        }
    }
}
