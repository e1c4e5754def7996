//! The contacts that are open: a table of reused places, found by id.
//!
//! Room:  live; under `contacts`.
//! Holds: a place is taken or free, never both.
//! Why own hashing: one look-up per event; a `BTreeMap` costs three times as much here. Nothing
//!        iterates in hash order: `sorted` is the only way to see all.
//! Proof: tests below.

use domain::{ContactId, Timestamp};
use journal::carry::OpenContact;

/// Place of a contact in the table. Valid until the contact is removed.
pub(crate) type Place = usize;

const EMPTY: u32 = u32::MAX;
/// 2^64 by the golden ratio: neighbours come far apart.
const MIXER: u64 = 0x9E37_79B9_7F4A_7C15;

#[derive(Clone, Copy, Debug)]
struct Entry {
    id: u64,
    place: u32,
}

const NOTHING: Entry = Entry { id: 0, place: EMPTY };

/// The open contacts.
#[derive(Clone, Debug)]
pub(crate) struct Slab {
    places: Vec<OpenContact>,
    free: Vec<u32>,
    /// Open addressing with linear probing, never more than half full.
    index: Vec<Entry>,
    taken: usize,
    /// No open contact was opened, or entered its queue, before these. What is looked for among the
    /// old ones is mostly not there, and this tells so without reading all.
    opened_from: Timestamp,
    queued_from: Timestamp,
}

impl Slab {
    pub(crate) fn new() -> Self {
        Self {
            places: Vec::new(),
            free: Vec::new(),
            index: vec![NOTHING; 64],
            taken: 0,
            opened_from: Timestamp::MAX,
            queued_from: Timestamp::MAX,
        }
    }

    pub(crate) const fn len(&self) -> usize {
        self.taken
    }

    #[inline]
    pub(crate) fn find(&self, contact: ContactId) -> Option<Place> {
        let mut slot = self.home(contact.0);
        loop {
            let entry = self.index[slot];
            if entry.place == EMPTY {
                return None;
            }
            if entry.id == contact.0 {
                return Some(entry.place as usize);
            }
            slot = (slot + 1) & (self.index.len() - 1);
        }
    }

    /// Puts a contact in that is not there yet.
    pub(crate) fn insert(&mut self, contact: OpenContact) -> Place {
        if (self.taken + 1) * 2 > self.index.len() {
            self.grow();
        }
        self.taken += 1;
        self.opened_from = self.opened_from.min(contact.opened_at);
        if let Some(at) = contact.queued_at {
            self.note_queued(at);
        }
        let id = contact.contact.0;
        let place = if let Some(place) = self.free.pop() {
            self.places[place as usize] = contact;
            place
        } else {
            self.places.push(contact);
            u32::try_from(self.places.len() - 1).expect("fewer than 2^32 contacts are open")
        };
        self.link(Entry { id, place });
        place as usize
    }

    /// Frees the place of a contact.
    pub(crate) fn remove(&mut self, place: Place) {
        let id = self.places[place].contact.0;
        let mask = self.index.len() - 1;
        let mut hole = self.home(id);
        while self.index[hole].place as usize != place {
            debug_assert!(self.index[hole].place != EMPTY, "a removed contact is in the index");
            hole = (hole + 1) & mask;
        }
        self.free.push(self.index[hole].place);
        self.taken -= 1;
        // Move later entries of the chain back, so that no search meets a hole too early.
        let mut next = hole;
        loop {
            next = (next + 1) & mask;
            let entry = self.index[next];
            if entry.place == EMPTY {
                break;
            }
            let home = self.home(entry.id);
            if (next.wrapping_sub(home) & mask) >= (next.wrapping_sub(hole) & mask) {
                self.index[hole] = entry;
                hole = next;
            }
        }
        self.index[hole] = NOTHING;
    }

    #[inline]
    pub(crate) fn at(&self, place: Place) -> &OpenContact {
        &self.places[place]
    }

    #[inline]
    pub(crate) fn at_mut(&mut self, place: Place) -> &mut OpenContact {
        &mut self.places[place]
    }

    /// A contact entered its queue at `at`.
    #[inline]
    pub(crate) fn note_queued(&mut self, at: Timestamp) {
        self.queued_from = self.queued_from.min(at);
    }

    /// The contacts that were opened before `limit`, in no meaning order.
    pub(crate) fn opened_before(&mut self, limit: Timestamp) -> Vec<ContactId> {
        if self.opened_from >= limit {
            return Vec::new();
        }
        self.opened_from = self.unsorted().map(|o| o.opened_at).min().unwrap_or(Timestamp::MAX);
        self.unsorted().filter(|o| o.opened_at < limit).map(|o| o.contact).collect()
    }

