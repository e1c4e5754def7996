//! What is counted about contacts: additive cells, from which every figure is computed on reading.
//!
//! Room:  domain; `live` fills the cells, `store` keeps them as cubes, screens read figures.
//! Takes: single outcomes with their waits.
//! Gives: `Counts` (adds up), `Figures` (rates, never added).
//! Holds: cells merge in any order to the same result; every threshold of the ladder is exact.
//! Never: stores a rate.
//! Proof: property `cells_merge_in_any_order`; tests below.

use crate::measure::{self, Outcomes, ServiceLevelDefinition, TimeAccount};
use crate::number::Proportion;
use crate::time::{Duration, Interval, Timestamp};
use serde::{Deserialize, Serialize};

/// The waits, in seconds, at which counting is exact. A service level threshold is one of these.
pub const LADDER: [i64; 31] = [
    1, 2, 3, 5, 8, 10, 12, 15, 18, 20, 25, 28, 30, 35, 40, 45, 50, 60, 75, 90, 120, 150, 180, 240,
    300, 420, 600, 900, 1200, 1800, 3600,
];

/// Number of histogram buckets: one per step of the ladder and one beyond.
pub const BUCKETS: usize = LADDER.len() + 1;

/// Which interval a fact belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribution {
    /// Everything about a contact counts in the interval in which it entered the queue.
    ByArrival,
    /// Each fact counts in the interval of its own event.
    ByEvent,
}

/// How many waits ended within each step of the ladder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Histogram(pub [u32; BUCKETS]);

/// The step of the ladder into which a wait falls: the first that is not below it.
#[inline]
#[must_use]
pub fn bucket(wait: Duration) -> usize {
    LADDER.partition_point(|&secs| secs * 1_000_000 < wait.0)
}

/// How many steps of the ladder lie within a threshold.
fn steps_within(threshold: Duration) -> usize {
    LADDER.partition_point(|&secs| secs * 1_000_000 <= threshold.0)
}

/// Whether figures for this threshold are exact, so that it may be used in a definition.
#[must_use]
pub fn is_on_ladder(threshold: Duration) -> bool {
    LADDER.iter().any(|&secs| Duration::from_secs(secs) == threshold)
}

impl Histogram {
    #[inline]
    pub fn add(&mut self, wait: Duration) {
        self.0[bucket(wait)] += 1;
    }

    /// Waits that ended within `threshold`. Exact on the ladder; else the next step below counts.
    #[must_use]
    pub fn within(&self, threshold: Duration) -> u64 {
        self.0[..steps_within(threshold)].iter().map(|&n| u64::from(n)).sum()
    }

    /// How many waits ended within the first 0, 1, 2 ... steps of the ladder.
    fn totals(&self) -> [u32; BUCKETS] {
        let mut sum = 0;
        self.0.map(|waits| {
            let before = sum;
            sum += waits;
            before
        })
    }

    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().map(|&n| u64::from(n)).sum()
    }

    /// The smallest step of the ladder within which `share` of the waits ended; `None` if there
    /// were none or the answer lies beyond the ladder.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact below 2^53 contacts")]
    pub fn quantile(&self, share: f64) -> Option<Duration> {
        let wanted = share * self.total() as f64;
        let mut seen = 0_u64;
        for (&count, &secs) in self.0.iter().zip(&LADDER) {
            seen += u64::from(count);
            if seen > 0 && seen as f64 >= wanted {
                return Some(Duration::from_secs(secs));
            }
        }
        None
    }

    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }
}

/// What happened to contacts in one interval, or in a sum of intervals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Counts {
    /// Entries into the queue.
    pub offered: u32,
    /// Not let in: queue full, nobody signed in, closed.
    pub refused: u32,
    pub answered: u32,
    pub abandoned: u32,
    /// Left by exit: timeout, key, redirect, overflow, callback.
    pub diverted: u32,
    pub transferred_blind: u32,
    pub transferred_attended: u32,
    /// Times an agent's phone rang.
    pub offers: u32,
    /// Offers that rang out.
    pub rung_out: u32,
    /// Handled contacts whose conversation has ended: the divisor of handle time.
    pub handled: u32,
    /// Microseconds.
    pub wait_answered: u64,
    pub wait_abandoned: u64,
    /// Longest wait that ended by answer or abandonment, microseconds.
    pub wait_max: u64,
    pub talk: u64,
    pub hold: u64,
    pub after_contact_work: u64,
    pub answered_waits: Histogram,
    pub abandoned_waits: Histogram,
}

impl Counts {
    /// Books an answer after `wait`.
    #[inline]
    pub fn answer(&mut self, wait: Duration) {
        let micros = u64::try_from(wait.0).unwrap_or(0);
        self.answered += 1;
        self.wait_answered += micros;
        self.wait_max = self.wait_max.max(micros);
        self.answered_waits.add(wait);
    }

