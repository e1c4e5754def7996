//! What is counted within the opening hours of queues: the business day without the rest.
//!
//! Room:  live; told by configuration events, filled beside the cells, asked by views.
//! Takes: hours with the moment from which they hold; facts of queues that have any.
//! Gives: open or closed at any moment; the day's counts within hours.
//! Holds: a fact counts where its interval of 5 minutes is open, so the day's counts are the sum
//!        of its open cells.
//! Never: moves a count that was booked: hours told for a time that is past are for history.
//! Proof: stories `opening`.

use crate::cells::BOTH;
use crate::facts;
use crate::hours::{Hours, Versions};
use crate::live::{Live, Outcome};
use domain::calendar::Zone;
use domain::figures::{Attribution, CONTACT_STEP, Counts};
use domain::history::ContactKey;
use domain::opening::{OpeningHours, Stretch};
use domain::{Interval, QueueId, Timestamp};
use journal::carry::{CarryOver, DayCounts, Fact};
use journal::{AnomalyKind, Event};
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
pub(crate) struct Opening {
    pub(crate) hours: Hours,
    /// What was found last of each queue, since facts come close together; no part of the state.
    found: BTreeMap<QueueId, Stretch>,
    /// The business day of `counted`.
    day: Interval,
    counted: Counted,
}

type Counted = BTreeMap<(QueueId, Attribution), Counts>;

impl Opening {
    pub(crate) const fn new() -> Self {
        Self {
            hours: Hours::new(),
            found: BTreeMap::new(),
            day: Interval { start: Timestamp::MIN, end: Timestamp::MIN },
            counted: BTreeMap::new(),
        }
    }

    pub(crate) fn resume(carry: &CarryOver, day: Interval) -> Self {
        let counted = carry.days_in_hours.iter().filter_map(|known| match known.key {
            ContactKey::Queue(queue) => Some(((queue, known.attribution), known.counts)),
            ContactKey::Did(_) => None,
        });
        let (hours, counted) = (Hours::of(carry.opening.clone()), counted.collect());
        Self { hours, day, counted, ..Self::new() }
    }

    /// Whether the queue is open, remembered for the next fact.
    fn find(&mut self, queue: QueueId, at: Timestamp) -> bool {
        if let Some(found) = self.found.get(&queue)
            && found.within.contains(at)
        {
            return found.is_open;
        }
        let found = self.hours.stretch(queue, at);
        self.found.insert(queue, found);
        found.is_open
    }
}

impl Live {
    /// A queue opens and closes as told, from a moment on.
    pub(crate) fn set_hours(
        &mut self,
        queue: QueueId,
        from: Timestamp,
        hours: Option<&OpeningHours>,
    ) -> Outcome {
        let is_on_grid = from == Timestamp::MIN || from == from.floor(CONTACT_STEP);
        let zone = hours.and_then(|hours| hours.zone.as_deref());
        if !is_on_grid || zone.is_some_and(|zone| Zone::named(zone).is_err()) {
            return Err(AnomalyKind::Unreadable);
        }
        self.check_queue(queue)?;
        self.begin_day_in_hours();
        if !self.opening.hours.has(queue) {
            // So far the queue was always open.
            for by in BOTH {
                let today = self.cells.today(ContactKey::Queue(queue), by);
                if !today.is_empty() {
                    self.opening.counted.insert((queue, by), today);
                }
            }
        }
        self.opening.hours.set(queue, from, hours.cloned());
        self.settle_zone(queue);
        Ok(())
    }

    /// A place may have another zone: hours that name no zone follow.
    pub(crate) fn settle_zones(&mut self, event: &Event) {
        if matches!(event, Event::SiteRegistered { .. } | Event::QueueRegistered { .. }) {
            self.settle_all_zones();
        }
    }

    pub(crate) fn settle_all_zones(&mut self) {
        let queues: Vec<QueueId> = self.opening.hours.versions().keys().copied().collect();
        for queue in queues {
            self.settle_zone(queue);
        }
    }

    fn settle_zone(&mut self, queue: QueueId) {
        let site = self.names.queues.get(&queue).and_then(|known| known.site);
        let site = site.and_then(|site| self.names.sites.get(&site));
        let zone = site.and_then(|site| Zone::named(site.detail.as_deref()?).ok());
        self.opening.hours.set_zone(queue, zone.unwrap_or_else(|| self.zone.clone()));
        self.opening.found.remove(&queue);
    }

    /// Whether the queue is closed at `at`.
    pub(crate) fn is_closed(&self, queue: Option<QueueId>, at: Timestamp) -> bool {
        let Some(queue) = queue.filter(|queue| self.opening.hours.has(*queue)) else {
            return false;
        };
        let found = self.opening.found.get(&queue).filter(|found| found.within.contains(at));
        !found.copied().unwrap_or_else(|| self.opening.hours.stretch(queue, at)).is_open
    }

    /// Counts a fact of a queue with hours in its day, where it lies within them.
    pub(crate) fn count_in_hours(&mut self, queue: QueueId, fact: &Fact) {
        self.begin_day_in_hours();
        let opening = &mut self.opening;
        for by in BOTH {
            let at = facts::date(fact, by);
            if opening.day.contains(at) && opening.find(queue, at) {
                facts::add(opening.counted.entry((queue, by)).or_default(), fact);
            }
        }
    }

    /// The business day of a queue without what lies outside of its hours.
    pub(crate) fn today_in_hours(&self, queue: QueueId, by: Attribution) -> Counts {
        if !self.opening.hours.has(queue) {
            return self.cells.today(ContactKey::Queue(queue), by);
        }
        if self.opening.day != self.cells.day() {
            return self.open_cells_of_today(queue, by);
        }
        self.opening.counted.get(&(queue, by)).copied().unwrap_or_default()
    }

    /// What the day's cells that may still change hold of a queue within its hours.
    fn open_cells_of_today(&self, queue: QueueId, by: Attribution) -> Counts {
        let day = self.cells.day();
        let mut sum = Counts::default();
        for (start, counts) in self.cells.intervals(ContactKey::Queue(queue), by) {
            if start >= day.start && !self.is_closed(Some(queue), start) {
                sum.merge(counts);
            }
        }
        sum
    }

    /// A day that has begun: yesterday's counts go, and those of facts dated ahead are there.
    fn begin_day_in_hours(&mut self) {
        let day = self.cells.day();
        if self.opening.day != day {
            self.opening.counted = self.day_in_hours();
            self.opening.day = day;
        }
    }

    fn day_in_hours(&self) -> Counted {
        let queues = self.opening.hours.versions().keys();
        let both = queues.flat_map(|queue| BOTH.map(|by| (*queue, by)));
        let counts = both.map(|(queue, by)| ((queue, by), self.today_in_hours(queue, by)));
        counts.filter(|(_, counts)| !counts.is_empty()).collect()
    }

    /// The hours, and the day's counts within them.
    pub(crate) fn carry_opening(&self) -> (BTreeMap<QueueId, Versions>, Vec<DayCounts>) {
        let of_day = |((queue, attribution), counts)| DayCounts {
            key: ContactKey::Queue(queue),
            attribution,
            counts,
        };
        let counted = self.day_in_hours().into_iter().map(of_day).collect();
        (self.opening.hours.versions().clone(), counted)
    }
}
