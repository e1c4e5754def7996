//! Names turned into ids: the one place that allocates them.
//!
//! Room:  journal; used where observations enter (server), by imports and by the simulator.
//! Takes: `Observation`s of a source. Gives: our `Event`s, preceded by the `...Registered` events
//!        of names met for the first time.
//! Holds: an id is never given twice; rebuilding from the journal's own events gives the same
//!        registry; a contact is known until its end plus the last `CLOSED_KEPT` ends.
//! Never: sees a storage engine; keeps a customer's number.
//! Proof: tests below.

use crate::carry::CarryOver;
use crate::event::Event;
use crate::naming::{Ids, Names, Rename};
use domain::state::{Certainty, Channel, Direction};
use domain::{
    AgentId, ContactId, DidId, IvrNodeId, QueueId, SeatId, SiteId, SkillId, SourceId, TeamId, Token,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// How many ended contacts stay known by their external name, for late events about them.
const CLOSED_KEPT: usize = 20_000;

/// Words of one kind, each with the number it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Words {
    numbers: BTreeMap<(SourceId, String), u32>,
    next: u32,
}

impl Words {
    /// The number of `word`, and whether it is new.
    fn number(&mut self, source: SourceId, word: &str) -> (u32, bool) {
        if let Some(number) = self.find(source, word) {
            return (number, false);
        }
        let number = self.next;
        self.learn(source, word, number);
        (number, true)
    }

    fn find(&self, source: SourceId, word: &str) -> Option<u32> {
        self.numbers.get(&(source, word.to_owned())).copied()
    }

    fn learn(&mut self, source: SourceId, word: &str, number: u32) {
        self.numbers.insert((source, word.to_owned()), number);
        self.next = self.next.max(number + 1);
    }
}

/// The contacts of all sources that are open, and the last that ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Contacts {
    open: BTreeMap<(SourceId, String), ContactId>,
    words: BTreeMap<ContactId, String>,
    closed: VecDeque<ContactId>,
    next: BTreeMap<SourceId, u64>,
}

impl Contacts {
    fn allocate(&mut self, source: SourceId, word: &str) -> ContactId {
        let next = self.next.entry(source).or_insert(1);
        let contact = ContactId::of(source, *next);
        *next += 1;
        self.learn(source, word, contact);
        contact
    }

    fn learn(&mut self, source: SourceId, word: &str, contact: ContactId) {
        let count = contact.0 & ((1 << 48) - 1);
        let next = self.next.entry(source).or_insert(1);
        *next = (*next).max(count + 1);
        self.open.insert((source, word.to_owned()), contact);
        self.words.insert(contact, word.to_owned());
    }

    fn close(&mut self, contact: ContactId) {
        self.closed.push_back(contact);
        if self.closed.len() > CLOSED_KEPT
            && let Some(oldest) = self.closed.pop_front()
            && let Some(word) = self.words.remove(&oldest)
        {
            let key = (oldest.source(), word);
            // A reused external name may already mean a younger contact.
            if self.open.get(&key) == Some(&oldest) {
                self.open.remove(&key);
            }
        }
    }
}

/// Names and their ids, over all sources. Master data of the centre (sites, teams, skills) is
/// shared by all sources; queues, agents, seats, DIDs and IVR nodes belong to their source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registry {
    sources: Words,
    sites: Words,
    teams: Words,
    skills: Words,
    queues: Words,
    agents: Words,
    seats: Words,
    dids: Words,
    ivr_nodes: Words,
    contacts: Contacts,
}

/// Sites, teams, skills and sources are the house's, not a telephone system's; so are events that
/// the server itself journals.
pub const HOUSE: SourceId = SourceId(0);

/// What people set in the house's settings. The last number that a contact can bear (`ContactId`),
/// so that it is never that of a telephone system.
pub const SETTINGS: SourceId = SourceId(0xFFFF);

/// Whether it is a part of this house that speaks, and no telephone system.
#[must_use]
pub const fn is_ours(source: SourceId) -> bool {
    source.0 == HOUSE.0 || source.0 == SETTINGS.0
}

/// An event with our ids, and what has to be journaled before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// Registrations of names met for the first time, and inferred arrivals, in order.
    pub before: Vec<(Certainty, Event)>,
    pub event: Event,
}

impl Registry {
    /// The id of a source by its name, registering it if it is new.
    pub fn source(&mut self, key: &str, name: &str, connector: &str) -> (SourceId, Option<Event>) {
        self.sources.next = self.sources.next.max(HOUSE.0 + 1);
        let (number, is_new) = self.sources.number(HOUSE, key);
        let source = SourceId(number);
        let registered = is_new.then(|| Event::SourceRegistered {
            source,
            key: key.to_owned(),
            name: name.to_owned(),
            connector: connector.to_owned(),
        });
        (source, registered)
    }

