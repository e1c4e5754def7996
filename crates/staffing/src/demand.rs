//! What a plan starts from: demand by interval and skill, and what is promised for each skill.
//!
//! Room:  staffing; read by all three directions.
//! Takes: numbers of a forecast or of a file. Gives: `Need`, checked.
//! Holds: an interval is named by its start; a skill that demand names is there.
//! Never: forecasts.
//! Proof: tests below.

use crate::erlang::Offer;
use crate::shrinkage::{self, ShrinkagePart};
use crate::target::Targets;
use domain::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// So many rows of demand at most: ten years of quarter hours for one skill.
pub const ROWS_MAX: usize = 400_000;

/// Demand with the skills that it asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Need {
    pub interval_minutes: u32,
    pub skills: Vec<Skill>,
    pub demand: Vec<Demand>,
}

/// A skill with its promise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skill {
    pub skill: String,
    #[serde(default)]
    pub targets: Targets,
    /// Mean patience, s; absent: nobody abandons.
    pub patience_s: Option<f64>,
    /// Standard deviation / mean of handle times; absent: as an exponential law, which the formulas
    /// always assume and the simulation need not.
    pub handle_variation: Option<f64>,
    #[serde(default)]
    pub shrinkage: Vec<ShrinkagePart>,
}

/// Contacts of one skill in one interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    #[serde(with = "instant")]
    pub start: Timestamp,
    pub skill: String,
    /// Expected number.
    pub contacts: f64,
    /// Mean handle time, s.
    pub handle_s: f64,
    /// Standard deviation of the expectation itself (not of chance): how sure the forecast is.
    #[serde(default)]
    pub contacts_deviation: f64,
}

/// Why a plan cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Fault {
    /// Where, as `demand[3].contacts`.
    pub place: String,
    pub what: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// A requirement on an input.
pub(crate) fn require(
    holds: bool,
    place: impl Into<String>,
    what: &'static str,
) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(Fault { place: place.into(), what }) }
}

impl Need {
    /// Whether a plan can be made of it.
    ///
    /// # Errors
    /// The first entry that is missing, negative or names what is not there.
    pub fn check(&self) -> Result<(), Fault> {
        let Self { interval_minutes, skills, demand } = self;
        let is_interval = (1..=1_440).contains(interval_minutes);
        require(is_interval, "interval_minutes", "must be between 1 and 1440")?;
        require(demand.len() <= ROWS_MAX, "demand", "has more than 400 000 rows; plan in parts")?;
        for (index, skill) in skills.iter().enumerate() {
            skill.check(index)?;
            let is_new = skills.iter().take(index).all(|other| other.skill != skill.skill);
            require(is_new, format!("skills[{index}].skill"), "is there twice")?;
        }
        for (index, row) in demand.iter().enumerate() {
            let place = |part| format!("demand[{index}].{part}");
            require(self.skill(&row.skill).is_some(), place("skill"), "is not among the skills")?;
            require(is_count(row.contacts), place("contacts"), "must be 0 or more")?;
            let is_length = row.handle_s > 0.0 && row.handle_s <= 1e6;
            require(is_length, place("handle_s"), "must be above 0 s")?;
            require(
                is_count(row.contacts_deviation),
                place("contacts_deviation"),
                "must be 0 or more",
            )?;
        }
        self.check_order()
    }

    /// Each interval once per skill, and none that overlaps the next of its skill.
    fn check_order(&self) -> Result<(), Fault> {
        let mut starts: Vec<(&str, Timestamp, usize)> = self
            .demand
            .iter()
            .enumerate()
            .map(|(index, row)| (row.skill.as_str(), row.start, index))
            .collect();
        starts.sort_unstable();
        let length = i64::from(self.interval_minutes) * 60_000_000;
        for pair in starts.windows(2) {
            if let [(one, before, _), (other, after, index)] = pair {
                let is_apart = one != other || after.minus(*before).micros() >= length;
                let what = "begins before the one before it ends";
                require(is_apart, format!("demand[{index}].start"), what)?;
            }
        }
        Ok(())
    }

    /// Length of an interval, s.
    #[must_use]
    pub fn interval_s(&self) -> f64 {
        f64::from(self.interval_minutes) * 60.0
    }

    #[must_use]
    pub fn skill(&self, name: &str) -> Option<&Skill> {
        self.skills.iter().find(|skill| skill.skill == name)
    }

    /// What a row of demand offers to the agents.
    #[must_use]
    pub fn offer(&self, row: &Demand) -> Offer {
        let patience_s = self.skill(&row.skill).and_then(|skill| skill.patience_s);
        Offer::of_contacts(row.contacts, self.interval_s(), row.handle_s).with_patience(patience_s)
    }
}

