//! The month: how many of those looked at gave cause, and who stands on the list of it.
//!
//! Room:  server, discipline; pure, over what the routes read and the caller may see.
//! Takes: checks, findings that count, commendations, cases of attendance that count. Gives: the rate by
//!        team and level of supervision, and each person's points with their reasons.
//! Holds: the rate is findings made in checks over people looked at in the same checks; what was seen
//!        outside a check counts in points only, for nobody knows how many were looked at then.
//! Proof: tests below.

use super::catalogue::ConductLimits;
use domain::Proportion;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SupervisionLevel {
    /// The team leader at the own team.
    Team,
    /// The duty manager, walking the floor.
    Patrol,
    /// Quality, without saying so before.
    Unannounced,
}

impl SupervisionLevel {
    pub const ALL: [Self; 3] = [Self::Team, Self::Patrol, Self::Unannounced];

    /// The word in the store.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::Patrol => "patrol",
            Self::Unannounced => "unannounced",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }
}

/// Both halves of a rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub violations: u64,
    pub looked_at: u64,
}

impl Share {
    pub const fn add(&mut self, other: Self) {
        self.violations += other.violations;
        self.looked_at += other.looked_at;
    }

    /// Violations for each person looked at; absent where nobody was. It can pass 1:
    /// one person may give cause twice.
    #[must_use]
    pub fn rate(self) -> Option<f64> {
        Proportion::of(self.violations, self.looked_at).map(Proportion::get)
    }
}

/// Why somebody has points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PointReason {
    pub day: String,
    /// What: a rule's name, a commendation's reason, or a kind of attendance case.
    pub what_zh: String,
    pub what_en: String,
    /// Against the person if below zero.
    pub points: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListColour {
    Red,
    Black,
}

/// One person's month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonPoints {
    pub number: String,
    pub name: Option<String>,
    pub team: Option<u32>,
    pub site: Option<u32>,
    pub team_name: Option<String>,
    pub commended: u32,
    pub violated: u32,
    /// On which side of the list, if on any.
    pub colour: Option<ListColour>,
    pub reasons: Vec<PointReason>,
}

impl PersonPoints {
    #[must_use]
    pub fn of(number: &str) -> Self {
        Self {
            number: number.to_owned(),
            name: None,
            team: None,
            site: None,
            team_name: None,
            commended: 0,
            violated: 0,
            colour: None,
            reasons: Vec::new(),
        }
    }

    /// Adds a reason; its sign says which side it is on.
    pub fn add(&mut self, reason: PointReason) {
        let points = u32::try_from(reason.points.unsigned_abs()).unwrap_or(u32::MAX);
        let side = if reason.points > 0 { &mut self.commended } else { &mut self.violated };
        *side = side.saturating_add(points);
        self.reasons.push(reason);
    }

    /// The side: the black list by points alone, the red one only with nothing against the person.
    #[must_use]
    pub fn colour_by(&self, limits: &ConductLimits) -> Option<ListColour> {
        let has_violation = self.reasons.iter().any(|reason| reason.points <= 0);
        if self.violated > 0 && self.violated >= limits.black_from {
            Some(ListColour::Black)
        } else if self.commended > 0 && self.commended >= limits.red_from && !has_violation {
            Some(ListColour::Red)
        } else {
            None
        }
    }
}

/// Everybody with a reason, with the side each is on: the black list from the most points, then the red,
/// then the others; equal ones by number.
#[must_use]
pub fn ranked(
    mut people: BTreeMap<String, PersonPoints>,
    limits: &ConductLimits,
) -> Vec<PersonPoints> {
    for person in people.values_mut() {
        person.reasons.sort_by(|a, b| (&a.day, &a.what_zh).cmp(&(&b.day, &b.what_zh)));
        person.colour = person.colour_by(limits);
    }
    let mut all: Vec<PersonPoints> = people.into_values().collect();
    all.sort_by_key(|person| {
        let place = match person.colour {
            Some(ListColour::Black) => 1,
            Some(ListColour::Red) => 0,
            None => 2,
        };
        let most = std::cmp::Reverse(match person.colour {
            Some(ListColour::Black) => person.violated,
            Some(ListColour::Red) | None => person.commended,
        });
        (place, most, person.number.clone())
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(points: i64) -> PointReason {
        let (day, what) = ("2026-11-24".to_owned(), "x".to_owned());
        PointReason { day, what_zh: what.clone(), what_en: what, points }
    }

    fn person(number: &str, points: &[i64]) -> (String, PersonPoints) {
        let mut person = PersonPoints::of(number);
        points.iter().for_each(|points| person.add(reason(*points)));
        (number.to_owned(), person)
    }

    #[test]
    fn the_rate_is_the_ratio_of_sums_and_absent_where_nobody_was_looked_at() {
        let mut all = Share::default();
        all.add(Share { violations: 1, looked_at: 10 });
        all.add(Share { violations: 0, looked_at: 90 });
        assert_eq!(all.rate(), Some(0.01), "not the mean of 10 % and 0 %");
        assert_eq!(Share::default().rate(), None);
    }

    #[test]
    fn a_violation_keeps_off_the_red_list_and_points_put_on_the_black_one() {
        let people = [
            person("E1", &[5]),
            person("E2", &[8, -1]),
            person("E3", &[9, -3]),
            person("E4", &[-2]),
            person("E5", &[5, 0]),
            person("E6", &[7]),
        ];
        let all = ranked(people.into_iter().collect(), &ConductLimits::usual());
        let sides: Vec<_> = all.iter().map(|one| (one.number.as_str(), one.colour)).collect();
        let (red, black) = (Some(ListColour::Red), Some(ListColour::Black));
        let others = [("E2", None), ("E5", None), ("E4", None)];
        let expected = [[("E6", red), ("E1", red), ("E3", black)], others].concat();
        assert_eq!(sides, expected);
    }
}
