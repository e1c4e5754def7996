//! The year plan: whom to hire when, with leaving, lead, training, holidays and seats.
//!
//! Room:  staffing; after the requirement by month.
//! Takes: a `YearPlan`. Gives: one `Month` each, with hires, orders, what is missing and why.
//! Holds: people are expected numbers, hires whole ones; a hire counts from the month in which it starts, by
//!        its share of a trained person's work; as late as the training allows and no earlier.
//! Never: lets go; a surplus is shown.
//! Proof: tests below.

use crate::demand::{Fault, require};
use serde::{Deserialize, Serialize};

/// The question of the year plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearPlan {
    /// Trained people at the beginning.
    pub people: f64,
    /// Share of people who leave within a month.
    pub attrition_monthly: f64,
    /// Months from the decision to a hire's first day.
    pub hiring_lead_months: usize,
    /// Share of a trained person's work that a hire does in the first, second … month; then 1.
    #[serde(default)]
    pub training: Vec<f64>,
    pub hires_max_monthly: Option<u32>,
    pub seats: Option<u32>,
    /// People who share a seat over the day.
    #[serde(default = "one")]
    pub people_per_seat: f64,
    pub months: Vec<MonthNeed>,
}

const fn one() -> f64 {
    1.0
}

/// What a month asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthNeed {
    pub month: String,
    /// Hours of agents at work, before shrinkage.
    pub agent_hours: f64,
    /// 0..1, holidays not in it.
    #[serde(default)]
    pub shrinkage: f64,
    /// Working days of one person, the month's holidays taken off.
    pub working_days: f64,
    pub hours_per_day: f64,
}

/// Why people are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// Who is decided on now comes too late, or is not yet trained.
    Lead,
    HiresMax,
    Seats,
}

/// A month of the plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Month {
    pub month: String,
    /// Trained people needed.
    pub required: f64,
    /// On the payroll.
    pub people: f64,
    /// Their work, in trained people.
    pub effective: f64,
    /// Start in this month.
    pub hires: u32,
    /// Are to be decided on in this month.
    pub orders: u32,
    /// Leave within this month.
    pub leavers: f64,
    /// required - effective, where positive.
    pub missing: f64,
    /// effective - required, where positive.
    pub surplus: f64,
    pub seats_needed: f64,
    pub obstacle: Option<Obstacle>,
}

/// Solves for the hires.
///
/// # Errors
/// The first fault of the plan.
pub fn plan(given: &YearPlan) -> Result<Vec<Month>, Fault> {
    given.check()?;
    let mut hires = vec![0_u32; given.months.len()];
    let mut obstacles = vec![None; given.months.len()];
    for (month, obstacle_here) in obstacles.iter_mut().enumerate() {
        while given.missing(&hires, month) > 1e-9 {
            match given.start_for(&hires, month) {
                Ok(start) => hires[start] += 1,
                Err(obstacle) => {
                    *obstacle_here = Some(obstacle);
                    break;
                }
            }
        }
    }
    let rows = given.months.iter().enumerate();
    Ok(rows.map(|(month, need)| given.row(&hires, month, need, obstacles[month])).collect())
}

impl YearPlan {
    fn check(&self) -> Result<(), Fault> {
        require(is_count(self.people), "people", "must be 0 or more")?;
        let attrition = (0.0..1.0).contains(&self.attrition_monthly);
        require(attrition, "attrition_monthly", "must be 0 or more and below 1")?;
        let is_trained = self.training.iter().all(|share| (0.0..=1.0).contains(share));
        require(is_trained, "training", "must be between 0 and 1")?;
        let sharing = self.people_per_seat > 0.0 && self.people_per_seat <= 100.0;
        require(sharing, "people_per_seat", "must be above 0 and at most 100")?;
        require(self.months.len() <= 600, "months", "has more than 600")?;
        for (index, month) in self.months.iter().enumerate() {
            let place = |part| format!("months[{index}].{part}");
            require(is_count(month.agent_hours), place("agent_hours"), "must be 0 or more")?;
            let is_share = (0.0..1.0).contains(&month.shrinkage);
            require(is_share, place("shrinkage"), "must be 0 or more and below 1")?;
            let works = month.working_days > 0.0 && month.working_days <= 31.0;
            require(works, place("working_days"), "must be above 0 and at most 31")?;
            let hours = month.hours_per_day > 0.0 && month.hours_per_day <= 24.0;
            require(hours, place("hours_per_day"), "must be above 0 and at most 24")?;
        }
        Ok(())
    }

    /// Share of those at work in `start` who are still there in `month`.
    fn staying(&self, start: usize, month: usize) -> f64 {
        libm::pow(1.0 - self.attrition_monthly, as_f64(month - start))
    }

    fn trained(&self, start: usize, month: usize) -> f64 {
        self.training.get(month - start).copied().unwrap_or(1.0)
    }

    fn sum(&self, hires: &[u32], month: usize, share: impl Fn(usize) -> f64) -> f64 {
        let started = hires.iter().take(month + 1).enumerate();
        let hired: f64 = started
            .map(|(start, &count)| f64::from(count) * self.staying(start, month) * share(start))
            .sum();
        self.people * self.staying(0, month) + hired
    }

    fn people(&self, hires: &[u32], month: usize) -> f64 {
        self.sum(hires, month, |_| 1.0)
    }

    fn effective(&self, hires: &[u32], month: usize) -> f64 {
        self.sum(hires, month, |start| self.trained(start, month))
    }

    fn missing(&self, hires: &[u32], month: usize) -> f64 {
        self.months[month].required() - self.effective(hires, month)
    }

