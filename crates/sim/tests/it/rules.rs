//! What must be true of every run, read from the events alone.

use domain::{AgentId, ContactId, Duration, SeatId, Timestamp};
use journal::Event;
use proptest::prelude::*;
use sim::{Centre, Observer, Start, Surge, Tally};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Outside,
    Queued,
    Served,
}

/// Follows the rules of the floor and notes the first breach of each kind.
#[derive(Default)]
struct Referee {
    open: BTreeMap<ContactId, Place>,
    over: BTreeSet<ContactId>,
    ringing: BTreeMap<AgentId, ContactId>,
    talking: BTreeMap<AgentId, ContactId>,
    wrapping: BTreeMap<AgentId, ContactId>,
    signed_in: BTreeMap<AgentId, Option<SeatId>>,
    breaches: Vec<String>,
    last: Option<Timestamp>,
}

impl Referee {
    fn claim(&mut self, holds: bool, what: &str, event: &Event) {
        if !holds && self.breaches.len() < 5 {
            self.breaches.push(format!("{what}: {event:?}"));
        }
    }

    fn moves(&mut self, contact: ContactId, from: Place, to: Place, event: &Event) {
        let was = self.open.insert(contact, to);
        self.claim(was == Some(from), &format!("{was:?} instead of {from:?}"), event);
    }

    fn is_free(&self, agent: AgentId) -> bool {
        self.signed_in.contains_key(&agent)
            && !self.ringing.contains_key(&agent)
            && !self.talking.contains_key(&agent)
            && !self.wrapping.contains_key(&agent)
    }
}

impl Observer for Referee {
    #[expect(clippy::too_many_lines, reason = "one rule per kind: a table")]
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds have no rule")]
    fn see(&mut self, at: Timestamp, event: Event) {
        use Event as E;
        let event = &event;
        self.claim(self.last.is_none_or(|last| last <= at), "time runs backward", event);
        self.last = Some(at);
        match *event {
            E::ContactArrived { contact, .. } => {
                let is_new = !self.over.contains(&contact);
                let was = self.open.insert(contact, Place::Outside);
                self.claim(is_new && was.is_none(), "arrived twice", event);
            }
            E::ContactQueued { contact, .. } => {
                self.moves(contact, Place::Outside, Place::Queued, event);
            }
            E::ContactRefused { contact, .. } => {
                self.moves(contact, Place::Outside, Place::Outside, event);
            }
            E::ContactAbandoned { contact, .. } | E::ContactDiverted { contact, .. } => {
                self.moves(contact, Place::Queued, Place::Outside, event);
                let rings = self.ringing.values().any(|&other| other == contact);
                self.claim(!rings, "left while a phone rang", event);
            }
            E::ContactOffered { contact, agent, .. } => {
                let free = self.is_free(agent);
                self.claim(free, "rang a busy agent", event);
                self.ringing.insert(agent, contact);
            }
            E::OfferRungOut { contact, agent, .. } | E::OfferWithdrawn { contact, agent, .. } => {
                let rang = self.ringing.remove(&agent);
                self.claim(rang == Some(contact), "did not ring", event);
            }
            E::ContactAnswered { contact, agent, queue } => {
                let rang = self.ringing.remove(&agent);
                self.claim(rang == Some(contact), "answered without a ring", event);
                if queue.is_some() {
                    self.moves(contact, Place::Queued, Place::Served, event);
                }
                let other = self.talking.insert(agent, contact);
                self.claim(other.is_none(), "two conversations", event);
            }
            E::ContactHeld { contact, agent } | E::ContactResumed { contact, agent } => {
                let talks = self.talking.get(&agent) == Some(&contact);
                self.claim(talks, "held by somebody else", event);
            }
            E::ContactReleased { contact, agent, .. } => {
                let talked = self.talking.remove(&agent);
                self.claim(talked == Some(contact), "released by somebody else", event);
                self.wrapping.insert(agent, contact);
                if !self.talking.values().any(|&other| other == contact) {
                    self.open.insert(contact, Place::Outside);
                }
            }
            E::WrapUpEnded { contact, agent, .. } => {
                let wrapped = self.wrapping.remove(&agent);
                self.claim(wrapped == Some(contact), "wrapped up something else", event);
            }
            E::ContactEnded { contact, .. } => {
                let was = self.open.remove(&contact);
                self.claim(was == Some(Place::Outside), "ended in a queue or with an agent", event);
                let is_first = self.over.insert(contact);
                self.claim(is_first, "ended twice", event);
            }
            E::AgentSignedIn { agent, seat } => {
                let taken = self.signed_in.values().flatten().any(|other| Some(*other) == seat);
                self.claim(!taken, "two on a seat", event);
                let was = self.signed_in.insert(agent, seat);
                self.claim(was.is_none(), "signed in twice", event);
            }
            E::AgentSignedOut { agent } => {
                let free = self.is_free(agent);
                self.claim(free, "signed out with a contact", event);
                self.signed_in.remove(&agent);
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn every_contact_ends_once_and_nobody_talks_to_two(
        seed in any::<u64>(),
        day in 0_i64..400,
        hour in 0_i64..24,
        surge in prop::option::of((0_i64..20, 1_i64..5, 1.1_f64..6.0)),
    ) {
        let base = Timestamp::parse("2026-01-01T00:00:00+08:00").unwrap();
        let start = base.plus(Duration::from_minutes((day * 24 + hour) * 60));
        let hours = |hours: i64| start.plus(Duration::from_minutes(60 * hours));
        let mut centre = Centre::with(Start { last_call: hours(20), ..Start::new(seed, start) });
        if let Some((at, length, factor)) = surge {
            let (start, end) = (hours(at), hours(at + length));
            centre.add_surge(Surge { queue: None, start, end, factor });
        }
        let mut both = (Referee::default(), Tally::new());
        centre.run_until(hours(26), &mut both);
        let (referee, tally) = both;
        prop_assert_eq!(referee.breaches, Vec::<String>::new());
        prop_assert_eq!(centre.open(), 0);
        prop_assert!(referee.open.is_empty());
        prop_assert_eq!(tally.contacts, tally.ended);
        prop_assert_eq!(tally.contacts, centre.contacts_begun());
        prop_assert!(tally.contacts > 1000);
        for queue in &tally.queues {
            prop_assert_eq!(queue.offered, queue.answered + queue.abandoned + queue.diverted);
            prop_assert_eq!(queue.answered, queue.handled);
        }
    }
}

#[test]
fn a_referee_sees_a_breach() {
    let mut referee = Referee::default();
    let contact = ContactId(1);
    referee.see(Timestamp(5), Event::ContactEnded { contact, by: domain::state::EndedBy::Agent });
    referee.see(Timestamp(4), Event::AgentSignedOut { agent: AgentId(1) });
    assert_eq!(referee.breaches.len(), 3, "{:?}", referee.breaches);
}