    /// Turns what `source` says into our words. `token` makes the keyed stand-in of a customer's
    /// number.
    pub fn resolve(
        &mut self,
        source: SourceId,
        event: Event<Names>,
        token: &mut dyn FnMut(&str) -> Token,
    ) -> Resolved {
        let word = if let Event::ContactArrived { contact, .. } = &event {
            Some(contact.clone())
        } else {
            None
        };
        let begins = word.is_some();
        let mut naming =
            Renaming { registry: self, source, token, before: Vec::new(), begins_contact: begins };
        let mut event = event.rename(&mut naming);
        let mut before = naming.before;
        // A registry rebuilt from the journal knows the contact by this word.
        if let Event::ContactArrived { external, .. } = &mut event {
            *external = word;
        }
        // The event itself may be the registration that a name needed.
        before.retain(|(_, registration)| !registers_the_same(registration, &event));
        if let Event::ContactEnded { contact, .. } = event {
            self.contacts.close(contact);
        }
        Resolved { before, event }
    }

    /// Learns from a journaled event, for a registry rebuilt from the journal.
    #[expect(clippy::wildcard_enum_match_arm, reason = "other kinds name nothing new")]
    pub fn learn(&mut self, source: SourceId, event: &Event) {
        match event {
            Event::SourceRegistered { source: id, key, .. } => self.sources.learn(HOUSE, key, id.0),
            Event::SiteRegistered { site, key, .. } => self.sites.learn(HOUSE, key, site.0),
            Event::TeamRegistered { team, key, .. } => self.teams.learn(HOUSE, key, team.0),
            Event::SkillRegistered { skill, key, .. } => self.skills.learn(HOUSE, key, skill.0),
            Event::QueueRegistered { queue, key, .. } => self.queues.learn(source, key, queue.0),
            Event::AgentRegistered { agent, key, .. } => self.agents.learn(source, key, agent.0),
            Event::SeatRegistered { seat, key, .. } => self.seats.learn(source, key, seat.0),
            Event::DidRegistered { did, key, .. } => self.dids.learn(source, key, did.0),
            Event::IvrNodeRegistered { node, key, .. } => {
                self.ivr_nodes.learn(source, key, node.0);
            }
            Event::ContactArrived { contact, external, .. } => {
                let word = external.clone().unwrap_or_else(|| contact.to_string());
                self.contacts.learn(source, &word, *contact);
            }
            Event::ContactEnded { contact, .. } => self.contacts.close(*contact),
            _ => {}
        }
    }

    /// The registry of a floor of which the oldest records are gone: what its carry-over names.
    #[must_use]
    pub fn resume(carry: &CarryOver) -> Self {
        let mut registry = Self::default();
        let names = &carry.names;
        for (id, known) in &names.sources {
            registry.sources.learn(HOUSE, &known.key, id.0);
            // A contact has at least one record, so no source has had more contacts than that.
            registry.count_contacts_from(*id, carry.sequence + 1);
        }
        for (id, known) in &names.sites {
            registry.sites.learn(HOUSE, &known.key, id.0);
        }
        for (id, known) in &names.teams {
            registry.teams.learn(HOUSE, &known.key, id.0);
        }
        for (id, known) in &names.skills {
            registry.skills.learn(HOUSE, &known.key, id.0);
        }
        for (id, known) in &names.queues {
            registry.queues.learn(known.source, &known.key, id.0);
        }
        for (id, known) in &names.dids {
            registry.dids.learn(known.source, &known.key, id.0);
        }
        for (id, known) in &names.agents {
            registry.agents.learn(known.source, &known.key, id.0);
        }
        for (id, known) in &names.seats {
            registry.seats.learn(known.source, &known.key, id.0);
        }
        for (id, known) in &names.ivr_nodes {
            registry.ivr_nodes.learn(known.source, &known.key, id.0);
        }
        registry
    }

    /// Numbers the next contact of `source` `count` or higher: lanes of one source do not share
    /// numbers.
    pub fn count_contacts_from(&mut self, source: SourceId, count: u64) {
        let next = self.contacts.next.entry(source).or_insert(1);
        *next = (*next).max(count);
    }

    /// The source's own name for a contact that is open or ended lately.
    #[must_use]
    pub fn external(&self, contact: ContactId) -> Option<&str> {
        self.contacts.words.get(&contact).map(String::as_str)
    }