    /// The contacts whose present entry began before `limit`, in no meaning order.
    pub(crate) fn queued_before(&mut self, limit: Timestamp) -> Vec<&OpenContact> {
        if self.queued_from >= limit {
            return Vec::new();
        }
        let queued = self.unsorted().filter_map(|open| open.queued_at);
        self.queued_from = queued.min().unwrap_or(Timestamp::MAX);
        let is_meant = |open: &&OpenContact| open.queued_at.is_some_and(|at| at < limit);
        self.unsorted().filter(is_meant).collect()
    }

    /// Every open contact, in no meaning order: for sums and minima only.
    pub(crate) fn unsorted(&self) -> impl Iterator<Item = &OpenContact> {
        let mut is_free = vec![false; self.places.len()];
        for &place in &self.free {
            is_free[place as usize] = true;
        }
        self.places.iter().zip(is_free).filter(|(_, free)| !free).map(|(contact, _)| contact)
    }

    /// Every open contact by id.
    pub(crate) fn sorted(&self) -> Vec<&OpenContact> {
        let mut all: Vec<_> = self.unsorted().collect();
        all.sort_unstable_by_key(|open| open.contact);
        all
    }

    #[inline]
    fn home(&self, id: u64) -> usize {
        (id.wrapping_mul(MIXER) >> 32) as usize & (self.index.len() - 1)
    }

    fn link(&mut self, entry: Entry) {
        let mask = self.index.len() - 1;
        let mut slot = self.home(entry.id);
        while self.index[slot].place != EMPTY {
            slot = (slot + 1) & mask;
        }
        self.index[slot] = entry;
    }

    fn grow(&mut self) {
        let wider = vec![NOTHING; self.index.len() * 2];
        for entry in std::mem::replace(&mut self.index, wider) {
            if entry.place != EMPTY {
                self.link(entry);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::state::{Channel, Direction};
    use domain::{Duration, SourceId};
    use journal::Few;
    use journal::carry::Stage;
    use std::collections::BTreeSet;

    fn open(contact: u64) -> OpenContact {
        OpenContact {
            contact: ContactId(contact),
            source: SourceId(1),
            channel: Channel::Voice,
            direction: Direction::Inbound,
            did: None,
            customer: None,
            arrived_at: Timestamp(0),
            opened_at: Timestamp(0),
            ivr_node: None,
            in_ivr_since: None,
            inferred: false,
            first_sequence: 0,
            last_sequence: 0,
            entries: 0,
            agents: Few::new(),
            stage: Stage::Arrived,
            queue: None,
            priority: 0,
            queued_at: None,
            left_queue_at: None,
            agent: None,
            team: None,
            talkers: 0,
            is_moving: false,
            rung_out: 0,
            talk: Duration::ZERO,
            hold: Duration::ZERO,
            after_contact_work: Duration::ZERO,
        }
    }

    /// Ids with the same hash: multiplying by the inverse undoes the mixing.
    fn alike(hash: u64) -> impl Iterator<Item = u64> {
        let mut inverse = MIXER;
        for _ in 0..6 {
            let off = 2_u64.wrapping_sub(MIXER.wrapping_mul(inverse));
            inverse = inverse.wrapping_mul(off);
        }
        (0..).map(move |low| ((hash << 32) | low).wrapping_mul(inverse))
    }

    #[test]
    fn contacts_of_one_hash_are_told_apart() {
        let mut all = alike(77);
        let ids: [u64; 5] = std::array::from_fn(|_| all.next().expect("endless"));
        assert!(ids.iter().all(|&id| id.wrapping_mul(MIXER) >> 32 == 77));
        let mut slab = Slab::new();
        for &id in &ids[..4] {
            slab.insert(open(id));
        }
        for &id in &ids[..4] {
            let place = slab.find(ContactId(id)).expect("it was put in");
            assert_eq!(slab.at(place).contact.0, id);
        }
        assert_eq!(slab.find(ContactId(ids[4])), None);
        slab.remove(slab.find(ContactId(ids[1])).expect("it was put in"));
        let left = ids.map(|id| slab.find(ContactId(id)).is_some());
        assert_eq!(left, [true, false, true, true, false]);
    }

    #[test]
    fn what_is_in_is_found_through_growth_and_removal() {
        let (mut slab, mut known, mut seed) = (Slab::new(), BTreeSet::new(), 7_u64);
        for _ in 0..20_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
            // Few enough to meet again, many of one hash.
            let id = alike(seed >> 55).nth((seed >> 40) as usize % 3);
            let id = id.expect("endless");
            match slab.find(ContactId(id)) {
                Some(place) => {
                    assert!(known.remove(&id), "{id} was removed");
                    slab.remove(place);
                }
                None => {
                    assert!(known.insert(id), "{id} is in");
                    slab.insert(open(id));
                }
            }
            assert_eq!(slab.len(), known.len());
        }
        let found: Vec<u64> = slab.sorted().iter().map(|open| open.contact.0).collect();
        assert_eq!(found, known.into_iter().collect::<Vec<u64>>());
        assert!(found.iter().all(|&id| slab.find(ContactId(id)).is_some()));
    }
}