impl Skill {
    /// Share of paid time that does not serve.
    #[must_use]
    pub fn shrinkage(&self) -> f64 {
        shrinkage::total(&self.shrinkage).unwrap_or(0.0)
    }

    fn check(&self, index: usize) -> Result<(), Fault> {
        let place = |part| format!("skills[{index}].{part}");
        let sum = shrinkage::total(&self.shrinkage);
        require(sum.is_some(), place("shrinkage"), "parts must be 0 or more and leave some time")?;
        let has_patience = self.patience_s.is_none_or(|mean| mean > 0.0 && mean <= 1e9);
        require(has_patience, place("patience_s"), "must be above 0 s, or absent")?;
        let variation =
            self.handle_variation.is_none_or(|variation| (0.0..=20.0).contains(&variation));
        require(variation, place("handle_variation"), "must be between 0 and 20, or absent")?;
        let Targets { service_level, asa_s, occupancy_max, abandonment_max } = self.targets;
        let is_share = |share: f64| share > 0.0 && share <= 1.0;
        let level = service_level.is_none_or(|level| {
            is_share(level.share) && level.threshold_s >= 0.0 && level.short_abandon_s >= 0.0
        });
        require(level, place("targets.service_level"), "needs a share above 0 and at most 1")?;
        let wait = asa_s.is_none_or(|limit| limit >= 0.0);
        require(wait, place("targets.asa_s"), "must be 0 s or more")?;
        let cap = occupancy_max.is_none_or(is_share);
        require(cap, place("targets.occupancy_max"), "must be above 0 and at most 1")?;
        let lost = abandonment_max.is_none_or(|share| (0.0..=1.0).contains(&share));
        require(lost, place("targets.abandonment_max"), "must be between 0 and 1")
    }
}

fn is_count(number: f64) -> bool {
    (0.0..=1e9).contains(&number)
}

/// Instants as RFC 3339 text.
pub(crate) mod instant {
    use domain::Timestamp;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(crate) fn serialize<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(at)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        let text = String::deserialize(from)?;
        Timestamp::parse(&text).map_err(D::Error::custom)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::target::ServiceLevel;
    use domain::measure::ServiceLevelRule;

    /// A morning of one skill: 80 % in 20 s, patience of three minutes, a fifth of shrinkage.
    pub(crate) fn morning(contacts: &[f64]) -> Need {
        let level = ServiceLevel {
            rule: ServiceLevelRule::LessAbandonsInTime,
            share: 0.8,
            threshold_s: 20.0,
            short_abandon_s: 0.0,
        };
        let kind = shrinkage::ShrinkageKind::Break;
        let skill = Skill {
            skill: "service".into(),
            targets: Targets::of_service_level(level),
            patience_s: Some(180.0),
            handle_variation: None,
            shrinkage: vec![ShrinkagePart { kind, share: 0.2 }],
        };
        let row = |(index, &contacts): (i64, &f64)| Demand {
            start: Timestamp::from_secs(1_800 * index),
            skill: "service".into(),
            contacts,
            handle_s: 240.0,
            contacts_deviation: 0.0,
        };
        Need {
            interval_minutes: 30,
            skills: vec![skill],
            demand: (0..).zip(contacts).map(row).collect(),
        }
    }

    fn place(change: impl FnOnce(&mut Need)) -> String {
        let mut need = morning(&[10.0, 20.0]);
        change(&mut need);
        need.check().map_or_else(|fault| fault.place, |()| String::new())
    }

    #[test]
    fn a_need_that_cannot_be_planned_says_where() {
        assert_eq!(place(|_| ()), "");
        assert_eq!(place(|need| need.demand[1].contacts = -1.0), "demand[1].contacts");
        assert_eq!(place(|need| need.demand[1].contacts = f64::NAN), "demand[1].contacts");
        assert_eq!(place(|need| need.demand[0].handle_s = 0.0), "demand[0].handle_s");
        assert_eq!(place(|need| need.demand[0].skill = "other".into()), "demand[0].skill");
        assert_eq!(
            place(|need| need.demand[1].start = Timestamp::from_secs(60)),
            "demand[1].start"
        );
        assert_eq!(place(|need| need.skills[0].shrinkage[0].share = 1.0), "skills[0].shrinkage");
        assert_eq!(
            place(|need| need.skills[0].targets.occupancy_max = Some(1.2)),
            "skills[0].targets.occupancy_max"
        );
        assert_eq!(place(|need| need.interval_minutes = 0), "interval_minutes");
    }
}
