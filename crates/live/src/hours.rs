//! The opening hours of every queue, each with the moment from which they hold.
//!
//! Room:  live; under `opening`, copied out for questions to history.
//! Takes: hours and the zone in which they are meant. Gives: open or closed at any moment.
//! Holds: a queue without hours is always open; a moment is judged by the hours that held then.
//! Proof: stories `opening`.

use domain::calendar::Zone;
use domain::opening::{OpeningHours, Stretch};
use domain::{Interval, QueueId, Timestamp};
use std::collections::BTreeMap;

/// The hours of a queue by the moment from which they hold; absent: always open.
pub(crate) type Versions = BTreeMap<Timestamp, Option<OpeningHours>>;

/// The hours of the queues that have any.
#[derive(Clone, Debug, Default)]
pub struct Hours {
    versions: BTreeMap<QueueId, Versions>,
    /// Where no zone is named.
    zones: BTreeMap<QueueId, Zone>,
}

const EVER: Interval = Interval { start: Timestamp::MIN, end: Timestamp::MAX };

impl Hours {
    pub(crate) const fn new() -> Self {
        Self { versions: BTreeMap::new(), zones: BTreeMap::new() }
    }

    /// Goes on from what was carried over; the zones follow.
    pub(crate) const fn of(versions: BTreeMap<QueueId, Versions>) -> Self {
        Self { versions, zones: BTreeMap::new() }
    }

    pub(crate) const fn versions(&self) -> &BTreeMap<QueueId, Versions> {
        &self.versions
    }

    pub(crate) fn has(&self, queue: QueueId) -> bool {
        !self.versions.is_empty() && self.versions.contains_key(&queue)
    }

    pub(crate) fn set(&mut self, queue: QueueId, from: Timestamp, hours: Option<OpeningHours>) {
        self.versions.entry(queue).or_default().insert(from, hours);
    }

    /// The zone of a queue whose hours name none.
    pub(crate) fn set_zone(&mut self, queue: QueueId, zone: Zone) {
        self.zones.insert(queue, zone);
    }

    /// The hours of each queue that are the last to begin.
    pub fn latest(&self) -> impl Iterator<Item = (QueueId, Option<&OpeningHours>)> {
        self.versions.iter().filter_map(|(queue, versions)| {
            let (_, hours) = versions.last_key_value()?;
            Some((*queue, hours.as_ref()))
        })
    }

    /// Every version of the hours of a queue, each from the moment on that is named; none: it has
    /// always been open.
    pub fn of_queue(
        &self,
        queue: QueueId,
    ) -> impl DoubleEndedIterator<Item = (Timestamp, Option<&OpeningHours>)> {
        let versions = self.versions.get(&queue).into_iter().flatten();
        versions.map(|(from, hours)| (*from, hours.as_ref()))
    }

    /// The hours that hold at a moment, and in which time they do. `None`: always open.
    fn in_force(&self, queue: QueueId, at: Timestamp) -> (Option<&OpeningHours>, Interval) {
        let Some(versions) = self.versions.get(&queue) else { return (None, EVER) };
        let later = Timestamp(at.micros().saturating_add(1));
        let end = versions.range(later..).next().map_or(EVER.end, |(from, _)| *from);
        match versions.range(..=at).next_back() {
            Some((&start, hours)) => (hours.as_ref(), Interval { start, end }),
            None => (None, Interval { start: EVER.start, end }),
        }
    }

    /// The zone in which hours are meant.
    fn zone(&self, queue: QueueId, hours: &OpeningHours) -> Zone {
        let named = hours.zone.as_deref().and_then(|name| Zone::named(name).ok());
        named.or_else(|| self.zones.get(&queue).cloned()).unwrap_or_else(Zone::utc)
    }

    /// The time around `at` in which the queue is open, or closed, throughout.
    #[must_use]
    pub fn stretch(&self, queue: QueueId, at: Timestamp) -> Stretch {
        let (hours, in_force) = self.in_force(queue, at);
        let Some(hours) = hours else { return Stretch { is_open: true, within: in_force } };
        let Stretch { is_open, within } = hours.stretch(&self.zone(queue, hours), at);
        let start = within.start.max(in_force.start);
        let end = within.end.min(in_force.end);
        Stretch { is_open, within: Interval { start, end } }
    }

    /// Whether the queue is open at `at`.
    #[must_use]
    pub fn is_open(&self, queue: QueueId, at: Timestamp) -> bool {
        !self.has(queue) || self.stretch(queue, at).is_open
    }

    /// The zone of the hours that hold at `at`; `None`: there are none, it is always open.
    #[must_use]
    pub fn zone_at(&self, queue: QueueId, at: Timestamp) -> Option<Zone> {
        self.in_force(queue, at).0.map(|hours| self.zone(queue, hours))
    }

    /// The first moment after `at` at which the queue opens or closes; `None`: none is known.
    #[must_use]
    pub fn next_change(&self, queue: QueueId, at: Timestamp) -> Option<Timestamp> {
        let was_open = self.is_open(queue, at);
        let mut from = at;
        loop {
            let (hours, in_force) = self.in_force(queue, from);
            let change = hours.and_then(|hours| hours.next_change(&self.zone(queue, hours), from));
            if let Some(change) = change.filter(|change| *change < in_force.end) {
                return Some(change);
            }
            if in_force.end == EVER.end {
                return None;
            }
            // Other hours begin to hold there, which may say the same.
            from = in_force.end;
            if self.is_open(queue, from) != was_open {
                return Some(from);
            }
        }
    }
}