    /// The source's own name of an agent, for actions sent to it.
    #[must_use]
    pub fn agent_key(&self, agent: AgentId) -> Option<(SourceId, &str)> {
        key_of(&self.agents, agent.0)
    }

    /// The source's own name of a queue, for actions sent to it.
    #[must_use]
    pub fn queue_key(&self, queue: QueueId) -> Option<(SourceId, &str)> {
        key_of(&self.queues, queue.0)
    }

    /// The queue that a source (by its key) calls so, if it was ever spoken of.
    #[must_use]
    pub fn queue(&self, source: &str, key: &str) -> Option<QueueId> {
        let source = self.sources.find(HOUSE, source)?;
        self.queues.find(SourceId(source), key).map(QueueId)
    }
}

fn key_of(words: &Words, number: u32) -> Option<(SourceId, &str)> {
    words.numbers.iter().find(|&(_, &n)| n == number).map(|((s, w), _)| (*s, w.as_str()))
}

fn registers_the_same(registration: &Event, event: &Event) -> bool {
    match (registration, event) {
        (Event::SiteRegistered { site: a, .. }, Event::SiteRegistered { site: b, .. }) => a == b,
        (Event::TeamRegistered { team: a, .. }, Event::TeamRegistered { team: b, .. }) => a == b,
        (Event::SkillRegistered { skill: a, .. }, Event::SkillRegistered { skill: b, .. }) => {
            a == b
        }
        (Event::QueueRegistered { queue: a, .. }, Event::QueueRegistered { queue: b, .. }) => {
            a == b
        }
        (Event::AgentRegistered { agent: a, .. }, Event::AgentRegistered { agent: b, .. }) => {
            a == b
        }
        (Event::SeatRegistered { seat: a, .. }, Event::SeatRegistered { seat: b, .. }) => a == b,
        (Event::DidRegistered { did: a, .. }, Event::DidRegistered { did: b, .. }) => a == b,
        (Event::IvrNodeRegistered { node: a, .. }, Event::IvrNodeRegistered { node: b, .. }) => {
            a == b
        }
        (Event::SourceRegistered { source: a, .. }, Event::SourceRegistered { source: b, .. }) => {
            a == b
        }
        _ => false,
    }
}

struct Renaming<'a> {
    registry: &'a mut Registry,
    source: SourceId,
    token: &'a mut dyn FnMut(&str) -> Token,
    before: Vec<(Certainty, Event)>,
    begins_contact: bool,
}

impl Renaming<'_> {
    fn register(&mut self, event: Event) {
        self.before.push((Certainty::Reported, event));
    }
}

