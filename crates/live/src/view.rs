//! What screens read: queues, contacts, agents, seats, sources, now and over time.
//!
//! Room:  live; read by the server between records, changes nothing.
//! Gives: ids, counts and instants; rates come from `Counts` and a definition, texts from `names`.
//! Holds: sums over queues are sums of counts, so rates over them are ratios of sums.
//! Cost:  one pass over open contacts (`lines`), agents (`people`, `members`) or the last hour's
//!        facts (`windows`); build each once per frame and share it.
//! Proof: stories `views`; property `a_window_counts_what_the_records_say`.

mod contacts;
mod figures;
mod opening;
mod people;
mod sums;
mod windows;
mod work;

pub use crate::definitions::HOUSE_DEFINITION;
pub use contacts::{Floor, Line};
pub use figures::{Group, Running};
pub use people::{Members, People, Seats};
pub use sums::Sums;

use crate::live::Live;
use domain::calendar::Zone;
use domain::measure::Definition;
use domain::state::NotReadyReason;
use domain::{Duration, Interval, QueueId, SourceId, Timestamp};
use journal::AnomalyKind;
use journal::carry::{Centre, Names, Setting, Source};
use std::collections::{BTreeMap, BTreeSet};

impl Live {
    /// The last record applied; 0 before the first.
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The journal's time up to which intervals are closed.
    #[must_use]
    pub const fn now(&self) -> Option<Timestamp> {
        self.now
    }

    #[must_use]
    pub const fn centre(&self) -> &Centre {
        &self.centre
    }

    /// The centre's zone.
    #[must_use]
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The running business day.
    #[must_use]
    pub const fn business_day_interval(&self) -> Interval {
        self.cells.day()
    }

    /// The names of everything registered.
    #[must_use]
    pub const fn names(&self) -> &Names {
        &self.names
    }

    /// Every version of every definition.
    pub fn definitions(&self) -> impl Iterator<Item = &Definition> {
        self.definitions.all()
    }

    /// The version of a definition in force at `at`.
    #[must_use]
    pub fn definition(&self, id: u32, at: Timestamp) -> Option<Definition> {
        self.definitions.in_force(id, at)
    }

    /// The definitions in force at `at`, by id: what stands side by side.
    #[must_use]
    pub fn definitions_in_force(&self, at: Timestamp) -> Vec<Definition> {
        let ids: BTreeSet<u32> = self.definitions.all().map(|d| d.id).collect();
        ids.into_iter().filter_map(|id| self.definitions.in_force(id, at)).collect()
    }

    /// The share (per thousand) that a definition is to reach for a queue, or for the centre.
    #[must_use]
    pub fn target(&self, queue: Option<QueueId>, definition: u32) -> Option<u16> {
        self.definitions.target(queue, definition)
    }

    /// The target of a queue alone, or of the centre.
    #[must_use]
    pub fn own_target(&self, queue: Option<QueueId>, definition: u32) -> Option<u16> {
        self.definitions.own_target(queue, definition)
    }

    /// Whether people set this last, not a source or the configuration file.
    #[must_use]
    pub fn is_by_people(&self, setting: Setting) -> bool {
        self.by_people.contains(&setting)
    }

    /// The longest that a stay may last.
    #[must_use]
    pub fn break_allowance(&self, reason: NotReadyReason) -> Option<Duration> {
        self.definitions.allowance(reason)
    }

    /// Every source that was registered or heard of.
    #[must_use]
    pub fn sources(&self) -> BTreeMap<SourceId, Source> {
        let mut sources = self.sources.carry();
        for source in self.names.sources.keys() {
            sources.entry(*source).or_default();
        }
        sources
    }

    #[must_use]
    pub fn source_state(&self, source: SourceId) -> Option<&Source> {
        self.sources.get(source)
    }

    /// Whether a source's clock is flagged.
    #[must_use]
    pub fn is_skewed(source: &Source) -> bool {
        source.is_ahead || source.skew.is_some_and(crate::sources::is_too_far)
    }

    /// Anomalies by kind, over all sources.
    #[must_use]
    pub fn anomalies(&self) -> BTreeMap<AnomalyKind, u64> {
        let mut sum = BTreeMap::new();
        for (&kind, count) in self.sources.iter().flat_map(|source| &source.anomalies) {
            *sum.entry(kind).or_default() += count;
        }
        sum
    }
}
