//! The formula of every measure, once.
//!
//! Room:  domain; `live`, history and reports all call these.
//! Takes: `Counts` (sums over one interval or many) and a definition.
//! Gives: `Option<Proportion>` or a mean; `None` where nothing was measured.
//! Holds: "within T" is wait <= T; contacts still open are in no closed figure.
//! Never: averages rates.
//! Proof: tests below, one per rule.

use crate::number::Proportion;
use crate::state::{ACTIVITIES, Activity};
use crate::time::{Duration, Timestamp};
use serde::{Deserialize, Serialize};

/// The five service level rules in use in the trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceLevelRule {
    /// answered in T / answered
    OfAnswered,
    /// answered in T / offered
    OfOffered,
    /// (answered in T + abandoned in T) / offered
    AbandonsInTimeMet,
    /// answered in T / (offered - abandoned in T)
    LessAbandonsInTime,
    /// answered in T / (offered - abandoned within S)
    LessShortAbandons,
}

impl ServiceLevelRule {
    pub const ALL: [Self; 5] = [
        Self::OfAnswered,
        Self::OfOffered,
        Self::AbandonsInTimeMet,
        Self::LessAbandonsInTime,
        Self::LessShortAbandons,
    ];
}

/// A service level rule with its parameters, as it stands beside a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ServiceLevelDefinition {
    pub rule: ServiceLevelRule,
    /// T: the longest wait that still counts as in time.
    pub threshold: Duration,
    /// S: an abandon within it is a wrong number; only `less_short_abandons` looks at it.
    pub short_abandon: Duration,
    /// What lies outside the queue's opening hours is left out.
    #[serde(default)]
    pub without_closed_hours: bool,
}

impl ServiceLevelDefinition {
    /// The house default, 30 秒接听率: `less_short_abandons`, T = 30 s, S = 5 s.
    pub const HOUSE: Self = Self {
        rule: ServiceLevelRule::LessShortAbandons,
        threshold: Duration::from_secs(30),
        short_abandon: Duration::from_secs(5),
        without_closed_hours: false,
    };
}

/// A definition as journaled: never changed, only followed by a later version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Definition {
    /// Stable over all versions.
    pub id: u32,
    pub version: u32,
    pub effective_from: Timestamp,
    pub service_level: ServiceLevelDefinition,
}

/// What a service level needs to know about an interval. Every wait that ended is in one field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    pub answered_in_threshold: u64,
    pub answered_late: u64,
    pub abandoned_in_threshold: u64,
    pub abandoned_late: u64,
    /// Of the abandoned (in threshold or late), those within S.
    pub abandoned_short: u64,
    /// Left by exit (timeout, key, redirect, callback): offered, neither answered nor abandoned.
    pub diverted: u64,
}

impl Outcomes {
    /// Entries whose wait ended.
    #[must_use]
    pub const fn offered(self) -> u64 {
        self.answered_in_threshold
            + self.answered_late
            + self.abandoned_in_threshold
            + self.abandoned_late
            + self.diverted
    }
}

/// A rate before it is one: both sides of the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ratio {
    pub above: u64,
    pub below: u64,
}

/// The contacts served in time and those that count, by the rule chosen.
#[must_use]
pub const fn service_level_ratio(outcomes: Outcomes, rule: ServiceLevelRule) -> Ratio {
    let offered = outcomes.offered();
    let Outcomes {
        answered_in_threshold: in_time,
        answered_late,
        abandoned_in_threshold,
        abandoned_late: _,
        abandoned_short,
        diverted: _,
    } = outcomes;
    let (above, below) = match rule {
        ServiceLevelRule::OfAnswered => (in_time, in_time + answered_late),
        ServiceLevelRule::OfOffered => (in_time, offered),
        ServiceLevelRule::AbandonsInTimeMet => (in_time + abandoned_in_threshold, offered),
        ServiceLevelRule::LessAbandonsInTime => (in_time, offered - abandoned_in_threshold),
        ServiceLevelRule::LessShortAbandons => (in_time, offered - abandoned_short),
    };
    Ratio { above, below }
}

/// The share of contacts served in time, by the rule chosen.
#[must_use]
pub fn service_level(outcomes: Outcomes, rule: ServiceLevelRule) -> Option<Proportion> {
    let Ratio { above, below } = service_level_ratio(outcomes, rule);
    Proportion::of(above, below)
}

/// answered / offered
#[must_use]
pub fn answer_rate(answered: u64, offered: u64) -> Option<Proportion> {
    Proportion::of(answered, offered)
}

/// abandoned in queue / offered
#[must_use]
pub fn abandonment(abandoned: u64, offered: u64) -> Option<Proportion> {
    Proportion::of(abandoned, offered)
}

/// (offered + refused - answered) / (offered + refused)
#[must_use]
pub fn loss_rate(offered: u64, refused: u64, answered: u64) -> Option<Proportion> {
    let tried = offered + refused;
    Proportion::of(tried.saturating_sub(answered), tried)
}

