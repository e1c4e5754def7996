//! What a role usually does: how many people it looks at on a day, and at which hours it acts.
//!
//! Room:  server, compliance; made of the past weeks by `watch`, asked by `judge`.
//! Holds: nothing is called a habit before there are days enough of it.

use super::rules::{DAYS_FOR_A_HABIT, DEEDS_FOR_HOURS, RARE_HOUR};
use std::collections::BTreeMap;
use store::HabitRow;

/// The habit of everybody who has one of an actor's roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Habit {
    /// People looked at on each day on which one of them did anything, ascending.
    days: Vec<u64>,
    /// Deeds by local hour.
    hours: [u64; 24],
}

impl Habit {
    #[must_use]
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a HabitRow>) -> Self {
        let mut days: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        let mut hours = [0; 24];
        for row in rows {
            *days.entry((&row.actor, &row.day)).or_default() += u64::from(row.people);
            if let Some(hour) = hours.get_mut(usize::from(row.hour)) {
                *hour += u64::from(row.deeds);
            }
        }
        let mut days: Vec<u64> = days.into_values().collect();
        days.sort_unstable();
        Self { days, hours }
    }

    /// So many people or fewer were looked at on 19 days of 20; `None`: not enough days are known.
    #[must_use]
    pub fn usual_people(&self) -> Option<u64> {
        let count = self.days.len();
        if count < DAYS_FOR_A_HABIT {
            return None;
        }
        self.days.get((count * 19).div_ceil(20) - 1).copied()
    }

    /// Whether hardly anybody of the role acts at this hour; `None`: not enough is known.
    #[must_use]
    pub fn is_rare(&self, hour: u8) -> Option<bool> {
        let all: u64 = self.hours.iter().sum();
        if all < DEEDS_FOR_HOURS || self.days.len() < DAYS_FOR_A_HABIT {
            return None;
        }
        // The hours beside it count: whoever comes a little early does nothing unusual.
        let near = [23, 0, 1].map(|off| self.hours[(usize::from(hour) + off) % 24]);
        Some(near.iter().sum::<u64>() * RARE_HOUR < all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(days: u32) -> Vec<HabitRow> {
        let row = |day: u32, hour, deeds, people| HabitRow {
            actor: "li".into(),
            day: format!("2026-11-{day:02}"),
            hour,
            deeds,
            people,
        };
        (1..=days).flat_map(|day| [row(day, 9, 10, day), row(day, 15, 10, 0)]).collect()
    }

    #[test]
    fn a_habit_needs_days() {
        let short = Habit::of(&rows(9));
        assert_eq!((short.usual_people(), short.is_rare(3)), (None, None));
        let long = Habit::of(&rows(20));
        assert_eq!((long.usual_people(), long.is_rare(3)), (Some(19), Some(true)));
        assert_eq!(
            (long.is_rare(9), long.is_rare(8), long.is_rare(11)),
            (Some(false), Some(false), Some(true))
        );
    }

    #[test]
    fn midnight_is_beside_the_last_hour() {
        let night: Vec<_> = rows(20).into_iter().map(|row| HabitRow { hour: 23, ..row }).collect();
        let habit = Habit::of(&night);
        assert_eq!(
            (habit.is_rare(0), habit.is_rare(22), habit.is_rare(1)),
            (Some(false), Some(false), Some(true))
        );
    }
}