    /// The month in which one more hire, needed in `month`, should start: the latest of those in which a
    /// hire does most by then.
    fn start_for(&self, hires: &[u32], month: usize) -> Result<usize, Obstacle> {
        let mut best: Option<(f64, usize)> = None;
        let mut obstacle = Obstacle::Lead;
        for start in self.hiring_lead_months..=month {
            let work = self.trained(start, month);
            if work <= 0.0 {
                continue;
            }
            if self.hires_max_monthly.is_some_and(|most| hires[start] >= most) {
                obstacle = obstacle.max(Obstacle::HiresMax);
                continue;
            }
            if !self.has_seats(hires, start) {
                obstacle = obstacle.max(Obstacle::Seats);
                continue;
            }
            if best.is_none_or(|(most, _)| work >= most) {
                best = Some((work, start));
            }
        }
        best.map(|(_, start)| start).ok_or(obstacle)
    }

    /// Whether one more who starts in `start` finds a seat from then on.
    fn has_seats(&self, hires: &[u32], start: usize) -> bool {
        self.seats.is_none_or(|seats| {
            let room = f64::from(seats) * self.people_per_seat + 1e-9;
            let later = start..self.months.len();
            later
                .into_iter()
                .all(|month| self.people(hires, month) + self.staying(start, month) <= room)
        })
    }

    fn row(
        &self,
        hires: &[u32],
        month: usize,
        need: &MonthNeed,
        obstacle: Option<Obstacle>,
    ) -> Month {
        let (people, effective) = (self.people(hires, month), self.effective(hires, month));
        let gap = need.required() - effective;
        Month {
            month: need.month.clone(),
            required: need.required(),
            people,
            effective,
            hires: hires[month],
            orders: hires.get(month + self.hiring_lead_months).copied().unwrap_or(0),
            leavers: people * self.attrition_monthly,
            missing: gap.max(0.0),
            surplus: (-gap).max(0.0),
            seats_needed: people / self.people_per_seat,
            obstacle,
        }
    }
}

impl MonthNeed {
    /// Trained people who do the month's work.
    fn required(&self) -> f64 {
        self.agent_hours / (1.0 - self.shrinkage) / (self.working_days * self.hours_per_day)
    }
}

fn is_count(number: f64) -> bool {
    (0.0..=1e9).contains(&number)
}

#[expect(clippy::cast_precision_loss, reason = "months are few")]
fn as_f64(months: usize) -> f64 {
    months as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 100 people, 2 % leave, two months of lead, half trained in the first month.
    fn given(hours: &[f64]) -> YearPlan {
        let month = |(index, &agent_hours): (usize, &f64)| MonthNeed {
            month: format!("2027-{:02}", index + 1),
            agent_hours,
            shrinkage: 0.2,
            working_days: 20.0,
            hours_per_day: 8.0,
        };
        YearPlan {
            people: 100.0,
            attrition_monthly: 0.02,
            hiring_lead_months: 2,
            training: vec![0.5],
            hires_max_monthly: None,
            seats: None,
            people_per_seat: 1.5,
            months: hours.iter().enumerate().map(month).collect(),
        }
    }

    /// Hours that take so many trained people.
    fn hours(people: f64) -> f64 {
        people * 160.0 * 0.8
    }

    #[test]
    fn hires_come_so_that_they_are_trained_when_needed_and_no_earlier() {
        let rows = plan(&given(&[90.0, 90.0, 90.0, 90.0, 110.0, 110.0].map(hours))).unwrap();
        assert!(rows.iter().all(|row| row.missing < 1e-9), "{rows:#?}");
        assert_eq!(rows[2].hires, 0);
        // In month 5 (index 4) 100·0.98⁴ = 92.2 are left; the rest came the month before, trained by then.
        let needed = (110.0 - 100.0 * 0.98_f64.powi(4)) / 0.98;
        let hires = f64::from(rows[3].hires);
        assert!(hires >= needed && hires < needed + 1.0, "{hires} {needed}");
        assert_eq!(rows[1].orders, rows[3].hires);
        assert!((rows[0].required - 90.0).abs() < 1e-9 && (rows[0].leavers - 2.0).abs() < 1e-9);
    }

    #[test]
    fn what_stands_in_the_way_is_named() {
        let rows = plan(&given(&[120.0, 120.0].map(hours))).unwrap();
        assert_eq!((rows[0].obstacle, rows[0].hires), (Some(Obstacle::Lead), 0));
        assert!((rows[0].missing - 20.0).abs() < 1e-9);
        let mut few = given(&[90.0, 90.0, 90.0, 90.0, 130.0].map(hours));
        few.hires_max_monthly = Some(4);
        let rows = plan(&few).unwrap();
        assert_eq!(rows.iter().map(|row| row.hires).collect::<Vec<_>>(), [0, 0, 4, 4, 4]);
        assert_eq!(rows[4].obstacle, Some(Obstacle::HiresMax));
        let mut narrow = few;
        narrow.hires_max_monthly = None;
        narrow.seats = Some(68);
        let rows = plan(&narrow).unwrap();
        assert_eq!(rows[4].obstacle, Some(Obstacle::Seats));
        assert!(rows.iter().all(|row| row.seats_needed <= 68.0), "{rows:#?}");
    }

    #[test]
    fn holidays_take_working_days_and_so_more_people() {
        let mut festive = given(&[90.0].map(hours));
        festive.months[0].working_days = 15.0;
        assert!((plan(&festive).unwrap()[0].required - 120.0).abs() < 1e-9);
    }

    #[test]
    fn a_plan_with_a_fault_says_where() {
        let mut wrong = given(&[1.0]);
        wrong.months[0].working_days = 0.0;
        assert_eq!(plan(&wrong).unwrap_err().place, "months[0].working_days");
        let mut wrong = given(&[]);
        wrong.attrition_monthly = 1.0;
        assert_eq!(plan(&wrong).unwrap_err().place, "attrition_monthly");
    }
}
