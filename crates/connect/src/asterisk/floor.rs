//! What one PBX has told us and is not over: channels, contacts, waits, offers, talks, members.
//!
//! Room:  connect, `asterisk`; the translator's memory.
//! Holds: every collection is emptied by the events that end its entries, and by deadlines.
//! Proof: tests/it/traps.rs.

use super::rules::PauseMeaning;
use super::translator::{InTalk, Resume, Waiting};
use domain::Timestamp;
use domain::state::{AgentState, EndedBy};
use std::collections::{BTreeMap, BTreeSet};

/// One leg of a call.
#[derive(Clone, Debug, Default)]
pub(super) struct Channel {
    pub(super) contact: String,
    /// As the PBX names it, e.g. `PJSIP/a1001-00000055`.
    pub(super) name: String,
    /// The technology and peer, e.g. `PJSIP/a1001`.
    pub(super) interface: String,
    pub(super) is_initiator: bool,
    /// A hangup was asked for: what follows is clearing away.
    pub(super) is_hanging: bool,
    /// The queue named by the last `Queue()` application.
    pub(super) queue_app: Option<String>,
    /// The queue of a refusal already reported, so that the user event does not repeat it.
    pub(super) refused: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Contact {
    pub(super) channels: BTreeSet<String>,
    pub(super) conversations: u32,
    pub(super) node: Option<String>,
    /// The last key pressed since the node was entered.
    pub(super) key: Option<char>,
    pub(super) ended_by: Option<EndedBy>,
    /// All channels are gone, but a conversation's end has not been told yet.
    pub(super) ending: Option<Timestamp>,
}

/// A caller in a queue, by the caller's channel.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) contact: String,
    pub(super) queue: String,
    pub(super) since: Timestamp,
    pub(super) left: Option<Left>,
}

/// The caller left the line; how is told by what comes next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Left {
    pub(super) at: Timestamp,
    /// `QueueCallerAbandon` came: also sent for timeouts, empty queues and redirects.
    pub(super) abandoned: bool,
}

/// An agent's phone that rings, by the phone's channel.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub(super) contact: String,
    pub(super) caller: String,
    /// `None`: dialled directly.
    pub(super) queue: Option<String>,
    pub(super) agent: String,
    /// The dial ended as busy or unanswered; the queue's own word follows.
    pub(super) is_refused: bool,
}

/// Somebody talks to an agent, by the agent's channel: the caller's channel may talk to the same
/// agent twice (NOTES: two conversations share caller, queue and interface).
#[derive(Clone, Debug)]
pub(super) struct Conversation {
    pub(super) contact: String,
    pub(super) caller: String,
    pub(super) queue: Option<String>,
    pub(super) agent: String,
    pub(super) is_held: bool,
    pub(super) gone_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Member {
    pub(super) paused: Option<PauseMeaning>,
    pub(super) penalty: i32,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Agent {
    pub(super) name: String,
    pub(super) is_registered: bool,
    pub(super) members: BTreeMap<String, Member>,
    pub(super) offers: BTreeSet<String>,
    pub(super) conversations: BTreeSet<String>,
    pub(super) wrap_up: Option<(Timestamp, String)>,
    /// The PBX cannot reach the phone.
    pub(super) is_unreachable: bool,
    pub(super) is_signed_in: bool,
    pub(super) state: AgentState,
    /// When the last change of the state occurred.
    pub(super) since: Timestamp,
}

/// What must be decided when nothing more is heard.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deadline {
    LeftQueue(String),
    ConversationGone(String),
    WrapUp(String),
}

#[derive(Clone, Debug, Default)]
pub(super) struct Floor {
    pub(super) channels: BTreeMap<String, Channel>,
    pub(super) contacts: BTreeMap<String, Contact>,
    pub(super) entries: BTreeMap<String, Entry>,
    pub(super) offers: BTreeMap<String, Offer>,
    pub(super) conversations: BTreeMap<String, Conversation>,
    pub(super) agents: BTreeMap<String, Agent>,
    pub(super) deadlines: BTreeSet<(Timestamp, Deadline)>,
    /// Conversations whose end we reported, for events about them that come late.
    pub(super) done: BTreeSet<String>,
}

impl Agent {
    /// What the agent does, from what we know.
    pub(super) fn derived_state(&self, held: bool) -> AgentState {
        if !self.conversations.is_empty() {
            return if held { AgentState::Holding } else { AgentState::Talking };
        }
        if !self.offers.is_empty() {
            return AgentState::Ringing;
        }
        if self.wrap_up.is_some() {
            return AgentState::AfterContactWork;
        }
        if self.members.is_empty() {
            return AgentState::SignedOut;
        }
        // Paused in every queue: not ready. Paused in some: still served by the others.
        let mut pauses = self.members.values().map(|member| member.paused);
        if let Some(Some(first)) = pauses.next()
            && pauses.all(|paused| paused.is_some())
        {
            return first.state();
        }
        if self.is_unreachable {
            return AgentState::NotReady(domain::state::NotReadyReason::SystemFault);
        }
        AgentState::Available
    }
}

impl Floor {
    /// What was open when the journal was last written. Channels are not known any more: a wait
    /// stands under the contact's name, rings and talks under a name of contact and agent.
    pub(super) fn resumed(resume: &Resume) -> Self {
        let mut floor = Self::default();
        for contact in &resume.contacts {
            floor.contacts.entry(contact.clone()).or_default();
        }
        for (name, known) in &resume.agents {
            let member = |(queue, (penalty, paused)): (&String, &(i32, Option<_>))| {
                let paused = paused.map(PauseMeaning::NotReady);
                (queue.clone(), Member { paused, penalty: *penalty })
            };
            let agent = floor.agents.entry(name.clone()).or_default();
            agent.members = known.members.iter().map(member).collect();
            (agent.is_signed_in, agent.state, agent.since) = (true, known.state, known.since);
        }
        for Waiting { contact, queue, since } in resume.waits.iter().cloned() {
            let entry = Entry { contact: contact.clone(), queue, since, left: None };
            floor.entries.insert(contact, entry);
        }
        for talk in &resume.talks {
            floor.resume_talk(talk);
        }
        floor
    }

    fn resume_talk(&mut self, talk: &InTalk) {
        let InTalk { contact, agent, queue, is_ringing, is_held } = talk.clone();
        let place = super::translator::resumed(&contact, &agent);
        let state = self.agents.entry(agent.clone()).or_default();
        let caller = contact.clone();
        if is_ringing {
            state.offers.insert(place.clone());
            let offer = Offer { contact, caller, queue, agent, is_refused: false };
            self.offers.insert(place, offer);
            return;
        }
        state.conversations.insert(place.clone());
        self.contacts.entry(contact.clone()).or_default().conversations += 1;
        let talk = Conversation { contact, caller, queue, agent, is_held, gone_at: None };
        self.conversations.insert(place, talk);
    }

    /// The agent of a channel's interface, if it is one.
    pub(super) fn is_agent(&self, interface: &str) -> bool {
        self.agents.contains_key(interface)
    }
}

/// `PJSIP/a1001-00000055` without its running number: `PJSIP/a1001`.
pub(super) fn interface_of(channel: &str) -> &str {
    let end = channel.rfind('-').unwrap_or(channel.len());
    channel.get(..end).unwrap_or(channel)
}
