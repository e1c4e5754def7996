//! A list that is nearly always of one.
//!
//! Room:  journal; for what is carried over, and in `live` for a contact's agents and an agent's
//!        contacts.
//! Why:   the first entry needs no memory of its own: half a million conversations fewer cache
//!        misses a second (measured with the stream benchmark).
//! Holds: written as a plain list; without a first entry there is no other.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A list whose first entry lies in place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Few<T> {
    first: Option<T>,
    rest: Vec<T>,
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Few<T> {
    #[must_use]
    pub const fn new() -> Self {
        Self { first: None, rest: Vec::new() }
    }

    #[inline]
    pub fn push(&mut self, entry: T) {
        if self.first.is_none() {
            self.first = Some(entry);
        } else {
            self.rest.push(entry);
        }
    }

    /// Takes out the first entry that is `wanted`; the order of the others stays.
    #[inline]
    pub fn take(&mut self, mut wanted: impl FnMut(&T) -> bool) -> Option<T> {
        if self.first.as_ref().is_some_and(&mut wanted) {
            let next = if self.rest.is_empty() { None } else { Some(self.rest.remove(0)) };
            return std::mem::replace(&mut self.first, next);
        }
        let at = self.rest.iter().position(wanted)?;
        Some(self.rest.remove(at))
    }

    /// The first entry that is `wanted`.
    #[inline]
    pub fn find(&self, mut wanted: impl FnMut(&T) -> bool) -> Option<&T> {
        match &self.first {
            Some(first) if wanted(first) => Some(first),
            _ if self.rest.is_empty() => None,
            _ => self.rest.iter().find(|entry| wanted(entry)),
        }
    }

    /// Whether any entry is `wanted`.
    #[inline]
    pub fn any(&self, wanted: impl FnMut(&T) -> bool) -> bool {
        self.find(wanted).is_some()
    }

    /// The same as `find`, to be changed.
    #[inline]
    pub fn find_mut(&mut self, mut wanted: impl FnMut(&T) -> bool) -> Option<&mut T> {
        match &mut self.first {
            Some(first) if wanted(first) => Some(first),
            _ if self.rest.is_empty() => None,
            _ => self.rest.iter_mut().find(|entry| wanted(entry)),
        }
    }

    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.first.iter().chain(&self.rest)
    }

    #[inline]
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.first.iter_mut().chain(&mut self.rest)
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    #[must_use]
    pub const fn len(&self) -> usize {
        if self.first.is_none() { 0 } else { 1 + self.rest.len() }
    }
}

impl<T> FromIterator<T> for Few<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        let mut entries = entries.into_iter();
        Self { first: entries.next(), rest: entries.collect() }
    }
}

impl<T: Serialize> Serialize for Few<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeSeq as _;
        let mut list = serializer.serialize_seq(Some(self.len()))?;
        for entry in self.iter() {
            list.serialize_element(entry)?;
        }
        list.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Few<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(|entries| entries.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_their_order_whatever_is_taken() {
        let mut few: Few<u8> = [1, 2, 3].into_iter().collect();
        assert_eq!(few.take(|&n| n == 1), Some(1));
        few.push(4);
        assert_eq!(few.iter().copied().collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(few.take(|&n| n == 3), Some(3));
        assert_eq!(few.take(|&n| n == 9), None);
        assert_eq!(serde_json::to_string(&few).unwrap(), "[2,4]");
        assert_eq!(serde_json::from_str::<Few<u8>>("[2,4]").unwrap(), few);
    }
}