/// transferred / answered
#[must_use]
pub fn transfer_rate(transferred: u64, answered: u64) -> Option<Proportion> {
    Proportion::of(transferred, answered)
}

/// offers that rang out / offers
#[must_use]
pub fn rona(rung_out: u64, offers: u64) -> Option<Proportion> {
    Proportion::of(rung_out, offers)
}

/// A mean length: `total / count`, rounded down to the microsecond.
#[must_use]
pub fn mean(total: Duration, count: u64) -> Option<Duration> {
    let count = i64::try_from(count).ok().filter(|&n| n > 0)?;
    Some(Duration(total.0 / count))
}

/// Time spent in each activity, microseconds, indexed by [`Activity`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimeAccount(pub [u64; ACTIVITIES]);

impl TimeAccount {
    /// Books `length` under `activity`. Negative lengths book nothing.
    #[inline]
    pub fn add(&mut self, activity: Activity, length: Duration) {
        self.0[activity as usize] += u64::try_from(length.0).unwrap_or(0);
    }

    #[must_use]
    pub const fn of(&self, activity: Activity) -> u64 {
        self.0[activity as usize]
    }

    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }

    /// Talk, hold and after-contact work.
    #[must_use]
    pub const fn handling(&self) -> u64 {
        self.of(Activity::Talking)
            + self.of(Activity::Holding)
            + self.of(Activity::AfterContactWork)
    }

    /// Handling, available and ringing: the time in which a contact could be or was served.
    #[must_use]
    pub const fn serving(&self) -> u64 {
        self.handling() + self.of(Activity::Available) + self.of(Activity::Ringing)
    }

    /// Everything but signed out.
    #[must_use]
    pub const fn signed_in(&self) -> u64 {
        self.serving() + self.of(Activity::NotReady)
    }
}

/// (talk + hold + ACW) / (talk + hold + ACW + available + ringing)
#[must_use]
pub fn occupancy(times: &TimeAccount) -> Option<Proportion> {
    Proportion::of(times.handling(), times.serving())
}

/// (talk + hold + ACW + available + ringing) / signed-in time
#[must_use]
pub fn utilisation(times: &TimeAccount) -> Option<Proportion> {
    Proportion::of(times.serving(), times.signed_in())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Outcomes = Outcomes {
        answered_in_threshold: 80,
        answered_late: 10,
        abandoned_in_threshold: 5,
        abandoned_late: 5,
        abandoned_short: 2,
        diverted: 0,
    };

    fn percent(rule: ServiceLevelRule) -> String {
        service_level(DAY, rule).map_or("-".into(), |p| format!("{:.1}", 100.0 * p.get()))
    }

    #[test]
    fn one_day_has_five_service_levels() {
        assert_eq!(percent(ServiceLevelRule::OfAnswered), "88.9");
        assert_eq!(percent(ServiceLevelRule::OfOffered), "80.0");
        assert_eq!(percent(ServiceLevelRule::AbandonsInTimeMet), "85.0");
        assert_eq!(percent(ServiceLevelRule::LessAbandonsInTime), "84.2");
        assert_eq!(percent(ServiceLevelRule::LessShortAbandons), "81.6");
    }

    #[test]
    fn a_diverted_contact_is_offered_and_neither_answered_nor_abandoned() {
        let outcomes = Outcomes { answered_in_threshold: 1, diverted: 1, ..Outcomes::default() };
        let level = service_level(outcomes, ServiceLevelRule::OfOffered);
        assert_eq!(level.map(Proportion::get), Some(0.5));
    }

    #[test]
    fn an_empty_interval_has_no_figures() {
        for rule in ServiceLevelRule::ALL {
            assert_eq!(service_level(Outcomes::default(), rule), None);
        }
        assert_eq!(loss_rate(0, 0, 0), None);
        assert_eq!(mean(Duration::ZERO, 0), None);
        assert_eq!(occupancy(&TimeAccount::default()), None);
    }

    #[test]
    fn loss_counts_the_refused_as_well() {
        assert_eq!(loss_rate(8, 2, 6).map(Proportion::get), Some(0.4));
    }

    #[test]
    fn occupancy_leaves_breaks_out_and_utilisation_counts_them() {
        let mut times = TimeAccount::default();
        times.add(Activity::Talking, Duration(50));
        times.add(Activity::Holding, Duration(10));
        times.add(Activity::AfterContactWork, Duration(20));
        times.add(Activity::Available, Duration(20));
        times.add(Activity::NotReady, Duration(100));
        times.add(Activity::SignedOut, Duration(999));
        assert_eq!(occupancy(&times).map(Proportion::get), Some(0.8));
        assert_eq!(utilisation(&times).map(Proportion::get), Some(0.5));
    }
}