    /// Books an abandonment after `wait`.
    #[inline]
    pub fn abandon(&mut self, wait: Duration) {
        let micros = u64::try_from(wait.0).unwrap_or(0);
        self.abandoned += 1;
        self.wait_abandoned += micros;
        self.wait_max = self.wait_max.max(micros);
        self.abandoned_waits.add(wait);
    }

    /// Adds another cell to this one.
    pub fn merge(&mut self, other: &Self) {
        let Self {
            offered,
            refused,
            answered,
            abandoned,
            diverted,
            transferred_blind,
            transferred_attended,
            offers,
            rung_out,
            handled,
            wait_answered,
            wait_abandoned,
            wait_max,
            talk,
            hold,
            after_contact_work,
            answered_waits,
            abandoned_waits,
        } = other;
        self.offered += offered;
        self.refused += refused;
        self.answered += answered;
        self.abandoned += abandoned;
        self.diverted += diverted;
        self.transferred_blind += transferred_blind;
        self.transferred_attended += transferred_attended;
        self.offers += offers;
        self.rung_out += rung_out;
        self.handled += handled;
        self.wait_answered += wait_answered;
        self.wait_abandoned += wait_abandoned;
        self.wait_max = self.wait_max.max(*wait_max);
        self.talk += talk;
        self.hold += hold;
        self.after_contact_work += after_contact_work;
        self.answered_waits.merge(answered_waits);
        self.abandoned_waits.merge(abandoned_waits);
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The outcomes as `definition` sees them.
    #[must_use]
    pub fn outcomes(&self, definition: ServiceLevelDefinition) -> Outcomes {
        let answered = self.answered_waits.within(definition.threshold);
        let abandoned = self.abandoned_waits.within(definition.threshold);
        let short = self.abandoned_waits.within(definition.short_abandon);
        self.outcomes_of(answered, abandoned, short)
    }

    fn outcomes_of(&self, answered: u64, abandoned: u64, short: u64) -> Outcomes {
        Outcomes {
            answered_in_threshold: answered,
            answered_late: u64::from(self.answered) - answered,
            abandoned_in_threshold: abandoned,
            abandoned_late: u64::from(self.abandoned) - abandoned,
            abandoned_short: short,
            diverted: u64::from(self.diverted),
        }
    }

    #[must_use]
    pub fn service_level(&self, definition: ServiceLevelDefinition) -> Option<Proportion> {
        measure::service_level(self.outcomes(definition), definition.rule)
    }

    /// The service levels by several definitions, in their order: the waits are added up once for
    /// all of them.
    pub fn service_levels(
        &self,
        definitions: impl IntoIterator<Item = ServiceLevelDefinition>,
    ) -> impl Iterator<Item = Option<Proportion>> {
        let answered = self.answered_waits.totals();
        let abandoned = self.abandoned_waits.totals();
        definitions.into_iter().map(move |definition| {
            let threshold = steps_within(definition.threshold);
            let short = steps_within(definition.short_abandon);
            let in_time = (answered[threshold].into(), abandoned[threshold].into());
            let outcomes = self.outcomes_of(in_time.0, in_time.1, abandoned[short].into());
            measure::service_level(outcomes, definition.rule)
        })
    }

    /// How many of the contacts whose wait ended waited longer than the step of the ladder before.
    #[must_use]
    pub fn waited_to(&self) -> [u64; BUCKETS] {
        let mut left = self.answered_waits.total() + self.abandoned_waits.total();
        std::array::from_fn(|step| {
            let waited = left;
            left -=
                u64::from(self.answered_waits.0[step]) + u64::from(self.abandoned_waits.0[step]);
            waited
        })
    }

    /// Of the contacts that waited longer than the step of the ladder before, the share that abandoned
    /// within the step; `None` where nobody waited so long. Answered waits are censored: Kaplan and
    /// Meier 1958; for call centres Brown et al., JASA 100 (2005), section 5.
    #[must_use]
    pub fn abandonment_by_wait(&self) -> [Option<Proportion>; BUCKETS] {
        let waited = self.waited_to();
        std::array::from_fn(|step| {
            Proportion::of(self.abandoned_waits.0[step].into(), waited[step])
        })
    }

    #[must_use]
    pub fn answer_rate(&self) -> Option<Proportion> {
        measure::answer_rate(self.answered.into(), self.offered.into())
    }

    #[must_use]
    pub fn abandonment(&self) -> Option<Proportion> {
        measure::abandonment(self.abandoned.into(), self.offered.into())
    }

    #[must_use]
    pub fn loss_rate(&self) -> Option<Proportion> {
        measure::loss_rate(self.offered.into(), self.refused.into(), self.answered.into())
    }

    #[must_use]
    pub fn transfer_rate(&self) -> Option<Proportion> {
        let transferred = u64::from(self.transferred_blind) + u64::from(self.transferred_attended);
        measure::transfer_rate(transferred, self.answered.into())
    }

    #[must_use]
    pub fn rona(&self) -> Option<Proportion> {
        measure::rona(self.rung_out.into(), self.offers.into())
    }

    /// Average speed of answer.
    #[must_use]
    pub fn asa(&self) -> Option<Duration> {
        measure::mean(micros(self.wait_answered), self.answered.into())
    }

    /// Average handle time: talk, hold and after-contact work over handled contacts.
    #[must_use]
    pub fn aht(&self) -> Option<Duration> {
        let handling = self.talk + self.hold + self.after_contact_work;
        measure::mean(micros(handling), self.handled.into())
    }
}

fn micros(length: u64) -> Duration {
    Duration(i64::try_from(length).unwrap_or(i64::MAX))
}

/// What an agent (or a seat) did in one interval: time by activity and offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WorkCounts {
    pub times: TimeAccount,
    pub offers: u32,
    pub rung_out: u32,
    pub answered: u32,
    pub handled: u32,
    pub transferred: u32,
    /// Time in break and meal beyond what is allowed, microseconds.
    pub break_overrun: u64,
}

