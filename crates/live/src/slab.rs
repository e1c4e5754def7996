//! The contacts that are open: a table of reused places, found by id.
//!
//! Room:  live; under `contacts`.
//! Holds: a place is taken or free, never both.
//! Why own hashing: one look-up per event; a `BTreeMap` costs three times as much here. Nothing
//!        iterates in hash order: `sorted` is the only way to see all.
//! Proof: tests below.

use domain::ContactId;
use journal::carry::OpenContact;

/// Place of a contact in the table. Valid until the contact is removed.
pub(crate) type Place = usize;

const EMPTY: u32 = u32::MAX;

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
}

impl Slab {
    pub(crate) fn new() -> Self {
        Self { places: Vec::new(), free: Vec::new(), index: vec![NOTHING; 64], taken: 0 }
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
        (id.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & (self.index.len() - 1)
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