impl Rename<Names, Ids> for Renaming<'_> {
    fn contact(&mut self, word: String) -> ContactId {
        if self.begins_contact {
            return self.registry.contacts.allocate(self.source, &word);
        }
        if let Some(&contact) = self.registry.contacts.open.get(&(self.source, word.clone())) {
            return contact;
        }
        let contact = self.registry.contacts.allocate(self.source, &word);
        let arrived = Event::ContactArrived {
            contact,
            channel: Channel::Voice,
            direction: Direction::Inbound,
            did: None,
            customer: None,
            external: Some(word),
        };
        self.before.push((Certainty::Inferred, arrived));
        contact
    }

    fn customer(&mut self, number: String) -> Token {
        (self.token)(&number)
    }

    fn queue(&mut self, key: String) -> QueueId {
        let (number, is_new) = self.registry.queues.number(self.source, &key);
        let queue = QueueId(number);
        if is_new {
            let name = key.clone();
            self.register(Event::QueueRegistered { queue, key, name, skill: None, site: None });
        }
        queue
    }

    fn agent(&mut self, key: String) -> AgentId {
        let (number, is_new) = self.registry.agents.number(self.source, &key);
        let agent = AgentId(number);
        if is_new {
            let name = key.clone();
            self.register(Event::AgentRegistered { agent, key, name, site: None });
        }
        agent
    }

    fn team(&mut self, key: String) -> TeamId {
        let (number, is_new) = self.registry.teams.number(HOUSE, &key);
        let team = TeamId(number);
        if is_new {
            let name = key.clone();
            self.register(Event::TeamRegistered { team, key, name, site: None });
        }
        team
    }

    fn skill(&mut self, key: String) -> SkillId {
        let (number, is_new) = self.registry.skills.number(HOUSE, &key);
        let skill = SkillId(number);
        if is_new {
            let name = key.clone();
            self.register(Event::SkillRegistered { skill, key, name });
        }
        skill
    }

    fn seat(&mut self, key: String) -> SeatId {
        let (number, is_new) = self.registry.seats.number(self.source, &key);
        let seat = SeatId(number);
        if is_new {
            let name = key.clone();
            self.register(Event::SeatRegistered { seat, key, name, site: None });
        }
        seat
    }

    fn site(&mut self, key: String) -> SiteId {
        let (number, is_new) = self.registry.sites.number(HOUSE, &key);
        let site = SiteId(number);
        if is_new {
            let name = key.clone();
            self.register(Event::SiteRegistered { site, key, name, zone: "UTC".into() });
        }
        site
    }

    fn did(&mut self, key: String) -> DidId {
        let (number, is_new) = self.registry.dids.number(self.source, &key);
        let did = DidId(number);
        if is_new {
            let name = key.clone();
            self.register(Event::DidRegistered { did, key, name });
        }
        did
    }

    fn ivr_node(&mut self, key: String) -> IvrNodeId {
        let (number, is_new) = self.registry.ivr_nodes.number(self.source, &key);
        let node = IvrNodeId(number);
        if is_new {
            let name = key.clone();
            self.register(Event::IvrNodeRegistered { node, key, name });
        }
        node
    }

    fn source(&mut self, key: String) -> SourceId {
        let (source, registered) = self.registry.source(&key, &key, "unknown");
        if let Some(event) = registered {
            self.register(event);
        }
        source
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::state::EndedBy;

    fn say(registry: &mut Registry, event: Event<Names>) -> Resolved {
        registry.resolve(SourceId(1), event, &mut |number| Token(number.len() as u64))
    }

    fn queued(contact: &str, queue: &str) -> Event<Names> {
        Event::ContactQueued { contact: contact.into(), queue: queue.into(), priority: 0 }
    }

    fn arrived(contact: &str) -> Event<Names> {
        Event::ContactArrived {
            contact: contact.into(),
            channel: Channel::Voice,
            direction: Direction::Inbound,
            did: Some("95588".into()),
            customer: Some("13731199938".into()),
            external: Some(contact.into()),
        }
    }

    #[test]
    fn a_name_is_registered_once_and_keeps_its_id() {
        let mut registry = Registry::default();
        let first = say(&mut registry, arrived("c1"));
        assert!(matches!(first.before[..], [(_, Event::DidRegistered { did: DidId(0), .. })]));
        let second = say(&mut registry, queued("c1", "q_gen"));
        assert_eq!(second.before.len(), 1);
        let third = say(&mut registry, queued("c1", "q_gen"));
        assert_eq!(third.before, []);
        assert_eq!(second.event, third.event);
    }

    #[test]
    fn an_unknown_contact_gets_an_inferred_arrival() {
        let mut registry = Registry::default();
        let resolved = say(&mut registry, queued("c9", "q"));
        let (certainty, arrival) = &resolved.before[0];
        assert_eq!(*certainty, Certainty::Inferred);
        assert!(matches!(arrival, Event::ContactArrived { .. }));
    }

    #[test]
    fn a_reused_external_name_is_a_new_contact() {
        let mut registry = Registry::default();
        let first = say(&mut registry, arrived("c1")).event;
        say(&mut registry, Event::ContactEnded { contact: "c1".into(), by: EndedBy::Customer });
        let second = say(&mut registry, arrived("c1")).event;
        assert_ne!(first, second);
    }

    #[test]
    fn a_contact_is_journaled_under_the_word_that_its_later_events_use() {
        let mut registry = Registry::default();
        let mut arrival = arrived("c1");
        if let Event::ContactArrived { external, .. } = &mut arrival {
            *external = None;
        }
        let first = say(&mut registry, arrival);
        let mut rebuilt = Registry::default();
        for (_, event) in first.before.iter().chain([&(Certainty::Reported, first.event)]) {
            rebuilt.learn(SourceId(1), event);
        }
        assert_eq!(say(&mut rebuilt, queued("c1", "q")), say(&mut registry, queued("c1", "q")));
    }

    #[test]
    fn a_registry_rebuilt_from_its_events_goes_on_alike() {
        let mut registry = Registry::default();
        let mut rebuilt = Registry::default();
        let story = [arrived("a"), queued("a", "q1"), arrived("b"), queued("b", "q2")];
        for event in story {
            let resolved = say(&mut registry, event);
            for (_, event) in resolved.before.iter().chain([&(Certainty::Reported, resolved.event)])
            {
                rebuilt.learn(SourceId(1), event);
            }
        }
        assert_eq!(registry, rebuilt);
    }
}
