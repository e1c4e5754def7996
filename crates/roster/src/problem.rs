//! People with their rows, and how many of each shift every day wants.
//!
//! Room:  roster; made by a reader, searched by `search`, bounded by `generate`.
//! Holds: the objective is a sum of integers: wishes by person, day and choice, and for each cover
//!        what is missing or too many.
//! Proof: tests/it/formats.rs compares with the independent checker.

use crate::price::Graph;
use crate::row::Row;

/// Choices by person and day.
pub type Roster = Vec<Vec<u8>>;

/// How many are wanted on one shift of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cover {
    pub day: usize,
    pub choice: u8,
    pub need: i64,
    /// Price of each one missing.
    pub under: i64,
    /// Price of each one too many.
    pub over: i64,
}

/// The whole task.
#[derive(Clone, Debug)]
pub struct Problem {
    pub rows: Vec<Row>,
    pub graphs: Vec<Graph>,
    /// By person; by day and choice.
    pub wishes: Vec<Vec<i64>>,
    pub covers: Vec<Cover>,
    /// The covers of each day and choice.
    pub at: Vec<Vec<usize>>,
    pub days: usize,
    /// Choices of a day, off included.
    pub choices: usize,
}

/// What a roster costs, by part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Parts {
    pub wishes: i64,
    pub under: i64,
    pub over: i64,
}

impl Parts {
    #[must_use]
    pub fn sum(self) -> i64 {
        self.wishes + self.under + self.over
    }
}

impl Cover {
    /// What `count` people cost.
    #[must_use]
    pub fn cost(&self, count: i64) -> i64 {
        self.under * (self.need - count).max(0) + self.over * (count - self.need).max(0)
    }
}

impl Problem {
    #[must_use]
    pub fn new(rows: Vec<Row>, wishes: Vec<Vec<i64>>, covers: Vec<Cover>) -> Self {
        let days = rows.first().map_or(0, Row::days);
        let choices = rows.first().map_or(1, |row| row.choices.len());
        let mut at = vec![Vec::new(); days * choices];
        for (index, cover) in covers.iter().enumerate() {
            at[cover.day * choices + usize::from(cover.choice)].push(index);
        }
        let graphs = rows.iter().map(Graph::new).collect();
        Self { rows, graphs, wishes, covers, at, days, choices }
    }

    /// Shifts of `roster` stay where they are.
    pub fn fix(&mut self, roster: &[Vec<u8>]) {
        for (row, days) in self.rows.iter_mut().zip(roster) {
            row.fix(days);
        }
        self.graphs = self.rows.iter().map(Graph::new).collect();
    }

    /// The covers that a row counts in.
    pub fn covered<'a>(&'a self, days: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
        let worked = days.iter().enumerate().filter(|(_, choice)| **choice != 0);
        worked
            .flat_map(|(day, choice)| &self.at[day * self.choices + usize::from(*choice)])
            .copied()
    }

    /// What a row's wishes cost.
    #[must_use]
    pub fn wish_cost(&self, person: usize, days: &[u8]) -> i64 {
        let cell = |(day, choice): (usize, &u8)| day * self.choices + usize::from(*choice);
        days.iter().enumerate().map(|at| self.wishes[person][cell(at)]).sum()
    }

    /// People in each cover.
    #[must_use]
    pub fn counts(&self, roster: &[Vec<u8>]) -> Vec<i64> {
        let mut counts = vec![0; self.covers.len()];
        for days in roster {
            for cover in self.covered(days) {
                counts[cover] += 1;
            }
        }
        counts
    }

    /// The objective from scratch.
    #[must_use]
    pub fn cost(&self, roster: &[Vec<u8>]) -> Parts {
        let wishes = roster.iter().enumerate().map(|(person, days)| self.wish_cost(person, days));
        let mut parts = Parts { wishes: wishes.sum(), ..Parts::default() };
        for (cover, count) in self.covers.iter().zip(self.counts(roster)) {
            parts.under += cover.under * (cover.need - count).max(0);
            parts.over += cover.over * (count - cover.need).max(0);
        }
        parts
    }

    /// Rules broken by anybody.
    #[must_use]
    pub fn violations(&self, roster: &[Vec<u8>]) -> usize {
        self.rows.iter().zip(roster).map(|(row, days)| row.broken(days).len()).sum()
    }
}
