//! What happens next: a heap of small entries in the order of time.
//!
//! Room:  sim; under the centre.
//! Takes: entries of 24 bytes. Gives: the earliest.
//! Holds: entries of one instant come in the order of their kind, number and stamp, not in the
//!        order in which they were made: cutting the time into steps changes nothing.
//! Proof: test below; `tests/it/steps.rs`.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// One thing that is due. `stamp` tells a timer that was overtaken from one that still counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry<K> {
    pub at: i64,
    pub kind: K,
    pub number: u32,
    pub stamp: u32,
}

/// Everything that is due, earliest first.
#[derive(Clone, Debug)]
pub(crate) struct Agenda<K>(BinaryHeap<Reverse<Entry<K>>>);

impl<K: Ord + Copy> Agenda<K> {
    #[must_use]
    pub(crate) fn new() -> Self {
        Self(BinaryHeap::with_capacity(4096))
    }

    #[inline]
    pub(crate) fn put(&mut self, at: i64, kind: K, number: u32, stamp: u32) {
        self.0.push(Reverse(Entry { at, kind, number, stamp }));
    }

    /// Takes the earliest entry if it is due at `until` or before.
    #[inline]
    pub(crate) fn take(&mut self, until: i64) -> Option<Entry<K>> {
        if self.0.peek()?.0.at > until {
            return None;
        }
        self.0.pop().map(|Reverse(entry)| entry)
    }
}

impl<K: Ord + Copy> Default for Agenda<K> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_by_time_then_kind_then_number_whatever_came_first() {
        let entries = [(5, 'b', 1), (5, 'a', 9), (3, 'z', 0), (5, 'a', 2)];
        let mut forward = Agenda::new();
        let mut backward = Agenda::new();
        for &(at, kind, number) in &entries {
            forward.put(at, kind, number, 0);
        }
        for &(at, kind, number) in entries.iter().rev() {
            backward.put(at, kind, number, 0);
        }
        let mut order = Vec::new();
        while let Some(entry) = forward.take(5) {
            assert_eq!(Some(entry), backward.take(5));
            order.push((entry.at, entry.kind, entry.number));
        }
        assert_eq!(order, [(3, 'z', 0), (5, 'a', 2), (5, 'a', 9), (5, 'b', 1)]);
    }
}