impl WorkCounts {
    pub fn merge(&mut self, other: &Self) {
        let Self { times, offers, rung_out, answered, handled, transferred, break_overrun } = other;
        self.times.merge(times);
        self.offers += offers;
        self.rung_out += rung_out;
        self.answered += answered;
        self.handled += handled;
        self.transferred += transferred;
        self.break_overrun += break_overrun;
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The length of a contact cell: 5 minutes.
pub const CONTACT_STEP: Duration = Duration::from_minutes(5);
/// The length of a work cell: 15 minutes.
pub const WORK_STEP: Duration = Duration::from_minutes(15);

/// The contact cell that holds `instant`.
#[must_use]
pub fn contact_interval(instant: Timestamp) -> Interval {
    Interval::at(instant.floor(CONTACT_STEP), CONTACT_STEP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_of_exactly_the_threshold_is_in_time() {
        let mut counts = Counts::default();
        counts.answer(Duration::from_secs(30));
        counts.answer(Duration(30_000_001));
        assert_eq!(counts.answered_waits.within(Duration::from_secs(30)), 1);
        assert_eq!(counts.answered_waits.within(Duration::from_secs(35)), 2);
    }

    #[test]
    fn a_wait_beyond_the_ladder_is_still_counted() {
        let mut counts = Counts::default();
        counts.abandon(Duration::from_secs(9_999));
        assert_eq!(counts.abandoned_waits.total(), 1);
        assert_eq!(counts.abandoned_waits.within(Duration::from_secs(3_600)), 0);
        assert_eq!(counts.wait_max, 9_999_000_000);
    }

    #[test]
    fn the_house_rule_leaves_short_abandons_out() {
        let mut counts = Counts { offered: 4, ..Counts::default() };
        counts.answer(Duration::from_secs(10));
        counts.answer(Duration::from_secs(40));
        counts.abandon(Duration::from_secs(4));
        counts.abandon(Duration::from_secs(20));
        let level = counts.service_level(ServiceLevelDefinition::HOUSE).map(Proportion::get);
        assert_eq!(level, Some(1.0 / 3.0));
    }

    #[test]
    fn the_share_that_abandons_is_of_those_who_waited_so_long() {
        let mut counts = Counts::default();
        counts.answer(Duration::from_secs(1));
        counts.abandon(Duration::from_secs(2));
        counts.answer(Duration::from_secs(2));
        counts.abandon(Duration::from_secs(9_999));
        let shares = counts.abandonment_by_wait().map(|share| share.map(Proportion::get));
        assert_eq!(shares[..3], [Some(0.0), Some(1.0 / 3.0), Some(0.0)]);
        assert_eq!(counts.waited_to()[..4], [4, 3, 1, 1]);
        assert_eq!(shares[BUCKETS - 1], Some(1.0), "beyond the ladder");
        assert_eq!(Counts::default().abandonment_by_wait(), [None; BUCKETS]);
    }

    #[test]
    fn the_median_lies_on_the_ladder() {
        let mut waits = Histogram::default();
        assert_eq!(waits.quantile(0.5), None);
        for secs in [1, 2, 2, 9, 100] {
            waits.add(Duration::from_secs(secs));
        }
        assert_eq!(waits.quantile(0.5), Some(Duration::from_secs(2)));
        assert_eq!(waits.quantile(0.9), Some(Duration::from_secs(120)));
    }
}
