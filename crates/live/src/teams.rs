//! Whole 5-minute intervals of the last hour by team: what windows of teams are summed from.
//!
//! Room:  live; filled from full chunks of the fact log, read by `view::windows`.
//! Takes: facts. Gives: counts per interval, team and attribution.
//! Holds: derived from the log alone, so it is in no carry-over. What the log's last chunk holds
//!        is not in it yet: a reader adds that itself.
//! Why:   a fact is pushed in every event and a window is read now and then: adding a thousand
//!        facts at once costs a third of adding each in its event, whose caches are full of others.
//! Proof: `a_window_of_a_team_is_the_sum_of_its_agents`.

use crate::cells::BOTH;
use crate::facts;
use domain::figures::{Attribution, CONTACT_STEP, Counts, contact_interval};
use domain::{Interval, Timestamp};
use journal::carry::Fact;

/// Intervals kept: the hour behind the clock and the one that a source may be ahead, with room, so
/// that a place is only ever taken from what no window sees.
const KEPT: usize = 32;

/// The sums of one interval by number of the team and attribution.
#[derive(Clone, Debug)]
struct Row {
    start: Timestamp,
    sums: Vec<[Counts; 2]>,
}

/// The sums of the last intervals.
#[derive(Clone, Debug)]
pub(crate) struct TeamSums {
    rows: [Row; KEPT],
}

impl TeamSums {
    pub(crate) fn new() -> Self {
        Self { rows: std::array::from_fn(|_| Row { start: Timestamp::MIN, sums: Vec::new() }) }
    }

    /// Adds facts of queues; direct calls are in the work of their agents only.
    pub(crate) fn add(&mut self, facts: &[Fact]) {
        for by in BOTH {
            // Most facts lie in the interval of the one before.
            let mut interval = Interval { start: Timestamp::MAX, end: Timestamp::MAX };
            for fact in facts {
                let Some(team) = fact.team.get() else { continue };
                if fact.queue.get().is_none() {
                    continue;
                }
                let at = facts::date(fact, by);
                if !interval.contains(at) {
                    interval = contact_interval(at);
                }
                if let Some(sums) = self.at(interval.start, team) {
                    facts::add(&mut sums[by as usize], fact);
                }
            }
        }
    }

    /// The sums of an interval; absent where its place was taken by one that no window with this
    /// instant can reach.
    fn at(&mut self, start: Timestamp, team: u32) -> Option<&mut [Counts; 2]> {
        let row = &mut self.rows[place_of(start)];
        if row.start < start {
            row.start = start;
            row.sums.clear();
        } else if row.start > start {
            return None;
        }
        let index = team as usize;
        if index >= row.sums.len() {
            row.sums.resize(index + 1, <[Counts; 2]>::default());
        }
        Some(&mut row.sums[index])
    }

    /// One more than the highest number of a team that was counted.
    pub(crate) fn teams(&self) -> usize {
        self.rows.iter().map(|row| row.sums.len()).max().unwrap_or(0)
    }

    /// The sums of the intervals that start at or after `from`, with start and team.
    pub(crate) fn intervals(
        &self,
        by: Attribution,
        from: Timestamp,
    ) -> impl Iterator<Item = (Timestamp, u32, &Counts)> {
        self.rows.iter().filter(move |row| row.start >= from).flat_map(move |row| {
            (0_u32..).zip(&row.sums).map(move |(team, both)| (row.start, team, &both[by as usize]))
        })
    }
}

fn place_of(start: Timestamp) -> usize {
    let number = start.0.div_euclid(CONTACT_STEP.0);
    let kept = i64::try_from(KEPT).expect("32");
    usize::try_from(number.rem_euclid(kept)).expect("not negative")
}
