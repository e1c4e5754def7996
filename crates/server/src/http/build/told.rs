//! Counts twice: all of them, and those within opening hours.
//!
//! Room:  server/http/build; a definition says which of the two its service level is made of.
//! Holds: every other figure is made of all; where no definition asks, nothing is counted twice.

use domain::figures::{Attribution, Counts};
use domain::history::ContactKey;
use domain::measure::ServiceLevelDefinition;
use domain::{Duration, Proportion, QueueId, Timestamp};
use live::Live;
use live::view::{Group, Running};
use std::collections::BTreeMap;

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub all: Counts,
    /// The same without what lies outside of the queue's hours.
    pub in_hours: Counts,
}

impl Told {
    /// Where no definition asks for hours, or nothing has any.
    #[must_use]
    pub const fn always(all: Counts) -> Self {
        Self { all, in_hours: all }
    }

    pub fn merge(&mut self, other: &Self) {
        self.all.merge(&other.all);
        self.in_hours.merge(&other.in_hours);
    }

    #[must_use]
    pub fn service_level(&self, definition: ServiceLevelDefinition) -> Option<Proportion> {
        let counts = if definition.without_closed_hours { &self.in_hours } else { &self.all };
        counts.service_level(definition)
    }
}

/// Whether any definition in force looks at opening hours.
#[must_use]
pub fn asks_for_hours(live: &Live, now: Timestamp) -> bool {
    let in_force = live.definitions_in_force(now);
    in_force.iter().any(|one| one.service_level.without_closed_hours)
}

/// A queue in a running interval.
#[must_use]
pub fn running(live: &Live, queue: QueueId, by: Attribution, running: Running) -> Told {
    Told {
        all: live.running(ContactKey::Queue(queue), by, running),
        in_hours: live.running_in_hours(queue, by, running),
    }
}

/// Every queue's day; `asks`: some definition looks at hours.
#[must_use]
pub fn today(live: &Live, by: Attribution, asks: bool) -> BTreeMap<u32, Told> {
    let all = live.running_by(Group::Queue, by, Running::Day);
    let told = |(queue, all)| {
        let in_hours =
            if asks { live.running_in_hours(QueueId(queue), by, Running::Day) } else { all };
        (queue, Told { all, in_hours })
    };
    all.into_iter().map(told).collect()
}

/// Every queue's windows; `asks`: some definition looks at hours.
#[must_use]
pub fn windows(
    live: &Live,
    now: Timestamp,
    lengths: &[Duration],
    (by, asks): (Attribution, bool),
) -> BTreeMap<u32, Vec<Told>> {
    let all = live.windows(now, lengths, Group::Queue, by);
    let in_hours = asks.then(|| live.windows_in_hours(now, lengths, by));
    let told = |(queue, all): (u32, &[Counts])| {
        let within = in_hours.as_ref().map(|sums| sums.get(queue).unwrap_or_default());
        let one = |(place, &all): (usize, &Counts)| match within {
            None => Told::always(all),
            Some(within) => Told { all, in_hours: within.get(place).copied().unwrap_or_default() },
        };
        (queue, all.iter().enumerate().map(one).collect())
    };
    all.iter().map(told).collect()
}
